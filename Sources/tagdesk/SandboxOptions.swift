public import ArgumentParser
public import SandboxServer

/// How the sandbox is set up: the same for `--sandbox` and `tagdesk sandbox`.
struct SandboxOptions: ParsableArguments {
  @Option(help: "The port to listen on; 0 takes a free one.")
  var port = 0

  @Option(help: "How many contacts are made up when its data is made anew.")
  var contacts = 5_000

  @Option(help: "What the made-up contacts follow from.")
  var seed: UInt64 = 1

  @Option(
    name: .customLong("import"), help: ArgumentHelp("Contacts to take instead.", valueName: "file.jsonl"))
  var importFile: String?

  @Option(help: ArgumentHelp("Where its data is kept, or :memory:.", valueName: "file"))
  var database: String?

  @Flag(help: "Make its data anew.")
  var reset = false

  @Option(help: "The token it accepts.")
  var token: String?

  @Option(help: "A token that may read only.")
  var restrictedToken: String?

  @Option(help: "A token of another location.")
  var foreignToken: String?

  @Option(help: "Whose description of the API it follows: official or guide.")
  var dialect: SandboxConfiguration.Dialect = .official

  @Option(help: "Whether tags that differ in case only are one: fold or exact.")
  var tagCase: SandboxConfiguration.TagCase = .fold

  @Option(help: "What removeAllTags may be: lenient or strict.")
  var removeAllTags: SandboxConfiguration.RemoveAllTags = .lenient

  @Option(help: "Whether a tag write moves dateUpdated: always or never.")
  var dateUpdated: SandboxConfiguration.DateUpdated = .always

  @Option(help: ArgumentHelp("How long every answer is held back.", valueName: "ms"))
  var latency = 0

  @Option(help: ArgumentHelp("How long a write stays invisible to search.", valueName: "ms"))
  var indexLag = 0

  @Option(help: ArgumentHelp("Requests in a sliding window; 0/1 lifts the limit.", valueName: "n/seconds"))
  var rateLimit: SandboxConfiguration.RateLimit = .init()

  @Option(help: "Requests a day; 0 lifts the limit.")
  var dailyLimit = 200_000

  @Option(help: "The most contacts of a bulk call.")
  var bulkLimit = 500

  @Option(help: "The most characters of a tag.")
  var tagLength = 255

  @Flag(help: "Say in Retry-After how long a 429 lasts.")
  var retryAfter = false

  @Flag(help: "Let two writes at once lose one.")
  var lostUpdates = false

  @Option(help: ArgumentHelp("What goes wrong on purpose, as 500=0.1,reset-after=0.05.", valueName: "spec"))
  var fault: SandboxConfiguration.Faults = .init()

  /// The configuration; `database` is where its data is kept unless an option says otherwise.
  func configuration(database standard: String, location: String?) -> SandboxConfiguration {
    var configuration = SandboxConfiguration()
    configuration.port = port
    configuration.contacts = contacts
    configuration.seed = seed
    configuration.importFile = importFile
    configuration.database = database ?? standard
    configuration.reset = reset
    configuration.token = token
    configuration.restrictedToken = restrictedToken
    configuration.foreignToken = foreignToken
    configuration.locationId = location
    configuration.dialect = dialect
    configuration.tagCase = tagCase
    configuration.removeAllTags = removeAllTags
    configuration.dateUpdated = dateUpdated
    configuration.latencyMilliseconds = latency
    configuration.indexLagMilliseconds = indexLag
    configuration.rateLimit = rateLimit
    configuration.dailyLimit = dailyLimit
    configuration.bulkLimit = bulkLimit
    configuration.tagLength = tagLength
    configuration.retryAfter = retryAfter
    configuration.lostUpdates = lostUpdates
    configuration.faults = fault.specification
    return configuration
  }
}

extension SandboxConfiguration {
  /// Faults as an option: a text that could be read.
  struct Faults: ExpressibleByArgument {
    var specification = FaultSpecification()

    init() {}

    init?(argument: String) {
      do throws(SandboxError) {
        specification = try FaultSpecification(argument)
      } catch {
        Outcome.say("tagdesk: \(error.description)")
        return nil
      }
    }

    var defaultValueDescription: String { "none" }
  }
}

extension SandboxConfiguration.Dialect: ExpressibleByArgument {}
extension SandboxConfiguration.TagCase: ExpressibleByArgument {}
extension SandboxConfiguration.RemoveAllTags: ExpressibleByArgument {}
extension SandboxConfiguration.DateUpdated: ExpressibleByArgument {}

extension SandboxConfiguration.RateLimit: ExpressibleByArgument {
  /// `N/SECONDS`.
  public init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let requests = Int(parts[0]), let seconds = Int(parts[1]), requests >= 0,
      seconds > 0
    else { return nil }
    self.init(requests: requests, seconds: seconds)
  }

  public var defaultValueDescription: String { "\(requests)/\(seconds)" }
}
