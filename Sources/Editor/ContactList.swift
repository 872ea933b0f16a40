package import ContactStore
package import Tagging

/// The list of contacts: what is listed, in what order, and where the cursor is.
package struct ContactList: Equatable, Sendable {
  package var rows: [ContactRow] = []
  /// The listed rows that match the query; others stopped matching and are dimmed.
  package var matching: RowSet = []
  /// The query as it was entered, and the one that the list shows.
  package var queryText = ""
  package var query = Query.all
  package var order = SortOrder(.server)
  /// Why the query typed last can't be used.
  package var queryProblem: String?
  /// The contact that the cursor belongs to; `nil` when its contact went, until the next move.
  package var cursorRow: ContactRow?
  /// The contact that the cursor belonged to when a query began to be typed: it comes back as soon as it matches.
  package var rowBeforeQuery: ContactRow?
  /// The cursor's place in `rows`.
  package var cursor = 0
  /// The first place that is on the screen.
  package var top = 0
  /// Counts the requests; an answer with another number is dropped.
  package var requestNumber = 0
  package var isListing = false
  /// Whether the request under way was made by a query, so that the cursor may jump.
  package var jumpsWhenLost = true
  /// Something changed while a request was under way: ask again when it is answered.
  package var isStale = false
  package var isFacetPaneOpen = false
  package var facets: [TagCount] = []
  package var areFacetsFinal = true
  package var facetCursor = 0
  package var isFacetPaneFocused = false

  package init() {}

  /// The rows that a place on the screen can show.
  package func place(of row: ContactRow) -> Int? { rows.firstIndex(of: row) }

  /// Moves the cursor to a place, and the window with it.
  package mutating func move(to place: Int, height: Int) {
    guard !rows.isEmpty else {
      cursor = 0
      top = 0
      cursorRow = nil
      return
    }
    cursor = min(max(0, place), rows.count - 1)
    cursorRow = rows[cursor]
    scroll(height: height)
  }

  /// Keeps the cursor inside the window.
  package mutating func scroll(height: Int) {
    let height = max(1, height)
    top = min(max(top, cursor - height + 1), cursor)
    top = max(0, min(top, max(0, rows.count - height)))
  }

  /// Takes new rows; the cursor keeps its contact and its line on the screen.
  ///
  /// - Parameter jumps: whether a cursor whose contact is gone goes to the first row, as after a query; else
  ///   it belongs to no contact until the next move, so that no verb hits a contact that slid under it.
  package mutating func replace(rows new: [ContactRow], matching: RowSet, height: Int, jumps: Bool) {
    let line = cursor - top
    let wasEmpty = rows.isEmpty
    rows = new
    self.matching = matching
    if jumps, let row = rowBeforeQuery, new.contains(row) { cursorRow = row }
    if let row = cursorRow, let place = place(of: row) {
      cursor = place
      top = max(0, place - line)
      scroll(height: height)
    } else if jumps || wasEmpty {
      move(to: 0, height: height)
    } else {
      cursorRow = nil
      cursor = min(cursor, max(0, rows.count - 1))
      scroll(height: height)
    }
  }
}
