package import Engine
package import Tagging

/// The Plan view: what a commit would send, and what it sends.
package struct PlanView: Equatable, Sendable {
  package enum Line: Equatable, Sendable {
    /// A (tag, direction) with the rows that get it.
    case tag(TagEdit, RowSet)
    case contact(TagEdit, ContactRow)
    /// The heading above the calls.
    case calls
    /// A call by its place in the plan.
    case call(Int)
    /// The contact at a place of a call.
    case callContact(call: Int, place: Int)
  }

  package var work: PlannedWork?
  package var isPlanning = false
  /// `W` was pressed before the plan was there.
  package var asksWhenPlanned = false
  package var unfoldedTags: Set<String> = []
  package var unfoldedCalls: Set<Int> = []
  package var areCallsUnfolded = false
  package var lines: [Line] = []
  package var cursor = 0
  package var top = 0
  /// The view that `q` leads back to.
  package var cameFrom = MainView.contacts

  package init() {}

  /// Makes the lines anew.
  package mutating func rebuild() {
    lines = []
    guard let work else { return }
    for (edit, rows) in ChangesList.groups(of: work.edits) {
      lines.append(.tag(edit, rows))
      if unfoldedTags.contains(edit.text) { lines += rows.rows.map { .contact(edit, $0) } }
    }
    lines.append(.calls)
    if areCallsUnfolded {
      for call in work.plan.calls {
        lines.append(.call(call.id))
        if unfoldedCalls.contains(call.id) {
          lines += call.contacts.indices.map { .callContact(call: call.id, place: $0) }
        }
      }
    }
    cursor = min(cursor, max(0, lines.count - 1))
  }

  package mutating func move(to place: Int, height: Int) {
    cursor = min(max(0, place), max(0, lines.count - 1))
    top = max(0, min(max(top, cursor - max(1, height) + 1), cursor))
  }
}

/// A commit that runs, or the last one that ended.
package struct CommitStatus: Equatable, Sendable {
  package var title: String
  package var plan: Plan
  /// What is not confirmed yet.
  package var edits: [ContactTag: StagedRows]
  /// What was staged before it, for when the journal can't even be begun.
  package var before: Changeset
  package var progress: CommitProgress?
  package var paused: Problem?
  package var isStopping = false
  package var notices: [String] = []
  package var outcome: CommitOutcome?

  package init(
    title: String, plan: Plan, edits: [ContactTag: StagedRows], before: Changeset = Changeset()
  ) {
    self.before = before
    self.title = title
    self.plan = plan
    self.edits = edits
  }

  /// Whether calls may still be sent.
  package var isRunning: Bool { outcome == nil }
}

extension CommitProgress {
  /// The figures at the end, which may come before the last progress does.
  mutating func end(with outcome: CommitOutcome) {
    callsInFlight = 0
    contactsDone = outcome.contactsDone
    contactsFailed = outcome.contactsFailed
    if outcome.state == .finished { callsDone = callsTotal }
  }
}
