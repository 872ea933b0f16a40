import NIOCore
import SandboxServer
import Testing

@Suite struct `Faults on demand` {
  /// A sandbox whose every request gets `fault`, and its one contact, whose id follows from the seed and is asked of a
  /// sandbox without faults.
  private func run(
    _ fault: String, _ body: (TestClient, _ contact: String) async throws -> Void
  ) async throws {
    var contact = ""
    try await TestClient.run(contacts: 1) { client in
      contact = try #require(try await client.someIds(1).first)
    }
    try await TestClient.run(contacts: 1) {
      if let fault = FaultSpecification.Fault(rawValue: fault) { $0.faults.probabilities = [fault: 1] }
    } _: { client in
      try await body(client, contact)
    }
  }

  /// The log of requests, which no fault touches.
  private func log(_ client: TestClient) async throws -> [JSON] {
    try await client.get("/_sandbox/requests").json.items
  }

  @Test(arguments: [("429", 429), ("500", 500), ("503", 503)])
  func `a status is answered instead`(fault: String, status: Int) async throws {
    try await run(fault) { client, contact in
      let reply = try await client.get("/contacts/\(contact)")
      #expect(reply.status == status)
      #expect(reply.json["statusCode"].int == status)
      #expect(reply.headers["x-ratelimit-max"] == "100")
      let entry = try await log(client).first
      #expect(entry?["fault"].text == fault)
      #expect(entry?["status"].int == status)
    }
  }

  @Test func `a page of HTML is no JSON`() async throws {
    try await run("html") { client, contact in
      let reply = try await client.get("/contacts/\(contact)")
      #expect(reply.headers["content-type"]?.hasPrefix("text/html") == true)
      #expect(String(decoding: reply.bytes, as: UTF8.self).hasPrefix("<!DOCTYPE"))
    }
  }

  @Test(arguments: ["reset-before", "reset-after", "truncate"])
  func `the connection is cut`(fault: String) async throws {
    try await run(fault) { client, contact in
      await #expect(throws: (any Error).self) {
        try await client.post("/contacts/\(contact)/tags", #"{"tags":["a"]}"#)
      }
      let entry = try await log(client).first
      #expect(entry?["fault"].text == fault)
      #expect(entry?["status"].int == (fault == "truncate" ? 201 : nil))
    }
  }

  @Test func `a stalled request never gets an answer, and does not keep the sandbox from stopping`()
    async throws
  {
    try await run("stall") { (client, contact) async throws in
      let request = Task { try await client.get("/contacts/\(contact)") }
      try await client.waitUntil { try await log(client).first?["fault"].text == "stall" }
      request.cancel()
      await #expect(throws: (any Error).self) { try await request.value }
    }
  }

  @Test func `a slow request gets its answer`() async throws {
    try await run("slow") { (client, contact) async throws in
      let start = ContinuousClock.now
      #expect(try await client.get("/contacts/\(contact)").status == 200)
      #expect(ContinuousClock.now - start > .milliseconds(500))
    }
  }

  @Test func `before and after say whether the change is made`() async throws {
    for (fault, isMade) in [
      ("reset-before", false), ("reset-after", true), ("truncate", true), ("500", false),
    ] {
      let file = TemporaryFile()
      var contact = ""
      try await TestClient.run(contacts: 1) {
        $0.database = file.path
      } _: { client in
        contact = try #require(try await client.someIds(1).first)
      }
      try await TestClient.run {
        $0.database = file.path
        $0.faults.probabilities = [FaultSpecification.Fault(rawValue: fault) ?? .slow: 1]
      } _: { client in
        do {
          _ = try await client.post("/contacts/\(contact)/tags", #"{"tags":["fault mark"]}"#)
        } catch {
          // The connection was cut, as it should be; what counts is what is in the database.
        }
      }
      try await TestClient.run {
        $0.database = file.path
      } _: { (client) async throws in
        #expect(try await client.tags(contact).contains("fault mark") == isMade, "\(fault)")
      }
    }
  }

  @Test func `the same seed draws the same faults`() async throws {
    var runs: [[Int]] = []
    for _ in 0..<2 {
      try await TestClient.run(contacts: 1) {
        $0.faults.probabilities = [.serverError: 0.3, .unavailable: 0.3]
        $0.faults.seed = 7
      } _: { client in
        var statuses: [Int] = []
        for _ in 0..<30 { statuses.append(try await client.get("/locations/\(client.location)").status) }
        runs.append(statuses)
      }
    }
    #expect(runs[0] == runs[1])
    #expect(Set(runs[0]) == [200, 500, 503])
  }
}

@Suite struct `The text of --fault` {
  @Test func `it names probabilities and numbers`() throws {
    let faults = try FaultSpecification("429=0.025, reset-after=2.5%,stall=0,401-after=3,seed=9")
    #expect(faults.probabilities == [.tooManyRequests: 0.025, .resetAfter: 0.025, .stall: 0])
    #expect(faults.unauthorizedAfter == 3)
    #expect(faults.seed == 9)
    #expect(try FaultSpecification("") == FaultSpecification())
  }

  @Test(arguments: [
    "teapot=1", "429", "429=x", "429=1.5", "429=-1", "401-after=x", "seed=-1", "429=0.6,500=0.6",
  ])
  func `what is wrong is refused`(text: String) {
    #expect(throws: SandboxError.self) { try FaultSpecification(text) }
  }
}
