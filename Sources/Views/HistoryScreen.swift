import ContactStore
import Editor
import Foundation
import Tagging

/// Commits with who, when, how many and outcome; or one commit's receipts.
enum HistoryScreen {
  static func draw(_ state: EditorState, on screen: inout Screen) {
    let history = state.history
    guard history.count > 0 else {
      let text =
        history.open != nil ? "No receipts." : history.isRead ? "Nothing was committed yet." : "Reading …"
      screen.write(text, column: 3, row: 3)
      screen.cursor = (0, 3)
      return
    }
    for line in 0..<state.pageHeight {
      let place = history.top + line
      guard place < history.count else { break }
      if let open = history.open {
        draw(open.receipts[place], of: open, state, at: line + 2, on: &screen)
      } else {
        draw(history.commits[place], state, at: line + 2, on: &screen)
      }
      if place == history.cursor { ChangesView.mark(line + 2, on: &screen) }
    }
  }

  private static func draw(
    _ commit: CommitSummary, _ state: EditorState, at row: Int, on screen: inout Screen
  ) {
    screen.write(time(commit.startedAt, in: state.session.timeZone), column: 2, row: row)
    let author = DisplayWidth.fitted(DisplayWidth.harmless(commit.author), to: 16)
    screen.write(author, column: 20, row: row, style: Style(.muted))
    let contacts = commit.contactCount.counted("contact")
    screen.write(contacts, column: 38, row: row, limit: 54)
    let outcome = outcome(of: commit)
    let end = screen.write(
      outcome.text, column: 55, row: row, limit: screen.columns,
      style: outcome.isGood ? .plain : Style(.failed, bold: true))
    screen.write(
      DisplayWidth.fitted(DisplayWidth.harmless(commit.title), to: screen.columns - end - 3), column: end + 2,
      row: row)
  }

  private static func outcome(of commit: CommitSummary) -> (text: String, isGood: Bool) {
    switch commit.state {
    case .running: ("unfinished", false)
    case .stopped: ("stopped", false)
    case .finished: commit.failedCount > 0 ? ("\(commit.failedCount.grouped) failed", false) : ("done", true)
    }
  }

  private static func draw(
    _ receipt: Receipt, of commit: CommitDetails, _ state: EditorState, at row: Int, on screen: inout Screen
  ) {
    let name =
      state.table.row(of: receipt.contact).map { ChangesView.name(of: $0, in: state.table, to: 28) }
      ?? receipt.contact.rawValue
    screen.write(name, column: 2, row: row, limit: 31)
    let text: String
    var style = Style.plain
    switch receipt.outcome {
    case .done(let added, let removed, let certainty):
      let edits = added.map { "+" + $0 } + removed.map { "-" + $0 }
      let doubt = certainty == .uncertain ? "? " : ""
      text = doubt + (edits.isEmpty ? "nothing to change" : edits.joined(separator: "  "))
      style = Style(dim: edits.isEmpty)
    case .failed(let reason):
      text = "! " + reason
      style = Style(.failed, bold: true)
    case .notSent(let reason):
      text = "not sent: " + reason
      style = Style(.failed)
    }
    screen.write(
      DisplayWidth.fitted(DisplayWidth.harmless(text), to: screen.columns - 33), column: 32, row: row,
      style: style)
  }

  /// `2026-11-21 14:30`, in the session's time zone.
  private static func time(_ date: Date, in zone: TimeZone) -> String {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute], from: date)
    func two(_ number: Int?) -> String {
      let text = String(number ?? 0)
      return text.count < 2 ? "0" + text : text
    }
    return "\(parts.year ?? 0)-\(two(parts.month))-\(two(parts.day)) \(two(parts.hour)):\(two(parts.minute))"
  }
}
