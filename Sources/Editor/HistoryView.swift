package import Tagging

/// The History view: commits, newest first, or one commit's receipts.
package struct HistoryView: Equatable, Sendable {
  package var commits: [CommitSummary] = []
  package var isRead = false
  /// The commit whose receipts are shown.
  package var open: CommitDetails?
  /// A commit is being read in order to be reverted, with or without what is uncertain.
  package var reverting: (id: CommitID, withUncertain: Bool)?
  package var cursor = 0
  package var top = 0
  /// Where the cursor was among the commits.
  package var commitCursor = 0

  package init() {}

  /// How many lines there are.
  package var count: Int { open?.receipts.count ?? commits.count }

  /// Keeps the cursor inside the window.
  package mutating func move(to place: Int, height: Int) {
    cursor = min(max(0, place), max(0, count - 1))
    top = max(0, min(max(top, cursor - max(1, height) + 1), cursor))
  }

  package static func == (left: HistoryView, right: HistoryView) -> Bool {
    left.commits == right.commits && left.isRead == right.isRead && left.open == right.open
      && left.reverting?.id == right.reverting?.id && left.cursor == right.cursor && left.top == right.top
      && left.commitCursor == right.commitCursor
  }
}
