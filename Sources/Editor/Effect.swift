package import ContactStore
package import Tagging

/// Work outside of the state, asked for by the reducer and answered with an `Action`.
package enum Effect: Equatable, Sendable {
  case loadContacts(run: Int)
  case stopLoading
  case readLocation
  case readTags
  case list(ListRequest)
  case countFacets(FacetRequest)
  /// Entries of the draft, numbered from `first`; written first in, first out, never cancelled. `run` counts the
  /// failures before: entries of an earlier run build on what the disk refused, and are dropped.
  case record([DraftEntry], first: Int, run: Int)
  case plan(PlanRequest)
  case commit(CommitRequest)
  case finish(CommitDetails, table: ContactTable)
  case putBack(CommitDetails)
  /// The newest commits of the location.
  case readHistory
  case readCommit(CommitID)
  case stopCommit
  case resumeCommit
  case suspend
  case repaint
  case quit
}

/// What the list is to show.
package struct ListRequest: Equatable, Sendable {
  package var number: Int
  package var query: Query
  package var order: SortOrder
  package var table: ContactTable
  package var context: QueryContext
  /// Rows that stay listed although they stopped matching.
  package var keeping: RowSet

  package init(
    number: Int, query: Query, order: SortOrder, table: ContactTable, context: QueryContext, keeping: RowSet
  ) {
    self.number = number
    self.query = query
    self.order = order
    self.table = table
    self.context = context
    self.keeping = keeping
  }

  package static func == (left: ListRequest, right: ListRequest) -> Bool {
    left.number == right.number && left.query == right.query && left.keeping == right.keeping
      && left.table.generation == right.table.generation
  }
}

/// The rows whose tags are to be counted.
package struct FacetRequest: Equatable, Sendable {
  package var number: Int
  package var rows: RowSet
  package var table: ContactTable
  package var edits: [ContactTag: StagedRows]

  package init(number: Int, rows: RowSet, table: ContactTable, edits: [ContactTag: StagedRows]) {
    self.number = number
    self.rows = rows
    self.table = table
    self.edits = edits
  }

  package static func == (left: FacetRequest, right: FacetRequest) -> Bool {
    left.number == right.number && left.rows == right.rows
      && left.table.generation == right.table.generation
  }
}

/// The edits that a plan is wanted for.
package struct PlanRequest: Equatable, Sendable {
  package var edits: [ContactTag: StagedRows]
  package var limits: PlanLimits
  package var table: ContactTable

  package init(edits: [ContactTag: StagedRows], limits: PlanLimits, table: ContactTable) {
    self.edits = edits
    self.limits = limits
    self.table = table
  }

  package static func == (left: PlanRequest, right: PlanRequest) -> Bool {
    left.edits == right.edits && left.limits == right.limits
      && left.table.generation == right.table.generation
  }
}

/// A plan to be carried out.
package struct CommitRequest: Equatable, Sendable {
  package var title: String
  package var plan: Plan
  /// What stays staged beside it.
  package var remaining: DraftStep?
  /// The base, for receipts of calls whose answers do not name the tags before.
  package var table: ContactTable

  package init(title: String, plan: Plan, remaining: DraftStep?, table: ContactTable) {
    self.title = title
    self.plan = plan
    self.remaining = remaining
    self.table = table
  }

  package static func == (left: CommitRequest, right: CommitRequest) -> Bool {
    left.title == right.title && left.plan == right.plan && left.remaining == right.remaining
      && left.table.generation == right.table.generation
  }
}
