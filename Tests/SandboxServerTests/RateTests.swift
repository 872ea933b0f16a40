import SandboxServer
import Testing

@Suite struct `The rate limit` {
  @Test func `five headers stand on every answer`() async throws {
    try await TestClient.run(contacts: 1) { client in
      let ok = try await client.search(limit: 1)
      #expect(ok.headers["x-ratelimit-max"] == "100")
      #expect(ok.headers["x-ratelimit-remaining"] == "99")
      #expect(ok.headers["x-ratelimit-interval-milliseconds"] == "10000")
      #expect(ok.headers["x-ratelimit-limit-daily"] == "200000")
      #expect(ok.headers["x-ratelimit-daily-remaining"] == "199999")
      let refused = try await client.search(limit: 0)
      #expect(refused.headers["x-ratelimit-remaining"] == "98")
      for reply in [
        try await client.get("/nothing"),
        try await client.send("GET", "/contacts/x", headers: ["Version": "x"]),
      ] {
        #expect(reply.headers.keys.count { $0.hasPrefix("x-ratelimit-") } == 5)
      }
    }
  }

  @Test func `one request too many is 429, for this token alone, and says no time to wait`() async throws {
    try await TestClient.run(contacts: 1) {
      $0.rateLimit = .init(requests: 3, seconds: 60)
    } _: { client in
      for left in ["2", "1", "0"] {
        #expect(try await client.search(limit: 1).headers["x-ratelimit-remaining"] == left)
      }
      let reply = try await client.search(limit: 1)
      #expect((reply.status, reply.message) == (429, "Too Many Requests"))
      #expect(reply.headers["x-ratelimit-remaining"] == "0")
      #expect(reply.headers["retry-after"] == nil)
      var other = client
      other.token = client.sandbox.announcement.restrictedToken
      #expect(try await other.search(limit: 1).status == 200)
    }
  }

  @Test func `with the switch a 429 says how long to wait`() async throws {
    try await TestClient.run(contacts: 1) {
      $0.rateLimit = .init(requests: 1, seconds: 60)
      $0.retryAfter = true
    } _: { client in
      _ = try await client.search(limit: 1)
      let wait = Int(try await client.search(limit: 1).headers["retry-after"] ?? "") ?? 0
      #expect((50...60).contains(wait))
    }
  }

  @Test func `the daily budget ends with its header at 0`() async throws {
    try await TestClient.run(contacts: 1) {
      $0.dailyLimit = 2
    } _: { client in
      #expect(try await client.search(limit: 1).headers["x-ratelimit-daily-remaining"] == "1")
      #expect(try await client.search(limit: 1).headers["x-ratelimit-daily-remaining"] == "0")
      let reply = try await client.search(limit: 1)
      #expect(reply.status == 429)
      #expect(reply.headers["x-ratelimit-daily-remaining"] == "0")
      #expect(reply.headers["x-ratelimit-limit-daily"] == "2")
    }
  }

  @Test func `without a limit nothing is refused`() async throws {
    try await TestClient.run(contacts: 1) {
      $0.rateLimit = .unlimited
      $0.dailyLimit = 0
    } _: { (client) async throws in
      for _ in 0..<120 { #expect(try await client.search(limit: 1).status == 200) }
    }
  }
}
