public import Tagging

/// How a client reaches one location, and how it behaves there.
public struct HighLevelConfiguration: Sendable, Equatable {
  /// Which bulk operation is spoken (facts §7, "bulk path and keys").
  public enum BulkPath: String, Sendable, Codable {
    /// `POST /contacts/bulk/tags/update/{type}`, of the specification.
    case official
    /// `POST /contacts/bulk/tags`, of a third-party quick start.
    case guide
  }

  /// The address of the API; `https`, or loopback.
  public var baseURL: String
  /// The sub-account whose contacts are edited.
  public var locationID: String
  /// What is sent as `Version` (facts §6.3).
  public var version = "2021-07-28"
  /// Sent with every request: the network in front of the API refuses some default ones (facts §1).
  public var userAgent = "tagdesk/0.1"
  /// How two tag names are told apart.
  public var tagCase = TagCase.fold
  public var bulkPath = BulkPath.official
  /// Seconds for one request, from its sending to the last byte of its answer.
  public var requestTimeout = 30.0
  /// Connections kept to the server: latency in seconds times requests a second must fit.
  public var maxConnections = 64
  /// How often a read is sent at most; also how often any request is sent again after 429.
  public var readAttempts = 8
  /// Seconds before the second attempt of a read; doubled for each further one, with jitter.
  public var firstBackoff = 0.25
  /// Requests of the day that are left to others (facts §5).
  public var dailyReserve = 0
  /// The longest answer that is read, in bytes.
  public var longestAnswer = 64 << 20
  /// A file through which processes of one user share the rate budget; `nil`: this process alone.
  public var budgetFile: String?

  /// The address of the real API.
  public static let publicAddress = "https://services.leadconnectorhq.com"

  /// Makes a configuration with the defaults of the facts.
  public init(locationID: String, baseURL: String = HighLevelConfiguration.publicAddress) {
    self.locationID = locationID
    self.baseURL = baseURL
  }
}
