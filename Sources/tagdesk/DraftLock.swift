import Foundation
import Storage
import Tagging

/// The right to change a location's draft: one process has it at a time.
struct DraftLock: Sendable {
  private let lock: FileLock?
  /// Why nothing may be staged; `nil` when it may.
  let readOnlyReason: String?

  /// Takes the right, unless it was said to open read-only.
  static func acquire(_ location: LocationStore, isReadOnly: Bool) throws -> DraftLock {
    if isReadOnly { return DraftLock(lock: nil, readOnlyReason: "Opened with --read-only.") }
    switch try location.acquireDraftLock(holder: .current(at: Date())) {
    case .acquired(let lock): return DraftLock(lock: lock, readOnlyReason: nil)
    case .refused(let holder):
      return DraftLock(lock: nil, readOnlyReason: "Read-only: \(Self.sentence(holder)).")
    }
  }

  /// Keeps others from offering to finish a commit while the result is held.
  static func lock(_ commit: CommitID, of location: LocationStore) throws(StorageError) -> (any Sendable)? {
    switch try location.acquireLock(on: commit, holder: .current(at: Date())) {
    case .acquired(let lock): return lock
    case .refused(let holder):
      throw StorageError(.busy, "The commit \(commit) is being carried out: \(sentence(holder)).")
    }
  }

  func release() { lock?.release() }

  private static func sentence(_ holder: LockHolder?) -> String {
    guard let holder else { return "another tagdesk has this location open" }
    let place = holder.terminal.map { " on \($0)" } ?? ""
    let clock = Date.VerbatimFormatStyle(
      format: "\(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits)",
      timeZone: .current, calendar: .current)
    let since = holder.since.formatted(clock)
    return
      "\(holder.user)@\(holder.host)\(place) (process \(holder.pid)) has had this location open since \(since)"
  }
}

/// The log as a place for standard error while the screen is up.
enum LogDescriptor {
  static func open(_ path: String) -> Int32? {
    let file = Glibc.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    return file >= 0 ? file : nil
  }
}
