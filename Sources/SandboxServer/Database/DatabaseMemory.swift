import Synchronization

/// What is remembered of the database between requests, because finding it out again would cost too much.
///
/// Every write keeps it true; when a transaction fails, or another process wrote to the file, all of it is forgotten.
final class DatabaseMemory: Sendable {
  /// What a remembered total depends on.
  enum Topic: Sendable {
    /// Which contacts there are; every total depends on it.
    case contacts
    /// Which contact has which tags.
    case tags
    case dateUpdated
    /// Any other field of a contact.
    case fields
  }

  private struct Total {
    var count: Int
    var topics: Set<Topic>
  }

  private struct State {
    var dataVersion = 0
    var tagNames: [Int64: String]?
    var totals: [String: Total] = [:]
    var staleContacts: Int?
  }

  private let state = Mutex(State())
  private static let mostTotals = 2_000

  /// Forgets everything.
  func forget() {
    state.withLock { $0 = State(dataVersion: $0.dataVersion) }
  }

  /// Forgets everything if `version`, SQLite's `data_version`, is not the one of the last call.
  func noticeVersion(_ version: Int) {
    state.withLock {
      if $0.dataVersion != version { $0 = State(dataVersion: version) }
    }
  }

  /// The names of all tags by their rows; what `load` gives, the first time.
  func tagNames(load: () throws -> [Int64: String]) rethrows -> [Int64: String] {
    if let names = state.withLock({ $0.tagNames }) { return names }
    let names = try load()
    state.withLock { $0.tagNames = names }
    return names
  }

  func setTagName(_ name: String?, row: Int64) {
    state.withLock { $0.tagNames?[row] = name }
  }

  /// How many rows `stale_contact` has; what `load` gives, the first time.
  func staleContacts(load: () throws -> Int) rethrows -> Int {
    if let count = state.withLock({ $0.staleContacts }) { return count }
    let count = try load()
    state.withLock { $0.staleContacts = count }
    return count
  }

  /// Says that `stale_contact` has changed; what search shows has changed with it.
  func forgetStaleContacts() {
    state.withLock {
      $0.staleContacts = nil
      $0.totals = [:]
    }
  }

  /// The number of contacts that the filter `key` lets through; what `count` gives, the first time.
  func total(of key: String, dependingOn topics: Set<Topic>, count: () throws -> Int) rethrows -> Int {
    if let total = state.withLock({ $0.totals[key] }) { return total.count }
    let total = Total(count: try count(), topics: topics)
    state.withLock {
      if $0.totals.count >= Self.mostTotals { $0.totals = [:] }
      $0.totals[key] = total
    }
    return total.count
  }

  /// Forgets the totals that depend on one of `topics`.
  func forgetTotals(_ topics: Set<Topic>) {
    state.withLock { state in
      if topics.contains(.contacts) {
        state.totals = [:]
      } else {
        state.totals = state.totals.filter { $0.value.topics.isDisjoint(with: topics) }
      }
    }
  }
}
