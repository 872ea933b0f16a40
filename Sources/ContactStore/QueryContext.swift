package import Tagging

package import struct Foundation.Date
package import struct Foundation.TimeZone

/// What a query asks about that is not in the table.
package struct QueryContext: Sendable {
  /// The staged edits, as the changeset has them.
  package var staged: [ContactTag: StagedRows]
  package var marks: RowSet
  package var failed: RowSet
  package var stagedRows: RowSet
  package var now: Date
  /// In which days begin and end.
  package var timeZone: TimeZone

  /// Makes a context.
  package init(
    staged: [ContactTag: StagedRows] = [:], marks: RowSet = [], failed: RowSet = [], stagedRows: RowSet = [],
    now: Date, timeZone: TimeZone
  ) {
    self.staged = staged
    self.marks = marks
    self.failed = failed
    self.stagedRows = stagedRows
    self.now = now
    self.timeZone = timeZone
  }
}
