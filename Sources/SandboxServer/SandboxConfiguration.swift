/// How a sandbox is set up: its data, its credentials, and which of the disputed habits of the API it has.
///
/// Every property has the default of `tagdesk sandbox`; the defaults are the official API as documented.
public struct SandboxConfiguration: Sendable, Equatable {
  /// Whose description of the API is followed.
  public enum Dialect: String, Sendable, CaseIterable {
    /// The vendor's specification.
    case official
    /// The third-party quick start: other bulk path, other statuses, and tags that are case sensitive.
    case guide
  }

  /// Whether tag names that differ in case only are the same tag.
  public enum TagCase: String, Sendable, CaseIterable {
    /// Names are stored in lower case.
    case fold
    /// Names are stored as they were sent. The dialect `guide` always does this.
    case exact
  }

  /// What `removeAllTags` of a bulk removal may be.
  public enum RemoveAllTags: String, Sendable, CaseIterable {
    /// A boolean, or the strings `"true"` and `"false"`; `tags` may be empty beside `true`.
    case lenient
    /// A boolean only, and `tags` may not be empty.
    case strict
  }

  /// Whether writing tags moves a contact's `dateUpdated`.
  public enum DateUpdated: String, Sendable, CaseIterable {
    case always
    case never
  }

  /// A number of requests in a sliding window of seconds; 0 requests mean no limit.
  public struct RateLimit: Sendable, Equatable {
    public var requests: Int
    public var seconds: Int

    public init(requests: Int = 100, seconds: Int = 10) {
      self.requests = requests
      self.seconds = seconds
    }

    /// No limit; the headers then promise the usual 100 and never count down.
    public static let unlimited = RateLimit(requests: 0)
  }

  /// The address to listen on. Only loopback addresses can see `/_sandbox/requests`.
  public var host = "127.0.0.1"
  /// The port to listen on; 0 takes a free one.
  public var port = 0
  /// How many contacts are made up when the database is new.
  public var contacts = 5_000
  /// What the made-up contacts, ids and tokens follow from.
  public var seed: UInt64 = 1
  /// A file with one contact a line as a JSON object, taken instead of made-up contacts.
  public var importFile: String?
  /// The path of the SQLite file, or `:memory:`.
  public var database = ":memory:"
  /// Whether what is in the database file is thrown away first.
  public var reset = false
  /// The token with every scope; by default one that follows from the seed.
  public var token: String?
  /// A token that may read only.
  public var restrictedToken: String?
  /// A token of another location.
  public var foreignToken: String?
  /// The id of the location, 20 letters and digits; by default one that follows from the seed.
  public var locationId: String?
  public var dialect = Dialect.official
  public var tagCase = TagCase.fold
  public var removeAllTags = RemoveAllTags.lenient
  public var dateUpdated = DateUpdated.always
  /// How long every answer is held back.
  public var latencyMilliseconds = 0
  /// How long a write stays invisible to search.
  public var indexLagMilliseconds = 0
  public var rateLimit = RateLimit()
  /// Requests a token may make in a day; 0 means no limit.
  public var dailyLimit = 200_000
  /// The most contacts a bulk call may name.
  public var bulkLimit = 500
  /// The most characters a tag may have.
  public var tagLength = 255
  /// Whether a 429 says in `Retry-After` how long to wait.
  public var retryAfter = false
  /// Whether a write of tags reads and writes with a gap between, so that two at once lose one.
  public var lostUpdates = false
  /// What goes wrong on purpose.
  public var faults = FaultSpecification()

  public init() {}

  /// Whether tags are stored as sent; the dialect `guide` does so whatever `tagCase` says.
  var keepsTagCase: Bool { dialect == .guide || tagCase == .exact }
}
