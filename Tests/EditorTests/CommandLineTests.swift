import ContactStore
import EditorSamples
import Tagging
import Testing

@testable import Editor

@Suite struct `The command line` {
  @Test func `add and remove stage on the target, with the same words as the prompts`() {
    var editor = EditorHarness(contacts: 4)
    editor.press(":add new, other⏎")
    #expect(editor.tags(of: 0) == ["lead", "new", "other", "vip"])
    editor.press(":remove vip⏎")
    #expect(editor.tags(of: 0) == ["lead", "new", "other"])
  }

  @Test func `a number goes to that line`() {
    var editor = EditorHarness(contacts: 9)
    editor.press(":7⏎")
    #expect(editor.state.list.cursor == 6)
  }

  @Test func `a name that is none is answered in place`() {
    var editor = EditorHarness(contacts: 2)
    editor.press(":dance⏎")
    #expect(editor.state.message?.text == "There is no command “dance”; ? shows the keys.")
  }

  @Test func `m marks by a query, M unmarks, whatever the view shows`() {
    var editor = EditorHarness(contacts: 12)
    editor.press("/tag:lead⏎mtag:vip⏎")
    #expect(editor.state.marks.count == 6)
    #expect(editor.state.message?.text == "6 match; 6 marked.")
    editor.press("Mtag:lead⏎")
    #expect(editor.state.marks.count == 4)
    editor.press("m(⏎")
    #expect(editor.state.prompt?.problem?.hasPrefix("column 2") == true)
  }

  @Test func `s sorts by a column, - turns it round, and the cursor keeps its contact`() {
    var editor = EditorHarness(contacts: 6)
    editor.press("j")
    let row = editor.state.list.cursorRow
    editor.press("s-email⏎")
    #expect(editor.state.list.rows.map { editor.state.table.email(at: $0) }.first == "person5@acme.example")
    #expect(editor.state.list.cursorRow == row)
    editor.press("scolour⏎")
    #expect(editor.state.prompt?.problem?.hasPrefix("Sort by one of") == true)
  }
}

@Suite struct `A pasted list` {
  @Test func `of ids, e-mails and phones in any mix is offered to be marked, with what did not match`() {
    var editor = EditorHarness(contacts: 6)
    editor.act(
      .pasted("person1@acme.example\n\(EditorHarness.id(2).rawValue); +1 555 0103\nnobody@acme.example\n"))
    guard case .confirmation(let question) = editor.state.overlays.last else {
      Issue.record("no question")
      return
    }
    #expect(
      question.question
        == "Mark the 3 contacts that the pasted list names? Nothing matches 1 of its entries (nobody@acme.example). y/n"
    )
    editor.act(.frameShown)
    editor.press("y")
    #expect(editor.state.marks == [1, 2, 3])
  }

  @Test func `is never taken for keys`() {
    var editor = EditorHarness(contacts: 6)
    editor.act(.pasted("aXq\nWy"))
    #expect(editor.state.marks.isEmpty)
    #expect(!editor.state.isQuitting)
    #expect(editor.state.overlays.isEmpty)
  }

  @Test func `goes into a prompt as text, on one line`() {
    var editor = EditorHarness(contacts: 6)
    editor.press("+")
    editor.act(.pasted("spring\nsale"))
    #expect(editor.state.prompt?.line.text == "spring sale")
  }
}
