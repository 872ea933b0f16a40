import Foundation
import Tagging

/// A journal in memory that can stop writing at any write, as a process that is killed.
actor MemoryJournal: Journal {
  private(set) var record: CommitRecord?
  private(set) var calls: [CallState] = []
  private(set) var receipts: [Receipt] = []
  private(set) var leftover: DraftStep?
  private(set) var endState: CommitState?
  private(set) var writeCount = 0
  /// Writes that failed because the disk was said to be full.
  private(set) var failureCount = 0
  private var crashesAt: Int?
  private var isFull: @Sendable (Int) -> Bool = { _ in false }
  private var onCrash: @Sendable () -> Void = {}

  /// Lets so many more writes succeed, and then no other.
  func crash(after writes: Int, _ onCrash: @escaping @Sendable () -> Void) {
    crashesAt = writes == Int.max ? nil : writeCount + writes
    self.onCrash = onCrash
  }

  func set(isFull: @escaping @Sendable (Int) -> Bool) { self.isFull = isFull }
  func survive() { crashesAt = nil }

  /// What a new process finds.
  var details: CommitDetails? {
    record.map { CommitDetails(record: $0, calls: calls, receipts: receipts) }
  }

  func begin(_ commit: CommitRecord, remaining: DraftStep?) async throws(StorageError) {
    try write()
    record = commit
    calls = Array(repeating: .planned, count: commit.plan.calls.count)
  }

  func willSend(_ places: [Int], of commit: CommitID) async throws(StorageError) {
    try write()
    for place in places {
      if case .sent(let times) = calls[place] { calls[place] = .sent(times: times + 1) }
      if calls[place] == .planned { calls[place] = .sent(times: 1) }
    }
  }

  func didEnd(_ call: Int, receipts: [Receipt], of commit: CommitID) async throws(StorageError) {
    try write()
    calls[call] = .answered
    self.receipts += receipts
  }

  func end(
    _ commit: CommitID, as state: CommitState, at date: Date, returning leftover: DraftStep?
  ) async throws(StorageError) {
    try write()
    endState = state
    self.leftover = leftover
  }

  private func write() throws(StorageError) {
    writeCount += 1
    if let crashesAt, writeCount > crashesAt {
      onCrash()
      throw StorageError(.other, "the process was killed")
    }
    if isFull(writeCount) {
      failureCount += 1
      throw StorageError(.full, "state.db: disk full")
    }
  }
}
