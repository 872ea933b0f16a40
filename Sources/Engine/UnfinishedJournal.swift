package import Foundation
import Synchronization
package import Tagging

/// A journal that leaves a commit unfinished when it is stopped, so that it can be resumed.
///
/// From `leaveUnfinished` on, calls that were not sent in full stay as they are, and the end is not written: a later
/// start sees a commit that was interrupted.
package final class UnfinishedJournal: Journal {
  private let journal: any Journal
  private let state = Mutex(State())

  private struct State {
    var isStopped = false
    /// Ends that are not written, unless the commit turns out to be finished all the same.
    var withheld: [EndedCall] = []
  }

  /// Makes a journal that writes to another.
  package init(_ journal: any Journal) { self.journal = journal }

  /// To be called before the commit is stopped.
  package func leaveUnfinished() { state.withLock { $0.isStopped = true } }

  package func begin(_ commit: CommitRecord, remaining: DraftStep?) async throws(StorageError) {
    try await journal.begin(commit, remaining: remaining)
  }

  package func willSend(_ calls: [Int], of commit: CommitID) async throws(StorageError) {
    try await journal.willSend(calls, of: commit)
  }

  package func didEnd(_ call: Int, receipts: [Receipt], of commit: CommitID) async throws(StorageError) {
    try await didEnd([EndedCall(call: call, receipts: receipts)], of: commit)
  }

  package func didEnd(_ calls: [EndedCall], of commit: CommitID) async throws(StorageError) {
    let written = state.withLock { state in
      guard state.isStopped else { return calls }
      state.withheld += calls.filter(\.isPartlyUnsent)
      return calls.filter { !$0.isPartlyUnsent }
    }
    if !written.isEmpty { try await journal.didEnd(written, of: commit) }
  }

  package func end(
    _ commit: CommitID, as state: CommitState, at date: Date, returning leftover: DraftStep?
  ) async throws(StorageError) {
    let (isStopped, withheld) = self.state.withLock { ($0.isStopped, $0.withheld) }
    if state == .stopped, isStopped { return }
    if !withheld.isEmpty { try await journal.didEnd(withheld, of: commit) }
    try await journal.end(commit, as: state, at: date, returning: leftover)
  }
}

extension EndedCall {
  fileprivate var isPartlyUnsent: Bool {
    receipts.contains {
      if case .notSent = $0.outcome { return true }
      return false
    }
  }
}
