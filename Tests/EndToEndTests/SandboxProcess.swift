import Foundation
import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// What the sandbox says of itself over HTTP: the judge of what really happened.
struct SandboxView: Sendable {
  struct Announcement: Decodable, Sendable {
    var url: String
    var locationId: String
    var token: String
    var restrictedToken: String
    var foreignToken: String
    var clientId: String
    var clientSecret: String
    var refreshToken: String
  }

  /// A request that the sandbox got.
  struct Request: Decodable, Sendable {
    var method: String
    var path: String
    var status: Int?
    var body: Body?

    struct Body: Decodable, Sendable {
      var tags: [String]?
      var contacts: [String]?
    }
  }

  struct Contact: Decodable, Sendable {
    var id: String
    var tags: [String]
  }

  let announcement: Announcement

  init(_ line: String) throws {
    announcement = try JSONDecoder().decode(Announcement.self, from: Data(line.utf8))
  }

  /// The environment in which tagdesk uses this sandbox as if it were the real API.
  var environment: [String: String] {
    [
      "TAGDESK_TOKEN": announcement.token, "TAGDESK_LOCATION": announcement.locationId,
      "TAGDESK_BASE_URL": announcement.url,
    ]
  }

  /// The same for a shell command line.
  var exports: String { environment.map { "\($0.key)='\($0.value)'" }.sorted().joined(separator: " ") }

  /// All contacts by id with their tags, asked page by page.
  func tags() async throws -> [String: [String]] {
    struct Page: Decodable {
      struct Item: Decodable {
        var id: String
        var tags: [String]
        var searchAfter: [Cursor]
      }
      var contacts: [Item]
    }
    var tags: [String: [String]] = [:]
    var after = ""
    while true {
      let body =
        #"{"locationId":"\#(announcement.locationId)","pageLimit":500\#(after),"#
        + #""sort":[{"field":"dateAdded","direction":"desc"}]}"#
      let page = try JSONDecoder().decode(
        Page.self, from: Data(try await curl("POST", "/contacts/search", body).utf8))
      for contact in page.contacts { tags[contact.id] = contact.tags }
      guard let last = page.contacts.last, page.contacts.count == 500 else { return tags }
      let cursor = String(decoding: try JSONEncoder().encode(last.searchAfter), as: UTF8.self)
      after = #","searchAfter":\#(cursor)"#
    }
  }

  /// The writes that the sandbox got, in order.
  func writes() async throws -> [Request] {
    struct Log: Decodable { var requests: [Request] }
    let text = try await curl("GET", "/_sandbox/requests?writes=1", nil)
    let data = Data(text.utf8)
    if let log = try? JSONDecoder().decode(Log.self, from: data) { return log.requests }
    return try JSONDecoder().decode([Request].self, from: data)
  }

  /// Asks with curl: nothing of tagdesk's own client is between the test and the server.
  private func curl(_ method: String, _ path: String, _ body: String?) async throws -> String {
    var words = [
      "-sS", "--fail-with-body", "-X", method, announcement.url + path, "-H",
      "Authorization: Bearer \(announcement.token)", "-H", "Version: 2021-07-28", "-H",
      "Content-Type: application/json",
    ]
    if let body { words += ["-d", body] }
    return try await Shell.output("curl", words)
  }
}

/// A number or a text of a cursor, passed back as it came.
enum Cursor: Codable, Sendable {
  case number(Int)
  case text(String)
  case null

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let number = try? container.decode(Int.self) {
      self = .number(number)
    } else {
      self = .text(try container.decode(String.self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .number(let number): try container.encode(number)
    case .text(let text): try container.encode(text)
    case .null: try container.encodeNil()
    }
  }
}

/// Runs `tagdesk sandbox` as a process of its own for as long as the body takes.
func withSandbox<Value: Sendable>(
  _ options: [String] = [], _ body: (SandboxView) async throws -> Value
) async throws -> Value {
  let arguments = ["sandbox", "--database", ":memory:", "--contacts", "1000"] + options
  let outcome = try await Subprocess.run(
    .path(FilePath(Tmux.program)), arguments: Arguments(arguments), input: .none, output: .sequence,
    error: .discarded
  ) { execution in
    var lines = execution.standardOutput.strings().makeAsyncIterator()
    let line = try await lines.next() ?? ""
    let result: Swift.Result<Value, any Error>
    do {
      result = .success(try await body(try SandboxView(line)))
    } catch {
      result = .failure(error)
    }
    try execution.send(signal: .terminate)
    return try result.get()
  }
  return outcome.closureResult
}
