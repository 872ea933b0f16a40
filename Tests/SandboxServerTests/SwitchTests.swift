import SandboxServer
import Testing

@Suite struct `Switches of the sandbox` {
  @Test func `within the index lag search shows what was, and reading by id what is`() async throws {
    let file = TemporaryFile()
    try await TestClient.run(contacts: 3) {
      $0.database = file.path
      $0.indexLagMilliseconds = 3_600_000
    } _: { client in
      let filter = #"[{"field":"tags","operator":"eq","value":["late"]}]"#
      let id = try #require(try await client.someIds(1).first)
      let before = try await client.tags(id)
      _ = try await client.post("/contacts/\(id)/tags", #"{"tags":["late"]}"#)
      #expect(try await client.tags(id) == before + ["late"])
      #expect(try await client.ids(filters: filter).isEmpty)
      let found = try await client.search().json["contacts"].items.first { $0["id"].text == id }
      #expect(found?["tags"].texts == before)
      let new = try await client.create(#","tags":["late"]"#)
      #expect(try await client.get("/contacts/\(new)").status == 200)
      _ = try await client.delete("/contacts/\(id)")
      #expect(try await client.get("/contacts/\(id)").status == 400)
      #expect(try await client.search().json["total"].int == 3)
      #expect(try await client.ids(filters: filter).isEmpty)
    }
    // A restart ends the lag.
    try await TestClient.run {
      $0.database = file.path
    } _: { (client) async throws in
      #expect(
        try await client.ids(filters: #"[{"field":"tags","operator":"eq","value":["late"]}]"#).count == 1)
    }
  }

  @Test func `after the index lag search catches up`() async throws {
    try await TestClient.run(contacts: 0) {
      $0.indexLagMilliseconds = 100
    } _: { client in
      let id = try await client.create(#","tags":["early"]"#)
      try await client.waitUntil { try await client.search().json["total"].int == 1 }
      _ = try await client.post("/contacts/\(id)/tags", #"{"tags":["late"]}"#)
      let filter = #"[{"field":"tags","operator":"eq","value":["late"]}]"#
      try await client.waitUntil { try await client.ids(filters: filter) == [id] }
      _ = try await client.delete("/contacts/\(id)")
      try await client.waitUntil { try await client.search().json["total"].int == 0 }
    }
  }

  @Test func `with lost updates some of many writes at once are lost, and without none`() async throws {
    for losesUpdates in [true, false] {
      try await TestClient.run(contacts: 0) {
        $0.lostUpdates = losesUpdates
      } _: { client in
        let id = try await client.create()
        try await withThrowingTaskGroup(of: Void.self) { group in
          for number in 0..<24 {
            group.addTask { _ = try await client.post("/contacts/\(id)/tags", "{\"tags\":[\"t\(number)\"]}") }
          }
          try await group.waitForAll()
        }
        let count = try await client.tags(id).count
        #expect(losesUpdates ? count < 24 : count == 24)
      }
    }
  }

  @Test func `latency holds every answer back`() async throws {
    try await TestClient.run(contacts: 1) {
      $0.latencyMilliseconds = 120
    } _: { client in
      let start = ContinuousClock.now
      _ = try await client.search(limit: 1)
      #expect(ContinuousClock.now - start >= .milliseconds(120))
    }
  }

  @Test func `the log shows what was asked, with the bodies of writes`() async throws {
    try await TestClient.run(contacts: 0) { client in
      let id = try await client.create(#","firstName":"Ana""#)
      _ = try await client.get("/contacts/?locationId=\(client.location)&limit=5")
      _ = try await client.search(limit: 5)
      _ = try await client.post("/contacts/\(id)/tags", #"{"tags":["a"]}"#)
      _ = try await client.post("/contacts/\(id)/tags", "{")
      let log = try await client.get("/_sandbox/requests").json.items
      #expect(log.map { $0["n"].int } == [1, 2, 3, 4, 5])
      #expect(log.map { $0["method"].text } == ["POST", "GET", "POST", "POST", "POST"])
      #expect(log.map { $0["status"].int } == [201, 200, 200, 201, 400])
      #expect(log[1]["path"].text == "/contacts/")
      #expect(log[1]["query"].text == "locationId=\(client.location)&limit=5")
      #expect(log[2]["body"] == .null)
      #expect(log[3]["body"]["tags"].texts == ["a"])
      #expect(log[4]["body"].text == "{")
      let writes = try await client.get("/_sandbox/requests?writes=1").json.items
      #expect(writes.map { $0["n"].int } == [1, 4, 5])
      let later = try await client.get("/_sandbox/requests?writes=1&after=4").json.items
      #expect(later.map { $0["n"].int } == [5])
      var stranger = client
      stranger.token = ""
      #expect(try await stranger.get("/_sandbox/requests").status == 200)
      #expect(try await stranger.get("/_sandbox/secrets").status == 404)
    }
  }
}

extension TestClient {
  /// Asks again until `condition` holds; fails after 10 seconds.
  func waitUntil(_ condition: () async throws -> Bool) async throws {
    let start = ContinuousClock.now
    while try await !condition() {
      guard ContinuousClock.now - start < .seconds(10) else {
        Issue.record("nothing happened for 10 seconds")
        return
      }
      try await Task.sleep(for: .milliseconds(10))
    }
  }
}
