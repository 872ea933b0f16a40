import ContactStore
import Editor
import Tagging

/// The changeset, grouped by tag or by contact.
enum ChangesView {
  static func draw(_ state: EditorState, on screen: inout Screen) {
    let changes = state.changes
    guard !changes.lines.isEmpty else {
      screen.write("Nothing is staged. + - and t in Contacts stage edits.", column: 3, row: 3)
      screen.cursor = (0, 3)
      return
    }
    for line in 0..<state.pageHeight {
      let place = changes.top + line
      guard place < changes.lines.count else { break }
      draw(changes.lines[place], state, at: line + 2, on: &screen)
      if place == changes.cursor { mark(line + 2, on: &screen) }
    }
  }

  /// The marker of the line under the cursor.
  static func mark(_ row: Int, on screen: inout Screen) {
    screen.write(">", column: 0, row: row, style: Style(.accent, bold: true))
    screen.restyle(row: row, from: 2, to: 24) { $0.isReversed = true }
    screen.cursor = (0, row)
  }

  private static func draw(
    _ line: ChangesList.Line, _ state: EditorState, at row: Int, on screen: inout Screen
  ) {
    switch line {
    case .tag(let edit, let rows):
      let fold = state.changes.unfolded.contains(edit.text) ? "▾" : "▸"
      let end = screen.write(
        "\(fold) \(DisplayWidth.fitted(DisplayWidth.harmless(edit.text), to: screen.columns / 2))", column: 2,
        row: row, style: ContactsView.style(of: edit.action))
      var text = rows.count.counted("contact")
      let failed = RowSet((state.failures[edit.tag] ?? [:]).keys).intersectionCount(rows)
      if failed > 0 { text += "  ! \(failed.grouped) failed" }
      screen.write(
        text, column: max(end + 2, 30), row: row, style: failed > 0 ? Style(.failed, bold: true) : .plain)
    case .edit(let edit, let contact):
      screen.write(name(of: contact, in: state.table, to: 30), column: 6, row: row)
      if let reason = state.failures[edit.tag]?[contact] {
        screen.write(
          DisplayWidth.fitted("! " + DisplayWidth.harmless(reason), to: screen.columns - 39), column: 38,
          row: row,
          style: Style(.failed, bold: true))
      }
    case .contact(let contact):
      screen.write(name(of: contact, in: state.table, to: 28), column: 2, row: row)
      drawEdits(of: contact, state, at: row, on: &screen)
    }
  }

  private static func drawEdits(
    of contact: ContactRow, _ state: EditorState, at row: Int, on screen: inout Screen
  ) {
    var column = 32
    for edit in state.written.edits(of: contact) where column < screen.columns {
      let reason = state.failures[edit.tag]?[contact]
      let text =
        TagEdit(edit.action, edit.tag).text + (reason.map { " (! \($0))" } ?? "")
      column =
        screen.write(
          DisplayWidth.fitted(DisplayWidth.harmless(text), to: screen.columns - column), column: column,
          row: row,
          style: reason == nil ? ContactsView.style(of: edit.action) : Style(.failed, bold: true)) + 2
    }
  }

  /// A contact's name to show: its id where it is not loaded, its e-mail or id where it has no name.
  static func name(of row: ContactRow, in table: ContactTable, to cells: Int) -> String {
    let candidates = table.isLoaded(row) ? [table.name(at: row), table.email(at: row)] : []
    let name = candidates.first { !$0.isEmpty } ?? table.id(at: row).rawValue
    return DisplayWidth.fitted(DisplayWidth.harmless(name), to: cells)
  }
}
