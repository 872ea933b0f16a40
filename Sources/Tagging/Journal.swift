public import struct Foundation.Date

/// Names a commit: sorts by time.
public struct CommitID: Sendable, Hashable, Codable, RawRepresentable, CustomStringConvertible {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
  public var description: String { rawValue }
}

/// How far a commit is.
public enum CommitState: String, Sendable, Codable {
  /// Begun and not ended: being carried out, or interrupted by a kill.
  case running
  /// Every call was answered, or given up with a reason.
  case finished
  /// Stopped by a person before all calls were sent.
  case stopped
}

/// A commit as the journal has it.
public struct CommitRecord: Sendable, Equatable, Identifiable {
  public var id: CommitID
  /// `adds and removes` in a line, as the history shows it.
  public var title: String
  public var startedAt: Date
  public var endedAt: Date?
  /// Who and where: user and host, as the system names them.
  public var author: String
  public var state: CommitState
  public var plan: Plan

  /// Makes a record.
  public init(
    id: CommitID, title: String, startedAt: Date, endedAt: Date? = nil, author: String,
    state: CommitState = .running, plan: Plan
  ) {
    self.id = id
    self.title = title
    self.startedAt = startedAt
    self.endedAt = endedAt
    self.author = author
    self.state = state
    self.plan = plan
  }
}

/// How far one call of a commit is.
public enum CallState: Sendable, Equatable {
  case planned
  /// Sent so many times, and no answer recorded: after a kill nobody knows whether the server did it.
  case sent(times: Int)
  /// Answered, or given up; its receipts say how.
  case answered
}

/// A commit with all that is known of it.
public struct CommitDetails: Sendable, Equatable {
  public var record: CommitRecord
  /// By the call's place in the plan.
  public var calls: [CallState]
  public var receipts: [Receipt]

  /// Makes details.
  public init(record: CommitRecord, calls: [CallState], receipts: [Receipt]) {
    self.record = record
    self.calls = calls
    self.receipts = receipts
  }
}

/// A commit in a list of commits.
public struct CommitSummary: Sendable, Equatable, Identifiable {
  public var id: CommitID
  public var title: String
  public var startedAt: Date
  public var endedAt: Date?
  public var author: String
  public var state: CommitState
  public var callCount: Int
  public var answeredCount: Int
  public var contactCount: Int
  /// Receipts that failed or were not sent.
  public var failedCount: Int

  /// Makes a summary.
  public init(
    id: CommitID, title: String, startedAt: Date, endedAt: Date?, author: String, state: CommitState,
    callCount: Int, answeredCount: Int, contactCount: Int, failedCount: Int
  ) {
    self.id = id
    self.title = title
    self.startedAt = startedAt
    self.endedAt = endedAt
    self.author = author
    self.state = state
    self.callCount = callCount
    self.answeredCount = answeredCount
    self.contactCount = contactCount
    self.failedCount = failedCount
  }
}

/// The disk did not do what was asked.
public struct StorageError: Error, Sendable, Equatable {
  /// What the caller can do about it.
  public enum Kind: Sendable, Equatable {
    case full, readOnly, damaged, busy, newerVersion, other
  }

  public var kind: Kind
  /// What was tried and what the system said, without personal data.
  public var message: String

  /// Makes an error.
  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }
}

/// The staged edits of one location on disk.
public protocol DraftStore: Sendable {
  /// The draft as it was left.
  func draft() async throws(StorageError) -> Draft

  /// Writes what happened, in order, in one transaction with full synchronisation.
  func record(_ entries: [DraftEntry]) async throws(StorageError)
}

/// The record of what a commit is about to do and has done, on disk before and after each call.
public protocol Journal: Sendable {
  /// Writes the whole plan, and empties the draft of all but `remaining`, in one transaction.
  /// - Parameter remaining: the edits that are not part of the plan, as one step; `nil` for none.
  func begin(_ commit: CommitRecord, remaining: DraftStep?) async throws(StorageError)

  /// Records that these calls are about to be sent, each once more than before.
  func willSend(_ calls: [Int], of commit: CommitID) async throws(StorageError)

  /// Records a call's end with its receipts, one for each of its contacts.
  ///
  /// Where some of a call's tags were done for a contact and others refused, it has two: one of each.
  func didEnd(_ call: Int, receipts: [Receipt], of commit: CommitID) async throws(StorageError)

  /// Records the ends of several calls, in order; in one transaction where the journal can.
  func didEnd(_ calls: [EndedCall], of commit: CommitID) async throws(StorageError)

  /// Ends the commit; what did not reach the server becomes one new step of the draft, in one transaction.
  func end(
    _ commit: CommitID, as state: CommitState, at date: Date, returning leftover: DraftStep?
  ) async throws(StorageError)
}

extension Journal {
  public func didEnd(_ calls: [EndedCall], of commit: CommitID) async throws(StorageError) {
    for call in calls { try await didEnd(call.call, receipts: call.receipts, of: commit) }
  }
}

/// A call's place in the plan, with all that became of it.
public struct EndedCall: Sendable, Equatable {
  public var call: Int
  public var receipts: [Receipt]

  /// Makes an end.
  public init(call: Int, receipts: [Receipt]) {
    self.call = call
    self.receipts = receipts
  }
}

/// The commits of one location, newest first.
public protocol HistoryStore: Sendable {
  /// Commits in the state `running`: begun by a process that was killed, when none runs now.
  func unfinished() async throws(StorageError) -> [CommitSummary]

  /// All commits.
  func commits(limit: Int) async throws(StorageError) -> [CommitSummary]

  /// One commit with its calls and receipts; `nil` when there is none of that name.
  func commit(_ id: CommitID) async throws(StorageError) -> CommitDetails?
}
