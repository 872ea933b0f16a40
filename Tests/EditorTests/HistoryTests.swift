import ContactStore
import EditorSamples
import Tagging
import Testing

@testable import Editor

@Suite struct `The history` {
  @Test func `4 reads the commits, Enter shows the receipts of one, q leads back`() {
    var editor = EditorHarness(contacts: 6)
    editor.press("4")
    #expect(editor.effects == [.readHistory])
    editor.act(.historyRead([SampleCommit.summary]))
    editor.press("⏎")
    #expect(editor.effects.last == .readCommit(SampleCommit.id))
    editor.act(.commitRead(SampleCommit.details()))
    #expect(editor.state.history.count == 3)
    editor.press("q")
    #expect(editor.state.history.open == nil)
    editor.press("q")
    #expect(editor.state.view == .contacts)
  }

  @Test func `r stages the inverse of what was really changed, as one step that can be undone`() {
    var editor = EditorHarness(contacts: 6)
    editor.press("4")
    editor.act(.historyRead([SampleCommit.summary]))
    editor.press("r")
    editor.act(.commitRead(SampleCommit.details()))
    #expect(editor.tags(of: 0) == ["lead"])
    #expect(editor.state.changeset.count == 1)
    #expect(editor.state.message?.text.hasPrefix("Staged the inverse of 1 edit.") == true)
    editor.press("u")
    #expect(editor.state.changeset.isEmpty)
  }

  @Test func `what is uncertain is left out, and taken only on request`() {
    var editor = EditorHarness(contacts: 6)
    editor.press("4")
    editor.act(.historyRead([SampleCommit.summary]))
    editor.press("r")
    editor.act(.commitRead(SampleCommit.details(certainty: .uncertain)))
    #expect(editor.state.changeset.isEmpty)
    #expect(editor.state.message?.text.contains("1 uncertain edit (A takes them too)") == true)
    editor.press("A")
    editor.act(.commitRead(SampleCommit.details(certainty: .uncertain)))
    #expect(editor.tags(of: 0) == ["lead"])
  }

  @Test func `a contact whose tags changed since is left as it is`() throws {
    var editor = EditorHarness(contacts: 6)
    let row = try #require(editor.state.table.row(of: EditorHarness.id(0)))
    editor.state.table.setTags([ContactTag("vip"), ContactTag("lead"), ContactTag("theirs")], of: row)
    editor.press("4")
    editor.act(.historyRead([SampleCommit.summary]))
    editor.press("r")
    editor.act(.commitRead(SampleCommit.details()))
    #expect(editor.state.changeset.isEmpty)
    #expect(
      editor.state.message?.text
        == "There is nothing to take back. Left out: 1 contact changed since.")
  }
}
