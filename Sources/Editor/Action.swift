package import ContactStore
package import Engine
package import Tagging

/// What the user meant, or what happened: the only way by which the state changes.
package enum Action: Equatable, Sendable {
  // Keys
  /// A key or paste arrived at this time, in seconds of a steady clock; comes before what the key means.
  case inputArrived(at: Double)
  /// The time at which answers arrived, in seconds of the same clock; comes before them.
  case clock(Double)
  case perform(Command)
  case edit(LineEditor.Edit)
  case complete(backward: Bool)
  case recall(older: Bool)
  case submit
  /// A key that a confirmation knows.
  case answer(Character)
  case pasted(String)
  /// A key that means nothing here.
  case unknownKey(Key)
  case resized(columns: Int, rows: Int)
  /// What the state looks like is on the screen now: a question on it may be answered.
  case frameShown
  /// A sentence for the status line.
  case notice(String)

  // What happened
  case opened(Opening)
  case loading(LoadEvent, run: Int)
  case locationRead(Location)
  case tagsRead([TagDefinition])
  case listed(Listing)
  case facetsCounted([TagCount], of: Int)
  /// The draft on disk has the entries up to this number.
  case recorded(upTo: Int)
  case recordingFailed(Problem)
  case planned(PlannedWork)
  case committing(CommitEvent)
  case putBack(DraftStep?)
  case historyRead([CommitSummary])
  case commitRead(CommitDetails)
  /// The server could not be reached, or refused, when it was asked for the first time.
  case notReached(Problem)
  case failed(Problem)
}

/// What the state directory held at the start.
package struct Opening: Equatable, Sendable {
  package var draft: Draft
  package var interrupted: [CommitDetails]
  /// Why nothing may be staged here; `nil` when it may.
  package var readOnlyReason: String?

  package init(draft: Draft = Draft(), interrupted: [CommitDetails] = [], readOnlyReason: String? = nil) {
    self.draft = draft
    self.interrupted = interrupted
    self.readOnlyReason = readOnlyReason
  }
}

/// The rows of the list, as a query and an order give them.
package struct Listing: Equatable, Sendable {
  /// The request that this answers; older ones are dropped.
  package var number: Int
  package var rows: [ContactRow]
  /// The rows that really match; others are kept because they were on the screen.
  package var matching: RowSet

  package init(number: Int, rows: [ContactRow], matching: RowSet) {
    self.number = number
    self.rows = rows
    self.matching = matching
  }
}

/// A plan with what it was made from.
package struct PlannedWork: Equatable, Sendable {
  package var plan: Plan
  package var edits: [ContactTag: StagedRows]
  /// Seconds that the calls take at the permitted rate.
  package var estimatedSeconds: Double

  package init(plan: Plan, edits: [ContactTag: StagedRows], estimatedSeconds: Double) {
    self.plan = plan
    self.edits = edits
    self.estimatedSeconds = estimatedSeconds
  }
}
