import Foundation
import SandboxServer
import Testing

/// A path in the directory for temporary files, removed with what SQLite puts beside it.
final class TemporaryFile: Sendable {
  let path = FileManager.default.temporaryDirectory.appending(path: "sandbox-\(UUID().uuidString).db").path

  deinit {
    for suffix in ["", "-wal", "-shm", "-journal"] where FileManager.default.fileExists(atPath: path + suffix)
    {
      do {
        try FileManager.default.removeItem(atPath: path + suffix)
      } catch {
        Issue.record(error)
      }
    }
  }

  func write(_ text: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path))
  }
}

@Suite struct `The database file` {
  @Test func `changes are there at the next start, whatever the seed and the number of contacts`()
    async throws
  {
    let file = TemporaryFile()
    var id = ""
    var first: SandboxAnnouncement?
    try await TestClient.run(contacts: 12) {
      $0.database = file.path
    } _: { client in
      first = client.sandbox.announcement
      id = try #require(try await client.someIds(1).first)
      _ = try await client.post("/contacts/\(id)/tags", #"{"tags":["kept"]}"#)
    }
    try await TestClient.run(contacts: 99) {
      $0.database = file.path
      $0.seed = 5
    } _: { (client) async throws in
      #expect(client.sandbox.announcement.token == first?.token)
      #expect(client.location == first?.locationId)
      #expect(try await client.search().json["total"].int == 12)
      #expect(try await client.tags(id).contains("kept"))
    }
    try await TestClient.run(contacts: 3) {
      $0.database = file.path
      $0.reset = true
    } _: { (client) async throws in
      #expect(try await client.search().json["total"].int == 3)
    }
  }

  @Test func `only its owner can read it`() async throws {
    let file = TemporaryFile()
    try await TestClient.run(contacts: 1) {
      $0.database = file.path
    } _: { _ in
      for path in [file.path, file.path + "-wal"] where FileManager.default.fileExists(atPath: path) {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
      }
    }
  }

  @Test func `refresh tokens outlive a restart`() async throws {
    let file = TemporaryFile()
    var announcement: SandboxAnnouncement?
    for _ in 0..<2 {
      try await TestClient.run(contacts: 1) {
        $0.database = file.path
      } _: { client in
        let now = client.sandbox.announcement
        if let before = announcement { #expect(now.refreshToken != before.refreshToken) }
        let reply = try await client.send(
          "POST", "/oauth/token",
          "client_id=\(now.clientId)&client_secret=\(now.clientSecret)&grant_type=refresh_token&refresh_token=\(now.refreshToken)"
        )
        #expect(reply.status == 200)
        announcement = now
      }
    }
  }

  @Test func `a file that is no database is left alone, and replaced on request`() async throws {
    let file = TemporaryFile()
    try file.write(String(repeating: "no database at all ", count: 100))
    var configuration = SandboxConfiguration()
    configuration.contacts = 1
    configuration.database = file.path
    await #expect(throws: SandboxError.notASandboxDatabase(path: file.path)) {
      try await Sandbox.start(configuration)
    }
    configuration.reset = true
    await (try Sandbox.start(configuration)).stop()
  }

  @Test func `what an interrupted filling left is no obstacle`() async throws {
    let file = TemporaryFile()
    try Data("half of something".utf8).write(to: URL(filePath: file.path + ".new"))
    try await TestClient.run(contacts: 3) {
      $0.database = file.path
    } _: { (client) async throws in
      #expect(try await client.search().json["total"].int == 3)
    }
    #expect(!FileManager.default.fileExists(atPath: file.path + ".new"))
  }

  @Test func `an import that fails leaves no database`() async throws {
    let file = TemporaryFile()
    let list = TemporaryFile()
    try list.write("{\"id\":\"short\"}")
    var configuration = SandboxConfiguration()
    configuration.database = file.path
    configuration.importFile = list.path
    await #expect(throws: SandboxError.self) { try await Sandbox.start(configuration) }
    #expect(!FileManager.default.fileExists(atPath: file.path))
    #expect(!FileManager.default.fileExists(atPath: file.path + ".new"))
  }

  @Test func `a directory that is not there is said so`() async throws {
    var configuration = SandboxConfiguration()
    configuration.database = "/nowhere/at/all/sandbox.db"
    await #expect(throws: SandboxError.self) { try await Sandbox.start(configuration) }
  }

  @Test func `two sandboxes on one file see each other's changes`() async throws {
    let file = TemporaryFile()
    try await TestClient.run(contacts: 5) {
      $0.database = file.path
    } _: { one in
      try await TestClient.run {
        $0.database = file.path
      } _: { two in
        let id = try #require(try await one.someIds(1).first)
        let filter = #"[{"field":"tags","operator":"eq","value":["made elsewhere"]}]"#
        #expect(try await two.ids(filters: filter).isEmpty)
        _ = try await one.post("/contacts/\(id)/tags", #"{"tags":["made elsewhere"]}"#)
        #expect(try await two.ids(filters: filter) == [id])
        #expect(try await two.tags(id).contains("made elsewhere"))
      }
    }
  }
}

@Suite struct `Starting a sandbox` {
  @Test func `a taken port is said so`() async throws {
    try await TestClient.run(contacts: 1) { client in
      var configuration = SandboxConfiguration()
      configuration.contacts = 1
      configuration.port = Int(client.sandbox.announcement.url.split(separator: ":").last ?? "") ?? 0
      let error = await #expect(throws: SandboxError.self) { try await Sandbox.start(configuration) }
      guard case .cannotListen = error else {
        Issue.record(error ?? SandboxError.invalidConfiguration("nothing was thrown"))
        return
      }
    }
  }

  @Test func `settings out of range are refused`() async {
    let changes: [@Sendable (inout SandboxConfiguration) -> Void] = [
      { $0.port = 70_000 }, { $0.contacts = -1 }, { $0.locationId = "short" }, { $0.token = "a b" },
      { $0.rateLimit.seconds = 0 }, { $0.bulkLimit = 0 },
    ]
    for change in changes {
      var configuration = SandboxConfiguration()
      change(&configuration)
      await #expect(throws: SandboxError.self) { try await Sandbox.start(configuration) }
    }
  }

  @Test func `the line of JSON begins with what a client needs first`() async throws {
    try await TestClient.run(contacts: 0) {
      $0.token = "pit-mine"
      $0.locationId = "MyLocation0000000001"
    } _: { client in
      let line = client.sandbox.announcement.jsonLine
      #expect(
        line.hasPrefix(
          "{\"url\":\"\(client.sandbox.announcement.url)\",\"locationId\":\"MyLocation0000000001\",\"token\":\"pit-mine\","
        ))
      let decoded = try JSONDecoder().decode(SandboxAnnouncement.self, from: Data(line.utf8))
      #expect(decoded == client.sandbox.announcement)
      #expect(try await client.search(limit: 1).status == 200)
    }
  }

  @Test func `contacts can come from a file`() async throws {
    let file = TemporaryFile()
    try file.write(
      """
      {"id":"AAAAAAAAAAAAAAAAAAAA","firstName":"Ana","tags":["A","b"],"dateAdded":"2026-01-05T10:00:00.000Z"}

      {"name":"Bob Builder","email":"BOB@x.example","phone":"+15550100","additionalEmails":["b2@x.example"]}
      """)
    try await TestClient.run {
      $0.importFile = file.path
    } _: { client in
      let contact = try await client.get("/contacts/AAAAAAAAAAAAAAAAAAAA").json["contact"]
      #expect(contact["tags"].texts == ["a", "b"])
      #expect(contact["dateAdded"].text == "2026-01-05T10:00:00.000Z")
      let bob = try await client.search(limit: 5, #","query":"bob""#).json["contacts"].items.first
      #expect(bob?["contactName"].text == "Bob Builder")
      #expect(bob?["additionalEmails"].texts == ["b2@x.example"])
    }
  }

  @Test func `a wrong line of such a file is named`() async throws {
    let file = TemporaryFile()
    try file.write("{\"firstName\":\"Ana\"}\n{\"firstName\":7}\n")
    var configuration = SandboxConfiguration()
    configuration.importFile = file.path
    await #expect(
      throws: SandboxError.importFailed(path: file.path, line: 2, reason: "firstName must be a string.")
    ) {
      try await Sandbox.start(configuration)
    }
  }
}
