import Editor
import EditorSamples
import Engine
import Foundation
import Tagging
import Testing
import Views

@Suite struct `Screens` {
  @Test func `the list shows names of all kinds harmlessly, marks, and staged tags by sign`() throws {
    var editor = EditorHarness(contacts: 8)
    editor.press(" j +webinar⏎-vip⏎")
    try expectScreen(render(editor.state, columns: 80, rows: 24), matches: "contacts-80x24")
  }

  @Test func `the list is useful at 60×16`() throws {
    var editor = EditorHarness(contacts: 40)
    editor.act(.resized(columns: 60, rows: 16))
    editor.press("G+webinar⏎")
    try expectScreen(render(editor.state, columns: 60, rows: 16), matches: "contacts-60x16")
  }

  @Test func `a wide terminal has room for phone, company and the tags of the view`() throws {
    var editor = EditorHarness(contacts: 8)
    editor.act(.resized(columns: 150, rows: 16))
    editor.press("⇥")
    try expectScreen(render(editor.state, columns: 150, rows: 16), matches: "contacts-150x16")
  }

  @Test func `a terminal that is too small says so plainly`() throws {
    let editor = EditorHarness(contacts: 8)
    try expectScreen(render(editor.state, columns: 40, rows: 10), matches: "too-small")
  }

  @Test func `a wrong query is explained under it, and the last good result stays`() throws {
    var editor = EditorHarness(contacts: 8)
    editor.press("/tag:vip (")
    try expectScreen(render(editor.state, columns: 80, rows: 24), matches: "query-wrong")
  }

  @Test func `a prompt names how many contacts it is for, and offers what is there`() throws {
    var editor = EditorHarness(contacts: 8)
    editor.press("a/tag:lead⏎-v")
    try expectScreen(render(editor.state, columns: 80, rows: 24), matches: "prompt-remove")
  }

  @Test func `the tag editor has three states and says what will be staged`() throws {
    var editor = EditorHarness(contacts: 8)
    editor.press("at⇥↓⇥⇥")
    try expectScreen(render(editor.state, columns: 80, rows: 24), matches: "tag-editor")
  }

  @Test func `changes by tag, one group unfolded`() throws {
    var editor = EditorHarness(contacts: 8)
    editor.press("a+webinar⏎-vip⏎3⏎")
    try expectScreen(render(editor.state, columns: 80, rows: 24), matches: "changes-by-tag")
  }

  @Test func `changes by contact`() throws {
    var editor = EditorHarness(contacts: 8)
    editor.press("a+webinar⏎-vip⏎3o")
    try expectScreen(render(editor.state, columns: 80, rows: 24), matches: "changes-by-contact")
  }

  @Test func `the plan counts by tag and names the exact calls`() throws {
    var editor = EditorHarness(contacts: 8)
    editor.press("a+webinar⏎-vip⏎cG⏎")
    try expectScreen(render(editor.state, columns: 100, rows: 24), matches: "plan")
  }

  @Test func `the question before sending stands over the plan`() throws {
    var editor = EditorHarness(contacts: 8)
    editor.press("a+webinar⏎cW")
    try expectScreen(render(editor.state, columns: 80, rows: 24), matches: "confirmation")
  }

  @Test func `a commit that runs shows its progress`() throws {
    var editor = EditorHarness(contacts: 8)
    editor.press("a+webinar⏎cWy")
    var progress = CommitProgress(startedAt: Date(timeIntervalSince1970: 0))
    progress.callsTotal = 12
    progress.callsDone = 4
    progress.callsInFlight = 3
    progress.contactsDone = 400
    progress.callsPerSecond = 9.7
    progress.secondsLeft = 2
    editor.act(.committing(.progress(progress)))
    try expectScreen(render(editor.state, columns: 80, rows: 24), matches: "committing")
  }

  @Test func `the help lists the keys of where one is, with the reason where one can't be used`() throws {
    var editor = EditorHarness(contacts: 8)
    editor.press("?")
    try expectScreen(render(editor.state, columns: 80, rows: 24), matches: "help")
  }

  @Test func `the history lists commits with who, when, how many and outcome`() throws {
    var editor = EditorHarness(contacts: 8)
    editor.press("4")
    editor.act(.historyRead([SampleCommit.summary]))
    try expectScreen(render(editor.state, columns: 100, rows: 16), matches: "history")
  }

  @Test func `a commit's receipts say what really changed, and why the rest did not`() throws {
    var editor = EditorHarness(contacts: 8)
    editor.press("4")
    editor.act(.historyRead([SampleCommit.summary]))
    editor.press("⏎")
    editor.act(.commitRead(SampleCommit.details(certainty: .uncertain)))
    try expectScreen(render(editor.state, columns: 80, rows: 16), matches: "receipts")
  }

  @Test func `an interrupted commit is offered with what is known of it`() throws {
    var editor = EditorHarness(contacts: 2)
    let plan = Plan(calls: [
      PlannedCall(id: 0, action: .add, tags: ["new"], contacts: [EditorHarness.id(0)]),
      PlannedCall(id: 1, action: .add, tags: ["new"], contacts: [EditorHarness.id(1)]),
    ])
    let record = CommitRecord(
      id: CommitID(rawValue: "1"), title: "+new on 2", startedAt: Date(timeIntervalSince1970: 0),
      author: "a@b", plan: plan)
    editor.act(
      .opened(
        Opening(interrupted: [
          CommitDetails(record: record, calls: [.answered, .sent(times: 1)], receipts: [])
        ])))
    try expectScreen(render(editor.state, columns: 80, rows: 24), matches: "interrupted")
  }
}

@Suite struct `Text from the server` {
  @Test(arguments: [
    ("plain", "plain"), ("Eve\u{1B}[31m", "Eve·[31m"), ("a\u{202E}b", "a·b"), ("tab\there", "tab·here"),
    ("e\u{301}", "e\u{301}"), ("👩‍👩‍👧", "👩‍👩‍👧"), ("C1\u{9B}2J", "C1·2J"), ("zero\u{200B}width", "zero·width"),
  ])
  func `is shown harmlessly`(text: String, shown: String) {
    #expect(DisplayWidth.harmless(text) == shown)
  }

  @Test(arguments: [("abc", 3), ("東京", 4), ("é", 1), ("👍", 2), ("한국", 4), ("ﾊﾝｶｸ", 4), ("👩‍👩‍👧", 2)])
  func `has a width of our own`(text: String, width: Int) {
    #expect(DisplayWidth.width(of: text) == width)
  }

  @Test func `gives a spacing vowel sign a cell of its own, as terminals do`() {
    #expect(DisplayWidth.width(of: "राहुल सिंह") == 8)
    var screen = Screen(columns: 12, rows: 1)
    #expect(screen.write("राहुल सिंह|", column: 0, row: 0) == 9)
    #expect(screen.lines == ["राहुल सिंह|"])
  }

  @Test func `is cut before a wide character that would not fit`() {
    #expect(DisplayWidth.fitted("東京タワー", to: 5) == "東京…")
    #expect(DisplayWidth.fitted("short", to: 5) == "short")
    #expect(DisplayWidth.fitted("longer", to: 5) == "long…")
  }
}
