import ContactStore
package import Editor
import Tagging

/// Draws the state: pure, and no more than the lines that are on the screen.
package func render(_ state: EditorState, columns: Int, rows: Int) -> Screen {
  var screen = Screen(columns: columns, rows: rows)
  guard columns >= TerminalSize.smallest.columns, rows >= TerminalSize.smallest.rows else {
    drawTooSmall(&screen)
    return screen
  }
  HeadLines.draw(state, on: &screen)
  switch state.view {
  case .contacts: ContactsView.draw(state, on: &screen)
  case .changes: ChangesView.draw(state, on: &screen)
  case .plan: PlanScreen.draw(state, on: &screen)
  case .history: HistoryScreen.draw(state, on: &screen)
  }
  BottomLines.draw(state, on: &screen)
  switch state.overlays.last {
  case .help(let scroll): HelpView.draw(state, scroll: scroll, on: &screen)
  case .tagEditor(let editor): TagEditorView.draw(editor, on: &screen)
  case .confirmation(let confirmation): Popup.draw([confirmation.question], title: "Confirm", on: &screen)
  case .interruptedCommit: InterruptedView.draw(state, on: &screen)
  case nil: break
  }
  return screen
}

private func drawTooSmall(_ screen: inout Screen) {
  let text = "tagdesk needs 60×16; this is \(screen.columns)×\(screen.rows)."
  screen.write(text, column: 0, row: screen.rows / 2)
  screen.cursor = (0, screen.rows / 2)
}

/// The two lines at the top: where one is and what is loaded; the views and the query.
enum HeadLines {
  static func draw(_ state: EditorState, on screen: inout Screen) {
    let isSandbox = state.session.isSandbox
    screen.write("tagdesk", column: 1, row: 0, style: Style(bold: true))
    let right = figures(of: state)
    let rightStart = screen.columns - DisplayWidth.width(of: right) - 1
    let badge = isSandbox ? " sandbox " : " LIVE "
    let nameEnd = rightStart - DisplayWidth.width(of: badge) - 2
    let name = DisplayWidth.harmless(state.session.locationName)
    let end = screen.write(
      DisplayWidth.fitted(name, to: max(0, nameEnd - 10)), column: 10, row: 0, style: Style(bold: true))
    screen.write(
      badge, column: end + 2, row: 0, limit: rightStart,
      style: Style(isSandbox ? .sandbox : .live, bold: !isSandbox, reversed: true))
    screen.write(right, column: max(0, rightStart), row: 0)

    var column = 1
    for (label, view) in [
      ("1 Contacts", MainView.contacts), ("3 Changes", .changes), ("4 History", .history),
    ] {
      let isHere = state.view == view
      column =
        screen.write(
          isHere ? "[\(label)]" : " \(label) ", column: column, row: 1,
          style: Style(isHere ? .accent : .plain, bold: isHere)) + 1
    }
    if state.view == .plan {
      column = screen.write("[Plan]", column: column, row: 1, style: Style(.accent, bold: true)) + 1
    }
    drawQuery(state, from: column + 2, on: &screen)
  }

  private static func drawQuery(_ state: EditorState, from column: Int, on screen: inout Screen) {
    guard state.view == .contacts else { return }
    let count = state.list.matching.count.grouped + (state.list.isListing ? " …" : "")
    let query = state.list.queryText.isEmpty ? "all" : "/" + DisplayWidth.harmless(state.list.queryText)
    let width = screen.columns - column - count.count - 3
    guard width > 4 else { return }
    let shown = DisplayWidth.fitted(query, to: width)
    let start = screen.columns - count.count - 3 - DisplayWidth.width(of: shown)
    screen.write(shown, column: start, row: 1, style: Style(.accent))
    screen.write(count, column: screen.columns - count.count - 1, row: 1, style: Style(bold: true))
  }

  /// `5,000 contacts  3 marked, 2 not in view  7 staged`.
  private static func figures(of state: EditorState) -> String {
    var parts: [String] = []
    let loading = state.loading
    if loading.isActive, let total = loading.total, loading.loaded < total {
      parts.append("\(loading.loaded.grouped) of \(total.grouped) contacts …")
    } else if loading.isActive, loading.total == nil {
      parts.append("loading …")
    } else {
      parts.append("\(state.table.count.grouped) contacts")
    }
    if !state.marks.isEmpty {
      let hidden = state.marksOutOfView
      parts.append(
        "\(state.marks.count.grouped) marked" + (hidden > 0 ? ", \(hidden.grouped) not in view" : ""))
    }
    if !state.written.isEmpty { parts.append("\(state.written.count.grouped) staged") }
    if let commit = state.commit, commit.isRunning { parts.append(PlanScreen.shortProgress(of: commit)) }
    return parts.joined(separator: "  ")
  }
}
