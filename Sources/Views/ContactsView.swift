import ContactStore
import Editor
import Tagging

/// The list of contacts, with the tags of the view beside it when they are open.
enum ContactsView {
  /// A column of the list, from one cell to another.
  private struct Column {
    var title: String
    var start: Int
    var end: Int
    var text: (ContactTable, ContactRow) -> String
  }

  private static let facetWidth = 26

  static func draw(_ state: EditorState, on screen: inout Screen) {
    let width =
      state.list.isFacetPaneOpen && screen.columns >= 80 ? screen.columns - facetWidth : screen.columns
    let (columns, tagsStart) = layout(width)
    for column in columns {
      screen.write(
        column.title, column: column.start, row: 2, limit: column.end, style: Style(.muted, bold: true))
    }
    screen.write("TAGS", column: tagsStart, row: 2, limit: width, style: Style(.muted, bold: true))
    let height = state.listHeight
    if state.list.rows.isEmpty { drawEmpty(state, on: &screen) }
    for line in 0..<height {
      let place = state.list.top + line
      guard place < state.list.rows.count else { break }
      drawRow(
        state, place: place, at: line + 3, columns: columns, tagsStart: tagsStart, width: width, on: &screen)
    }
    if width < screen.columns { drawFacets(state, from: width, height: height, on: &screen) }
  }

  /// Name and e-mail always; phone and company where there is room; the tags get the rest.
  private static func layout(_ width: Int) -> (columns: [Column], tagsStart: Int) {
    var wanted: [(String, Int, (ContactTable, ContactRow) -> String)] = [
      ("NAME", min(28, max(16, width / 5)), { $0.name(at: $1) }),
      ("EMAIL", min(34, max(18, width / 4)), { $0.email(at: $1) }),
    ]
    if width >= 100 { wanted.append(("PHONE", 16, { $0.phone(at: $1) })) }
    if width >= 130 { wanted.append(("COMPANY", 22, { $0.company(at: $1) })) }
    var columns: [Column] = []
    var start = 3
    for (title, cells, text) in wanted {
      columns.append(Column(title: title, start: start, end: start + cells, text: text))
      start += cells + 1
    }
    return (columns, start)
  }

  private static func drawRow(
    _ state: EditorState, place: Int, at line: Int, columns: [Column], tagsStart: Int, width: Int,
    on screen: inout Screen
  ) {
    let row = state.list.rows[place]
    let isCursor = place == state.list.cursor && state.list.cursorRow != nil
    let isMarked = state.marks.contains(row)
    let isDimmed = !state.list.matching.contains(row)
    var nameEnd = 3
    for (index, column) in columns.enumerated() {
      let text = DisplayWidth.fitted(
        DisplayWidth.harmless(column.text(state.table, row)), to: column.end - column.start)
      let style = Style(bold: isMarked && index == 0, dim: isDimmed)
      let end = screen.write(text, column: column.start, row: line, limit: column.end, style: style)
      if index == 0 { nameEnd = max(end, column.start + 1) }
    }
    if isMarked { screen.write("*", column: 1, row: line, style: Style(.marked, bold: true)) }
    drawTags(state, of: row, from: tagsStart, to: width, at: line, isDimmed: isDimmed, on: &screen)
    if isCursor {
      screen.write(">", column: 0, row: line, style: Style(.accent, bold: true))
      if !state.list.isFacetPaneFocused {
        screen.restyle(row: line, from: 3, to: nameEnd) { $0.isReversed = true }
      }
      screen.cursor = (0, line)
    }
  }

  /// Staged edits first, so that they are never cut off; then the base, two spaces between names.
  private static func drawTags(
    _ state: EditorState, of row: ContactRow, from start: Int, to end: Int, at line: Int, isDimmed: Bool,
    on screen: inout Screen
  ) {
    var column = start
    func put(_ text: String, _ style: Style, _ screen: inout Screen) {
      guard column < end else { return }
      let shown = DisplayWidth.fitted(DisplayWidth.harmless(text), to: end - column)
      column = screen.write(shown, column: column, row: line, limit: end, style: style) + 2
    }
    var hidden: Set<ContactTag> = []
    if let commit = state.commit, commit.isRunning {
      for (tag, staged) in commit.edits where staged.rows.contains(row) {
        let action = staged.adds.contains(row) ? TagAction.add : .remove
        put("…" + TagEdit(action, tag).text, style(of: action), &screen)
        hidden.insert(tag)
      }
    }
    for edit in state.written.edits(of: row) {
      let failed = state.failures[edit.tag]?[row] != nil
      put(
        (failed ? "!" : "") + TagEdit(edit.action, edit.tag).text,
        failed ? Style(.failed, bold: true) : style(of: edit.action), &screen)
      hidden.insert(edit.tag)
    }
    for tag in state.table.tags(at: row) where !hidden.contains(tag) {
      put(tag.name, Style(dim: isDimmed), &screen)
    }
  }

  static func style(of action: TagAction) -> Style {
    action == .add ? Style(.added, bold: true) : Style(.removed, underlined: true)
  }

  private static func drawEmpty(_ state: EditorState, on screen: inout Screen) {
    let text: String
    if state.loading.isActive {
      text = "Loading contacts …"
    } else if let problem = state.loading.problem {
      text = problem.sentence
    } else if state.list.query != .all {
      text = "No contact matches. Esc in the query restores the former one; [ goes back."
    } else {
      text = "This location has no contacts."
    }
    screen.write(DisplayWidth.fitted(DisplayWidth.harmless(text), to: screen.columns - 4), column: 3, row: 4)
    screen.cursor = (0, 4)
  }

  private static func drawFacets(
    _ state: EditorState, from start: Int, height: Int, on screen: inout Screen
  ) {
    let isFinal = state.list.areFacetsFinal
    screen.write("│ TAGS IN VIEW", column: start, row: 2, style: Style(.muted, bold: true))
    let top = max(0, state.list.facetCursor - height + 1)
    for line in 0..<height {
      screen.write("│", column: start, row: line + 3, style: Style(.muted))
      let place = top + line
      guard place < state.list.facets.count else { continue }
      let facet = state.list.facets[place]
      let count = facet.count.grouped
      let countStart = screen.columns - count.count - 1
      let style = Style(dim: !isFinal)
      screen.write(
        DisplayWidth.fitted(DisplayWidth.harmless(facet.tag.name), to: countStart - start - 4),
        column: start + 3, row: line + 3, limit: countStart - 1, style: style)
      screen.write(count, column: countStart, row: line + 3, style: style)
      if place == state.list.facetCursor, state.list.isFacetPaneFocused {
        screen.write(">", column: start + 1, row: line + 3, style: Style(.accent, bold: true))
        screen.restyle(row: line + 3, from: start + 3, to: screen.columns - 1) { $0.isReversed = true }
        screen.cursor = (start + 1, line + 3)
      }
    }
  }
}
