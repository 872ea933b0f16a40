import Engine
import Foundation
import HighLevelAPI
import SandboxServer
import Storage
import Tagging

/// A way to a location: the real one, or the sandbox in this process.
struct Connection: Sendable {
  let service: HighLevelService
  /// The same with few attempts, for the first question.
  let probe: HighLevelService
  let locationID: String
  let isSandbox: Bool
  private let tokens: any TokenSource
  private let sandbox: Sandbox?

  /// Opens it; nothing is sent yet.
  static func open(_ settings: Settings, global: GlobalOptions, sandbox options: SandboxOptions) async throws
    -> Connection
  {
    if global.sandbox {
      try Directories.ready(settings.paths)
      let sandbox = try await Sandbox.start(
        options.configuration(database: settings.paths.sandboxDatabase, location: global.location))
      let announced = sandbox.announcement
      return try Connection(
        settings, locationID: announced.locationId, baseURL: announced.url,
        tokens: StaticToken(announced.token), sandbox: sandbox)
    }
    guard let place = settings.token, let location = settings.location else {
      throw Problem(
        message: "There is no \(settings.token == nil ? "token" : "location") to work with.",
        remedy: """
          For a HighLevel account: export TAGDESK_LOCATION=<id>, then run tagdesk auth login (or set TAGDESK_TOKEN).
          Without an account: tagdesk --sandbox opens the editor on an embedded server with made-up contacts.
          """, exitCode: 2)
    }
    return try Connection(
      settings, locationID: location.value, baseURL: settings.baseURL.value,
      tokens: try TokenReader.source(place.value, settings: settings), sandbox: nil)
  }

  private init(
    _ settings: Settings, locationID: String, baseURL: String, tokens: any TokenSource, sandbox: Sandbox?
  ) throws {
    var configuration = HighLevelConfiguration(locationID: locationID, baseURL: baseURL)
    configuration.version = settings.version.value
    configuration.userAgent = "tagdesk/\(Version.text)"
    configuration.tagCase = settings.tagCase.value
    configuration.bulkPath = settings.bulkPath.value == .guide ? .guide : .official
    configuration.dailyReserve = settings.dailyReserve.value
    configuration.budgetFile = "\(settings.paths.rateBudget)-\(locationID)"
    service = try HighLevelService(configuration: configuration, tokens: tokens)
    configuration.readAttempts = 2
    configuration.requestTimeout = 15
    probe = try HighLevelService(configuration: configuration, tokens: tokens)
    self.locationID = locationID
    isSandbox = sandbox != nil
    self.tokens = tokens
    self.sandbox = sandbox
  }

  /// Another client like the probe, with the other bulk call; the caller shuts it down.
  func probe(speaking path: HighLevelConfiguration.BulkPath) throws -> HighLevelService {
    var configuration = probe.configuration
    configuration.bulkPath = path
    return try HighLevelService(configuration: configuration, tokens: tokens)
  }

  /// Closes all connections, and stops the sandbox.
  func close() async {
    await service.shutdown()
    await probe.shutdown()
    await (tokens as? OAuthAccess)?.shutdown()
    await sandbox?.stop()
  }
}
