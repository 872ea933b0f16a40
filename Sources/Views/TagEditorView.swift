import Editor
import Tagging

/// The tag editor: a filter, the tags with three states, and what will be staged.
enum TagEditorView {
  static func draw(_ editor: TagEditor, on screen: inout Screen) {
    let count = editor.target.count
    let who = count.counted("contact")
    let area = Popup.frame(
      title: "Tags of \(who)", width: 66, height: screen.rows - 4, on: &screen)
    drawHead(editor, in: area, on: &screen)
    let height = area.height - 3
    let total = editor.visible.count + (editor.creatable == nil ? 0 : 1)
    let top = max(0, min(editor.cursor - height + 1, total - height))
    for line in 0..<height {
      let place = top + line
      let row = area.top + 2 + line
      if place < editor.visible.count {
        drawEntry(editor.entries[editor.visible[place]], editor, at: row, in: area, on: &screen)
      } else if place == editor.visible.count, let tag = editor.creatable {
        screen.write(
          DisplayWidth.fitted("    create “\(DisplayWidth.harmless(tag.name))”", to: area.width),
          column: area.left,
          row: row, style: Style(.accent))
      }
      if place == editor.cursor, place < total {
        screen.write(">", column: area.left, row: row, style: Style(.accent, bold: true))
        screen.restyle(row: row, from: area.left + 2, to: area.left + area.width) { $0.isReversed = true }
      }
    }
    drawFoot(editor, in: area, on: &screen)
  }

  private static func drawHead(_ editor: TagEditor, in area: Popup.Area, on screen: inout Screen) {
    let start = screen.write("Filter: ", column: area.left, row: area.top, style: Style(.muted))
    let text = DisplayWidth.harmless(editor.filter.text)
    let before = DisplayWidth.width(of: DisplayWidth.harmless(editor.filter.beforeCursor))
    screen.write(text, column: start, row: area.top, limit: area.left + area.width)
    screen.cursor = (min(start + before, area.left + area.width - 1), area.top)
    let choices = editor.choices.map { DisplayWidth.harmless($0.text) }.joined(separator: " ")
    let hidden = editor.hiddenChoices > 0 ? "  (\(editor.hiddenChoices) hidden by the filter)" : ""
    let line = choices.isEmpty ? "Nothing chosen" : "Will stage: " + choices
    screen.write(
      DisplayWidth.fitted(line, to: area.width - hidden.count) + hidden, column: area.left, row: area.top + 1,
      limit: area.left + area.width, style: Style(bold: !choices.isEmpty))
  }

  private static func drawEntry(
    _ entry: TagEditor.Entry, _ editor: TagEditor, at row: Int, in area: Popup.Area,
    on screen: inout Screen
  ) {
    let box =
      switch editor.presence(of: entry) {
      case .all: "[x]"
      case .some: "[-]"
      case .none: "[ ]"
      }
    let sign = entry.choice.map { $0 == .add ? "+" : "-" } ?? " "
    let style = entry.choice.map(ContactsView.style) ?? .plain
    screen.write(sign, column: area.left + 2, row: row, style: style)
    screen.write(box, column: area.left + 4, row: row)
    let figures =
      entry.isNew ? "new" : entry.count > 0 ? "\(entry.count.grouped) of \(editor.target.count.grouped)" : ""
    let end = area.left + area.width - figures.count
    screen.write(
      DisplayWidth.fitted(DisplayWidth.harmless(entry.tag.name), to: end - area.left - 10),
      column: area.left + 8, row: row, style: style)
    screen.write(figures, column: end, row: row, style: Style(.muted))
  }

  private static func drawFoot(_ editor: TagEditor, in area: Popup.Area, on screen: inout Screen) {
    let row = area.top + area.height - 1
    if let problem = editor.problem {
      screen.write(
        DisplayWidth.fitted(DisplayWidth.harmless(problem), to: area.width), column: area.left, row: row,
        style: Style(.failed, bold: true))
    } else {
      screen.write(
        DisplayWidth.fitted("Tab add · remove · as it was   Enter stage   Esc leave", to: area.width),
        column: area.left, row: row, style: Style(.muted))
    }
  }
}
