import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// A stand-in for the HighLevel API: an HTTP server on this machine, with contacts in SQLite.
///
/// It takes no signals and prints nothing, so that it can run inside another program.
public final class Sandbox: Sendable {
  /// Where the sandbox listens, and what a client needs to be let in.
  public let announcement: SandboxAnnouncement
  private let database: SandboxDatabase
  private let faults: FaultInjector
  private let services: ServiceGroup
  private let running: Task<Void, any Error>

  private init(
    announcement: SandboxAnnouncement, database: SandboxDatabase, faults: FaultInjector,
    services: ServiceGroup,
    running: Task<Void, any Error>
  ) {
    self.announcement = announcement
    self.database = database
    self.faults = faults
    self.services = services
    self.running = running
  }

  /// Opens or makes the database, and starts to listen; the sandbox answers when this returns.
  public static func start(_ configuration: SandboxConfiguration) async throws(SandboxError) -> Sandbox {
    try configuration.check()
    let database = try await SandboxDatabase.open(configuration)
    var announcement = try await database.announcement()
    let credentials = Credentials(announcement, unauthorizedAfter: configuration.faults.unauthorizedAfter)
    let faults = FaultInjector(configuration.faults)
    let gateway = Gateway(
      configuration: configuration,
      api: API(configuration: configuration, database: database, credentials: credentials),
      limiter: RateLimiter(limit: configuration.rateLimit, dailyLimit: configuration.dailyLimit),
      log: RequestLog(), faults: faults)
    let listening = AsyncStream.makeStream(of: Int.self)
    var logger = Logger(label: "sandbox") { _ in SwiftLogNoOpLogHandler() }
    logger.logLevel = .critical
    let application = Application(
      responder: gateway,
      configuration: ApplicationConfiguration(
        address: .hostname(configuration.host, port: configuration.port), serverName: nil),
      onServerRunning: { channel in
        listening.continuation.yield(channel.localAddress?.port ?? 0)
        listening.continuation.finish()
      },
      logger: logger)
    var group = ServiceGroupConfiguration(services: [application], logger: logger)
    group.maximumGracefulShutdownDuration = .seconds(2)
    let services = ServiceGroup(configuration: group)
    let running = Task {
      defer { listening.continuation.finish() }
      try await services.run()
    }
    var ports = listening.stream.makeAsyncIterator()
    guard let port = await ports.next() else {
      throw await failure(of: running, configuration)
    }
    let host = configuration.host.contains(":") ? "[\(configuration.host)]" : configuration.host
    announcement.url = "http://\(host):\(port)"
    return Sandbox(
      announcement: announcement, database: database, faults: faults, services: services, running: running)
  }

  private static func failure(
    of running: Task<Void, any Error>, _ configuration: SandboxConfiguration
  ) async -> SandboxError {
    var reason = "the server ended at once."
    if case .failure(let error) = await running.result { reason = "\(error)" }
    return .cannotListen(host: configuration.host, port: configuration.port, reason: reason)
  }

  /// Stops listening, lets requests in progress end, and closes the database.
  public func stop() async {
    faults.stop()
    await services.triggerGracefulShutdown()
    // How the server ended does not matter any more, and SQLite closes its file with the connection in any case.
    _ = await running.result
    database.close()
  }

  /// Returns when the sandbox has stopped.
  public func waitUntilStopped() async {
    _ = await running.result
  }
}

extension SandboxConfiguration {
  /// - Throws: `SandboxError.invalidConfiguration` for a setting out of its range.
  fileprivate func check() throws(SandboxError) {
    func require(_ condition: Bool, _ text: String) throws(SandboxError) {
      guard condition else { throw .invalidConfiguration(text) }
    }
    try require((0...65_535).contains(port), "a port is a number from 0 to 65535.")
    try require(contacts >= 0, "the number of contacts cannot be negative.")
    try require(locationId.map(SandboxID.isValid) ?? true, "a location id has 20 letters and digits.")
    try require(
      rateLimit.requests >= 0 && rateLimit.seconds > 0, "a rate limit is N requests in at least a second.")
    try require(dailyLimit >= 0 && bulkLimit > 0 && tagLength > 0, "limits are positive numbers.")
    try require(latencyMilliseconds >= 0 && indexLagMilliseconds >= 0, "times cannot be negative.")
    for token in [token, restrictedToken, foreignToken].compactMap(\.self) {
      try require(!token.isEmpty && !token.contains(where: \.isWhitespace), "a token has no spaces.")
    }
  }
}
