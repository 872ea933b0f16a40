import Synchronization

/// What a client has learned of its server, where the sources disagree.
final class ServerQuirks: Sendable {
  private let equalIsRefused = Mutex(false)

  /// Whether the server won't filter tags with `eq`.
  var refusesEqual: Bool {
    get { equalIsRefused.withLock { $0 } }
    set { equalIsRefused.withLock { $0 = newValue } }
  }
}
