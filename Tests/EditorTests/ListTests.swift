import ContactStore
import EditorSamples
import Engine
import Tagging
import Testing

@testable import Editor

@Suite struct `The list of contacts` {
  @Test func `filters while it is typed, and Esc restores the former query`() {
    var editor = EditorHarness(contacts: 12)
    editor.press("/tag:vip")
    #expect(editor.state.list.rows.count == 6)
    editor.press(" -tag:lead")
    #expect(editor.state.list.rows.count == 4)
    editor.press("⎋")
    #expect(editor.state.list.rows.count == 12)
    #expect(editor.state.list.queryText == "")
  }

  @Test func `a wrong query never empties the screen`() {
    var editor = EditorHarness(contacts: 12)
    editor.press("/tag:vip (")
    #expect(editor.state.prompt?.problem?.hasPrefix("column ") == true)
    #expect(editor.state.list.rows.count == 6)
    editor.press("⏎")
    #expect(editor.state.prompt != nil)
  }

  @Test func `brackets walk the queries that were used`() {
    var editor = EditorHarness(contacts: 12)
    editor.press("/tag:vip⏎/⌃utag:lead⏎[")
    #expect(editor.state.list.queryText == "tag:vip")
    editor.press("]")
    #expect(editor.state.list.queryText == "tag:lead")
    editor.press("]")
    #expect(editor.state.message?.text == "This is the last query.")
  }

  @Test func `contacts that stop matching by an edit stay, dimmed, until the query is entered again`() {
    var editor = EditorHarness(contacts: 12)
    editor.press("/tag:vip⏎-vip⏎")
    #expect(editor.state.list.rows.count == 6)
    #expect(editor.state.list.matching.count == 5)
    editor.press("/⏎")
    #expect(editor.state.list.rows.count == 5)
  }

  @Test func `the cursor keeps its contact when the list changes`() {
    var editor = EditorHarness(contacts: 12)
    editor.press("jjjj")
    let row = editor.state.list.cursorRow
    editor.press("/tag:vip⏎")
    #expect(editor.state.list.cursorRow == row)
    #expect(editor.state.list.cursor == 2)
  }

  @Test func `a page that arrives is appended, and the cursor stays`() {
    var editor = EditorHarness(contacts: 3)
    editor.press("j")
    _ = reduce(&editor.state, .perform(.refresh))
    editor.act(
      .loading(.page((0..<5).map(EditorHarness.contact), total: 5), run: editor.state.loading.run))
    #expect(editor.state.list.rows.count == 5)
    #expect(editor.state.list.cursor == 1)
  }

  @Test func `pages of an earlier load are dropped`() {
    var editor = EditorHarness(contacts: 3)
    editor.act(.loading(.page([EditorHarness.contact(9)], total: 1), run: editor.state.loading.run - 1))
    #expect(editor.state.table.count == 3)
  }

  @Test func `Tab opens the tags of the view with their counts`() {
    var editor = EditorHarness(contacts: 12)
    editor.press("⇥")
    #expect(editor.state.list.facets.map { "\($0.tag.name) \($0.count)" } == ["vip 6", "lead 4"])
    editor.press("⏎")
    #expect(editor.state.list.queryText == "tag:vip")
  }
}

@Suite struct `Marks` {
  @Test func `Space marks and goes down`() {
    var editor = EditorHarness(contacts: 5)
    editor.press("  ")
    #expect(editor.state.marks.count == 2)
    #expect(editor.state.list.cursor == 2)
  }

  @Test func `v marks from where it was pressed to the cursor, and Esc drops the range`() {
    var editor = EditorHarness(contacts: 8)
    editor.press("jvjj")
    #expect(editor.state.marks.count == 3)
    editor.press("k")
    #expect(editor.state.marks.count == 2)
    editor.press("⎋")
    #expect(editor.state.marks.isEmpty)
    editor.press("vjv")
    #expect(editor.state.marks.count == 2)
    #expect(editor.state.range == nil)
  }

  @Test func `a marks what the query shows, i inverts within it, and marks survive the query`() {
    var editor = EditorHarness(contacts: 12)
    editor.press("/tag:vip⏎a/⌃utag:lead⏎")
    #expect(editor.state.marks.count == 6)
    #expect(editor.state.marksOutOfView == 4)
    editor.press("i")
    #expect(editor.state.marks.count == 6)
    #expect(editor.state.marksOutOfView == 4)
    editor.press("|")
    #expect(editor.state.marks.count == 2)
  }

  @Test func `U clears all marks and B brings them back`() {
    var editor = EditorHarness(contacts: 5)
    editor.press("aU")
    #expect(editor.state.marks.isEmpty)
    editor.press("B")
    #expect(editor.state.marks.count == 5)
  }

  @Test func `while contacts are loading a says of how many`() {
    var editor = EditorHarness(contacts: 5)
    _ = reduce(&editor.state, .perform(.refresh))
    editor.act(
      .loading(.page((0..<5).map(EditorHarness.contact), total: 500), run: editor.state.loading.run))
    editor.press("a")
    #expect(editor.state.message?.text == "Marked all 5 in view of 5 loaded.")
  }
}
