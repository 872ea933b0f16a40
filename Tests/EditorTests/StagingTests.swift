import EditorSamples
import Engine
import Tagging
import Testing

@testable import Editor

@Suite struct `Staging tags` {
  @Test func `plus stages a tag on the contact under the cursor`() {
    var editor = EditorHarness(contacts: 6)
    editor.press("j+new⏎")
    #expect(editor.tags(of: 1) == ["new"])
    #expect(editor.tags(of: 0) == ["lead", "vip"])
    #expect(editor.state.message?.text == "Staged +new on 1.")
  }

  @Test func `marks win over the cursor, and one action is one undo step`() {
    var editor = EditorHarness(contacts: 6)
    editor.press("a+new⏎")
    #expect((0..<6).allSatisfy { editor.tags(of: $0).contains("new") })
    editor.press("u")
    #expect((0..<6).allSatisfy { !editor.tags(of: $0).contains("new") })
    editor.press("⌃r")
    #expect((0..<6).allSatisfy { editor.tags(of: $0).contains("new") })
  }

  @Test func `adding a tag that is there stages nothing and says so`() {
    var editor = EditorHarness(contacts: 6)
    editor.press("+vip⏎")
    #expect(editor.state.changeset.isEmpty)
    #expect(editor.state.message?.text == "+vip: nothing to do, it is so already.")
  }

  @Test func `removing a tag that is not there stages nothing`() {
    var editor = EditorHarness(contacts: 6)
    editor.press("j-vip⏎")
    #expect(editor.state.changeset.isEmpty)
  }

  @Test func `opposite edits cancel`() {
    var editor = EditorHarness(contacts: 6)
    editor.press("+new⏎-new⏎")
    #expect(editor.state.changeset.isEmpty)
    #expect(editor.state.changeset.done.count == 2)
    editor.press("u")
    #expect(editor.tags(of: 0) == ["lead", "new", "vip"])
  }

  @Test func `a tag in other letters is the tag that is there`() {
    var editor = EditorHarness(contacts: 6)
    editor.press("a-VIP⏎")
    #expect(editor.state.changeset.count == 3)
    #expect(editor.tags(of: 0) == ["lead"])
  }

  @Test func `one prompt takes additions and removals`() {
    var editor = EditorHarness(contacts: 6)
    editor.press("+new, \"a, b\" -vip⏎")
    #expect(editor.tags(of: 0) == ["a, b", "lead", "new"])
    #expect(editor.state.changeset.done.count == 1)
  }

  @Test(arguments: [("+⏎", "A tag can't be empty."), ("+  ⏎", "A tag can't be empty.")])
  func `an empty tag is refused at the prompt`(keys: String, reason: String) {
    var editor = EditorHarness(contacts: 2)
    editor.press(keys)
    #expect(editor.state.prompt?.problem == reason)
    #expect(editor.state.changeset.isEmpty)
  }

  @Test func `a control character is refused at the prompt with its code`() {
    var editor = EditorHarness(contacts: 2)
    editor.press("+")
    editor.act(.pasted("bad\u{7}tag"))
    editor.press("⏎")
    #expect(editor.state.prompt?.problem == "A tag can't hold a control character (U+0007).")
  }

  @Test func `adding and removing the same tag at once is refused`() {
    var editor = EditorHarness(contacts: 2)
    editor.press("+new -New⏎")
    #expect(editor.state.prompt?.problem?.contains("can't be added and removed at once") == true)
  }

  @Test func `a prompt keeps the contacts that were the target when it opened`() {
    var editor = EditorHarness(contacts: 4)
    editor.press("a+new")
    editor.state.marks = []
    editor.press("⏎")
    #expect(editor.state.changeset.count == 4)
  }

  @Test func `the dot repeats the last staging on the present target`() {
    var editor = EditorHarness(contacts: 4)
    editor.press("+new⏎j.")
    #expect(editor.tags(of: 1) == ["new"])
  }

  @Test func `nothing is shown as staged before it is on disk`() {
    var editor = EditorHarness(contacts: 4)
    editor.isDiskFast = false
    editor.press("+one⏎+two⏎u")
    #expect(editor.state.written.isEmpty)
    #expect(editor.state.changeset.count == 1)
    #expect(editor.state.message == nil)
    editor.finishWriting()
    #expect(editor.state.message?.text == "Undone: +two on 1; next: +one on 1")
    #expect(editor.tags(of: 0) == ["lead", "one", "vip"])
    #expect(editor.state.pending.isEmpty)
  }

  @Test func `a failed write drops that step and all later ones, and says so`() {
    var editor = EditorHarness(contacts: 4)
    editor.press("+one⏎")
    editor.isDiskFast = false
    editor.press("+two⏎+three⏎")
    editor.act(.recordingFailed(Problem(message: "The disk is full.", remedy: "Make room.", exitCode: 1)))
    #expect(editor.tags(of: 0) == ["lead", "one", "vip"])
    #expect(editor.state.changeset == editor.state.written)
    #expect(
      editor.state.message?.text == "The disk is full. The last 2 actions were not staged. Make room.")
    editor.press("+four⏎")
    guard case .record(_, _, let run) = editor.effects.last else {
      Issue.record("nothing was recorded")
      return
    }
    #expect(run == 1)
  }

  @Test func `read-only stages nothing and says why`() {
    var editor = EditorHarness(contacts: 4)
    editor.act(.opened(Opening(readOnlyReason: "Somebody else has it.")))
    editor.press("+")
    #expect(editor.state.prompt == nil)
    #expect(editor.state.message?.text == "Somebody else has it.")
  }
}

@Suite struct `The tag editor` {
  @Test func `shows all, some and none over the marked contacts, present tags first`() throws {
    var editor = EditorHarness(contacts: 6)
    editor.press("at")
    let open = try tagEditor(editor)
    #expect(open.entries.map { "\($0.tag.name) \($0.count)" } == ["vip 3", "lead 2"])
    #expect(open.entries.map { open.presence(of: $0) } == [.some, .some])
  }

  @Test func `Tab cycles add, remove, as it was, and Enter stages`() throws {
    var editor = EditorHarness(contacts: 6)
    editor.press("at⇥")
    #expect(try tagEditor(editor).choices == [TagEdit(.add, ContactTag("vip"))])
    editor.press("⇥")
    #expect(try tagEditor(editor).choices == [TagEdit(.remove, ContactTag("vip"))])
    editor.press("⇥")
    #expect(try tagEditor(editor).choices.isEmpty)
    editor.press("⇥⏎")
    #expect((0..<6).allSatisfy { editor.tags(of: $0).contains("vip") })
    #expect(editor.state.changeset.count == 3)
  }

  @Test func `leaves out what would change nothing`() throws {
    var editor = EditorHarness(contacts: 1)
    editor.press("t⇥")
    #expect(try tagEditor(editor).choices.map(\.action) == [.remove])
    editor.press("⇥")
    #expect(try tagEditor(editor).choices.isEmpty)
  }

  @Test func `choices survive the filter, and their number is known`() throws {
    var editor = EditorHarness(contacts: 6)
    editor.press("at⇥lead")
    #expect(try tagEditor(editor).hiddenChoices == 1)
    editor.press("⇥⏎")
    #expect(editor.state.changeset.count == 3 + 4)
  }

  @Test func `a name that matches nothing can be created`() throws {
    var editor = EditorHarness(contacts: 2)
    editor.press("tbrand new")
    #expect(try tagEditor(editor).creatable?.name == "brand new")
    editor.press("⇥⏎")
    #expect(editor.tags(of: 0) == ["brand new", "lead", "vip"])
  }

  @Test func `Enter without a choice stays and says so`() throws {
    var editor = EditorHarness(contacts: 2)
    editor.press("t⏎")
    #expect(try tagEditor(editor).problem == "Nothing chosen yet: Tab chooses, Esc leaves.")
  }

  private func tagEditor(_ editor: EditorHarness) throws -> TagEditor {
    guard case .tagEditor(let open) = try #require(editor.state.overlays.last) else {
      throw NotOpen()
    }
    return open
  }

  private struct NotOpen: Error {}
}
