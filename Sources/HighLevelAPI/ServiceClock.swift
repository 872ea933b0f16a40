import Synchronization

/// The time as the client sees it, so that tests need not wait.
struct ServiceClock: Sendable {
  /// Time since some fixed moment; never goes back.
  var now: @Sendable () -> Duration
  /// Waits, or throws when the task is cancelled.
  var sleep: @Sendable (Duration) async throws -> Void
  /// A number from 0 to 1, for jitter.
  var random: @Sendable () -> Double

  /// The real time.
  static let continuous: ServiceClock = {
    let clock = ContinuousClock()
    let start = clock.now
    return ServiceClock(
      now: { start.duration(to: clock.now) },
      sleep: { try await clock.sleep(for: $0) },
      random: { Double.random(in: 0...1) })
  }()
}

extension Duration {
  /// The length in seconds.
  var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
