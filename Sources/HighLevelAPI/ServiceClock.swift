import Glibc

/// The time as the client sees it, so that tests need not wait.
struct ServiceClock: Sendable {
  /// Time since some fixed moment; never goes back.
  var now: @Sendable () -> Duration
  /// Waits, or throws when the task is cancelled.
  var sleep: @Sendable (Duration) async throws -> Void
  /// A number from 0 to 1, for jitter.
  var random: @Sendable () -> Double

  /// The real time, counted since the machine's start, which all its processes have in common.
  static let continuous = ServiceClock(
    now: {
      var time = timespec()
      clock_gettime(CLOCK_BOOTTIME, &time)
      return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    },
    sleep: { try await ContinuousClock().sleep(for: $0) },
    random: { Double.random(in: 0...1) })
}

extension Duration {
  /// The length in seconds.
  var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
