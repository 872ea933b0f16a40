import Foundation
import Tagging

/// A commit as `jsonl` has it.
struct CommitListLine: Encodable {
  var kind = "commit"
  var id: String
  var title: String
  var startedAt: Date
  var endedAt: Date?
  var author: String
  /// `finished`, `stopped`, `running` or `unfinished`.
  var state: String
  var calls: Int
  var answered: Int
  var contacts: Int
  /// Receipts that failed or were not sent.
  var failed: Int

  init(_ summary: CommitSummary, state: String) {
    id = summary.id.rawValue
    title = summary.title
    startedAt = summary.startedAt
    endedAt = summary.endedAt
    author = summary.author
    self.state = state
    calls = summary.callCount
    answered = summary.answeredCount
    contacts = summary.contactCount
    failed = summary.failedCount
  }

  init(_ details: CommitDetails, state: String) {
    id = details.record.id.rawValue
    title = details.record.title
    startedAt = details.record.startedAt
    endedAt = details.record.endedAt
    author = details.record.author
    self.state = state
    calls = details.calls.count
    answered = details.calls.count { $0 == .answered }
    contacts = details.record.plan.contactCount
    failed = details.receipts.count { !$0.isDone }
  }
}

/// A call as `jsonl` has it.
struct CallLine: Encodable {
  var kind = "call"
  var commit: String
  var call: Int
  var action: String
  var tags: [String]
  var contacts: [String]
  /// `planned`, `sent` or `answered`.
  var state: String

  init(_ call: PlannedCall, _ state: CallState, of commit: CommitID) {
    self.commit = commit.rawValue
    self.call = call.id
    action = call.action.rawValue
    tags = call.tags
    contacts = call.contacts.map(\.rawValue)
    switch state {
    case .planned: self.state = "planned"
    case .sent: self.state = "sent"
    case .answered: self.state = "answered"
    }
  }

  /// The state as people read it.
  static func text(_ state: CallState) -> String {
    switch state {
    case .planned: "not sent"
    case .sent(let times): "sent\(times == 1 ? "" : " \(times) times"), no answer"
    case .answered: "answered"
    }
  }
}

/// What became of one contact's part of a call, as `jsonl` has it.
struct ReceiptLine: Encodable {
  var kind = "receipt"
  var commit: String
  var call: Int
  var contact: String
  var action: String
  /// `done`, `failed` or `notSent`.
  var outcome: String
  var added: [String]?
  var removed: [String]?
  /// `proven`, `inferred` or `uncertain`.
  var certainty: String?
  var before: [String]?
  var reason: String?

  init(_ receipt: Receipt, _ call: PlannedCall, of commit: CommitID) {
    self.commit = commit.rawValue
    self.call = receipt.call
    contact = receipt.contact.rawValue
    action = call.action.rawValue
    before = receipt.before
    switch receipt.outcome {
    case .done(let added, let removed, let certainty):
      outcome = "done"
      (self.added, self.removed, self.certainty) = (added, removed, certainty.rawValue)
    case .failed(let reason): (outcome, self.reason) = ("failed", reason)
    case .notSent(let reason): (outcome, self.reason) = ("notSent", reason)
    }
  }

  /// The receipt as people read it.
  static func text(_ receipt: Receipt) -> String {
    switch receipt.outcome {
    case .done(let added, let removed, let certainty):
      let changes = TagGrammar.text(
        added.map { TagGrammar.Element(.add, $0) } + removed.map { TagGrammar.Element(.remove, $0) })
      return "\(changes.isEmpty ? "no change" : changes) (\(certainty.rawValue))"
    case .failed(let reason): return "failed: \(reason)"
    case .notSent(let reason): return "not sent: \(reason)"
    }
  }
}
