import Glibc
import NIOCore
import Synchronization

/// Draws what goes wrong with each request.
final class FaultInjector: Sendable {
  private struct State {
    var random: SandboxRandom
    var stalled: [ObjectIdentifier: any Channel] = [:]
    var isStopped = false
  }

  /// How late a slow answer is.
  static let delay = Duration.milliseconds(800)

  private let bands: [(fault: FaultSpecification.Fault, upTo: Double)]
  private let state: Mutex<State>

  init(_ specification: FaultSpecification) {
    var sum = 0.0
    bands = FaultSpecification.Fault.allCases.compactMap { fault in
      guard let probability = specification.probabilities[fault], probability > 0 else { return nil }
      sum += probability
      return (fault, sum)
    }
    state = Mutex(State(random: SandboxRandom(seed: specification.seed)))
  }

  /// The fault of the next request, if it gets one.
  func draw() -> FaultSpecification.Fault? {
    guard !bands.isEmpty else { return nil }
    let value = state.withLock { $0.random.fraction() }
    return bands.first { value < $0.upTo }?.fault
  }

  /// One of two, for what a fault leaves open.
  func flip() -> Bool {
    state.withLock { $0.random.oneIn(2) }
  }

  /// Returns when the connection is closed: by the client, or because the sandbox stops.
  func stall(_ channel: any Channel) async {
    let isStopped = state.withLock {
      if !$0.isStopped { $0.stalled[ObjectIdentifier(channel)] = channel }
      return $0.isStopped
    }
    if isStopped {
      channel.close(promise: nil)
    }
    await withCheckedContinuation { continuation in
      channel.closeFuture.whenComplete { _ in continuation.resume() }
    }
    _ = state.withLock { $0.stalled.removeValue(forKey: ObjectIdentifier(channel)) }
  }

  /// Closes the connections that wait for an answer that never comes.
  func stop() {
    let stalled = state.withLock {
      $0.isStopped = true
      return Array($0.stalled.values)
    }
    for channel in stalled { channel.close(promise: nil) }
  }

  /// Closes the connection the hard way, so that the client sees a reset.
  static func reset(_ channel: any Channel) async {
    if let provider = channel as? any SocketOptionProvider {
      let lingerless = provider.setSoLinger(linger(l_onoff: 1, l_linger: 0))
      await withCheckedContinuation { continuation in
        lingerless.whenComplete { _ in continuation.resume() }
      }
    }
    await withCheckedContinuation { continuation in
      channel.close().whenComplete { _ in continuation.resume() }
    }
  }
}
