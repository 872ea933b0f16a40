import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import SandboxServer
import Testing

/// A sandbox, and a client that talks to it over HTTP.
struct TestClient: Sendable {
  let sandbox: Sandbox
  var token: String
  var version: String? = "2021-07-28"
  /// Whether the sandbox follows the guide, for whose answers there is no specification.
  var isGuide = false

  var location: String { sandbox.announcement.locationId }

  /// An answer, its body read by another JSON reader than the sandbox's.
  struct Reply {
    let status: Int
    let headers: [String: String]
    let bytes: [UInt8]

    var json: JSON { JSON(bytes) }
    var message: String? { json["message"].text }
    var messages: [String] { json["message"].items.compactMap(\.text) }
  }

  /// Starts a sandbox, runs `body` with a client of it, and stops it.
  static func run(
    contacts: Int = 40, _ change: (inout SandboxConfiguration) -> Void = { _ in },
    _ body: (TestClient) async throws -> Void
  ) async throws {
    var configuration = SandboxConfiguration()
    configuration.contacts = contacts
    change(&configuration)
    let sandbox = try await Sandbox.start(configuration)
    do {
      var client = TestClient(sandbox: sandbox, token: sandbox.announcement.token)
      client.isGuide = configuration.dialect == .guide
      try await body(client)
    } catch {
      await sandbox.stop()
      throw error
    }
    await sandbox.stop()
  }

  /// Sends a request; `body` is JSON text.
  func send(
    _ method: String, _ path: String, _ body: String? = nil, headers: [String: String] = [:],
    timeout: TimeAmount = .seconds(20)
  ) async throws -> Reply {
    var request = HTTPClientRequest(url: sandbox.announcement.url + path)
    request.method = .init(rawValue: method)
    if !token.isEmpty { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
    if let version { request.headers.add(name: "Version", value: version) }
    if let body {
      request.headers.add(name: "Content-Type", value: "application/json")
      request.body = .bytes(ByteBuffer(string: body))
    }
    for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
    let response = try await HTTPClient.shared.execute(request, timeout: timeout)
    let buffer = try await response.body.collect(upTo: 64 << 20)
    var fields: [String: String] = [:]
    for header in response.headers { fields[header.name.lowercased()] = header.value }
    let reply = Reply(
      status: Int(response.status.code), headers: fields, bytes: Array(buffer.readableBytesView))
    checkSchema(of: reply, to: method, path)
    return reply
  }

  /// Every answer must be as the corrected specification has it; the file is about the versions before `v3`.
  private func checkSchema(of reply: Reply, to method: String, _ path: String) {
    guard !isGuide, version != "v3", !path.hasPrefix("/_sandbox"),
      reply.headers["content-type"]?.hasPrefix("application/json") == true
    else { return }
    let violations = SchemaChecker.shared.violations(
      method: method, path: path, status: reply.status, body: reply.json)
    #expect(violations.isEmpty, "\(method) \(path) \(reply.status)")
  }

  func get(_ path: String) async throws -> Reply { try await send("GET", path) }
  func post(_ path: String, _ body: String) async throws -> Reply { try await send("POST", path, body) }
  func put(_ path: String, _ body: String) async throws -> Reply { try await send("PUT", path, body) }
  func delete(_ path: String, _ body: String? = nil) async throws -> Reply {
    try await send("DELETE", path, body)
  }

  /// A search; `more` are further members, such as `,"page":2`.
  func search(limit: Int = 100, _ more: String = "") async throws -> Reply {
    try await post("/contacts/search", #"{"locationId":"\#(location)","pageLimit":\#(limit)\#(more)}"#)
  }

  /// The ids that a search with these filters finds.
  func ids(filters: String) async throws -> [String] {
    let reply = try await search(limit: 500, ",\"filters\":\(filters)")
    #expect(reply.status == 200, "\(String(decoding: reply.bytes, as: UTF8.self))")
    return reply.json["contacts"].items.compactMap { $0["id"].text }
  }

  /// Some ids of contacts.
  func someIds(_ count: Int) async throws -> [String] {
    let reply = try await search(limit: count, #","sort":[{"field":"email","direction":"desc"}]"#)
    return reply.json["contacts"].items.compactMap { $0["id"].text }
  }

  /// The tags of a contact, read by id.
  func tags(_ id: String) async throws -> [String] {
    try await get("/contacts/\(id)").json["contact"]["tags"].items.compactMap(\.text)
  }

  /// Makes a contact, and gives its id.
  func create(_ members: String = "") async throws -> String {
    let reply = try await post("/contacts/", #"{"locationId":"\#(location)"\#(members)}"#)
    return try #require(reply.json["contact"]["id"].text, "\(String(decoding: reply.bytes, as: UTF8.self))")
  }

  /// A bulk call of the official path.
  func bulk(_ type: String, _ contacts: [String], tags: [String], _ more: String = "") async throws -> Reply {
    try await post(
      "/contacts/bulk/tags/update/\(type)",
      #"{"contacts":\#(list(contacts)),"tags":\#(list(tags)),"locationId":"\#(location)"\#(more)}"#)
  }

  private func list(_ texts: [String]) -> String {
    "[" + texts.map { "\"\($0)\"" }.joined(separator: ",") + "]"
  }
}

/// A JSON value as Foundation reads it; absent members are null.
enum JSON: Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([String: JSON])

  init(_ bytes: [UInt8]) {
    do {
      self.init(any: try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed))
    } catch {
      Issue.record("no JSON: \(String(decoding: bytes.prefix(200), as: UTF8.self))")
      self = .null
    }
  }

  private init(any value: Any) {
    switch value {
    case let object as [String: Any]: self = .object(object.mapValues(JSON.init(any:)))
    case let array as [Any]: self = .array(array.map(JSON.init(any:)))
    case let text as String: self = .string(text)
    case let number as NSNumber:
      self = String(cString: number.objCType) == "c" ? .bool(number.boolValue) : .number(number.doubleValue)
    default: self = .null
    }
  }

  subscript(key: String) -> JSON {
    if case .object(let members) = self { members[key] ?? .null } else { .null }
  }

  var keys: Set<String> {
    if case .object(let members) = self { Set(members.keys) } else { [] }
  }

  var items: [JSON] {
    if case .array(let items) = self { items } else { [] }
  }

  var text: String? {
    if case .string(let text) = self { text } else { nil }
  }

  var texts: [String] { items.compactMap(\.text) }

  var int: Int? {
    if case .number(let number) = self { Int(exactly: number) } else { nil }
  }

  var bool: Bool? {
    if case .bool(let bool) = self { bool } else { nil }
  }

  /// The value as JSON text, to be sent back.
  var json: String {
    switch self {
    case .null: "null"
    case .bool(let bool): String(bool)
    case .number(let number): Int64(exactly: number).map(String.init) ?? String(number)
    case .string(let text): Self.quoted(text)
    case .array(let items): "[" + items.map(\.json).joined(separator: ",") + "]"
    case .object(let members):
      "{" + members.map { "\(Self.quoted($0.key)):\($0.value.json)" }.joined(separator: ",") + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    do {
      return String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
    } catch {
      Issue.record(error)
      return "null"
    }
  }
}
