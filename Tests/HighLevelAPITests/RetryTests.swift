import Foundation
import Synchronization
import Tagging
import Testing

@testable import HighLevelAPI

private let emptyPage = #"{"contacts":[],"total":0}"#

@Suite struct `Sending again` {
  @Test func `a read outlives every passing trouble`() async throws {
    try await withCannedAnswers(
      .status(500), .close, .bytes(Array("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{".utf8)),
      .ok("<html>maintenance</html>"), .status(503, "<html></html>"), .status(429), .ok(emptyPage)
    ) { service, server in
      let page = try await service.search(ContactSearch())
      #expect(page.total == 0)
      #expect(server.requests.count == 7)
    }
  }

  @Test func `a read gives up after its attempts, with the last trouble`() async throws {
    let time = JumpingClock()
    try await withCannedAnswers(.status(502, #"{"message":"bad gateway"}"#), time: time) { service, server in
      let error = await failure { () async throws(ServiceError) in try await service.contact(ana) }
      #expect(error == .serverFailure(status: 502, message: "bad gateway", traceID: nil))
      #expect(server.requests.count == 8)
      let waits = time.waits.map(\.inSeconds)
      #expect(waits.count == 7)
      #expect(zip(waits, waits.dropFirst()).allSatisfy { $0 < $1 || $0 == 7.5 })
    }
  }

  @Test func `a write is sent once, whatever comes back`() async throws {
    for answer in [CannedAnswer.status(500), .close, .ok("<html>"), .ok("{}")] {
      try await withCannedAnswers(answer) { service, server in
        let error = await failure { () async throws(ServiceError) in
          try await service.updateTags(.add, [ContactTag("a")], of: [ana, bo])
        }
        #expect(error?.mayHaveBeenDone == true)
        #expect(server.requests.count == 1)
      }
    }
  }

  @Test func `a write is sent again after a 429, as late as it was told`() async throws {
    let time = JumpingClock()
    try await withCannedAnswers(
      .status(429, headers: ["Retry-After": "4"]), .status(201, #"{"tags":["a"]}"#), time: time
    ) { service, server in
      let tags = try await service.addTags([ContactTag("a")], to: ana)
      #expect(tags == [ContactTag("a")])
      #expect(server.requests.count == 2)
      #expect(time.waits.reduce(.zero, +) >= .seconds(4))
      #expect(service.budget.limit == 90)
    }
  }

  @Test func `without Retry-After a 429 waits for an interval`() async throws {
    let time = JumpingClock()
    let headers = ["X-RateLimit-Interval-Milliseconds": "3000", "x-ratelimit-max": "100"]
    try await withCannedAnswers(
      .status(429, "<html>", headers: headers), .ok(emptyPage), time: time
    ) { service, _ in
      _ = try await service.search(ContactSearch())
      #expect(time.waits.reduce(.zero, +) >= .seconds(3))
      #expect(service.budget.interval == 3)
    }
  }

  @Test func `a server that says nothing but 429 is given up`() async throws {
    try await withCannedAnswers(.status(429)) { service, server in
      let error = await failure { () async throws(ServiceError) in
        try await service.addTags([ContactTag("a")], to: ana)
      }
      #expect(error == .rateLimited(retryAfter: nil))
      #expect(server.requests.count == 8)
    }
  }

  @Test func `after the last request of the day nothing is sent`() async throws {
    let last = ["X-RateLimit-Daily-Remaining": "0"]
    try await withCannedAnswers(.ok(emptyPage, headers: last)) { service, server in
      _ = try await service.search(ContactSearch())
      #expect(service.budget.dailyRemaining == 0)
      let error = await failure { () async throws(ServiceError) in try await service.contact(ana) }
      #expect(error == .dailyLimitReached)
      #expect(server.requests.count == 1)
    }
    try await withCannedAnswers(.status(429, headers: last)) { service, server in
      let error = await failure { () async throws(ServiceError) in try await service.contact(ana) }
      #expect(error == .dailyLimitReached)
      #expect(server.requests.count == 1)
    }
  }

  @Test func `a refused connection can't have done anything`() async throws {
    let server = try await CannedServer.start([])
    let task = Task { await server.run() }
    task.cancel()
    await task.value
    var configuration = HighLevelConfiguration(locationID: locationID, baseURL: server.url)
    configuration.requestTimeout = 5
    let service = try HighLevelService(configuration: configuration, tokens: StaticToken("t"))
    let error = await failure { () async throws(ServiceError) in
      try await service.addTags([ContactTag("a")], to: ana)
    }
    guard case .unreachable(mayHaveArrived: false, let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.contains("Connection refused") && reason.contains("127.0.0.1"))
    #expect(service.budget.used == 0)
    await service.shutdown()
  }

  @Test func `a server without TLS under an https address gets nothing`() async throws {
    let server = try await CannedServer.start([.close])
    let serving = Task { await server.run() }
    let address = server.url.replacing("http://", with: "https://")
    var configuration = HighLevelConfiguration(locationID: locationID, baseURL: address)
    configuration.requestTimeout = 1
    let service = try HighLevelService(configuration: configuration, tokens: StaticToken("t"))
    let error = await failure { () async throws(ServiceError) in
      try await service.addTags([ContactTag("a")], to: ana)
    }
    guard case .unreachable(mayHaveArrived: false, let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.hasPrefix(address))
    await service.shutdown()
    serving.cancel()
    await serving.value
  }

  @Test func `an unknown host is named, and nothing was sent`() async throws {
    let configuration = HighLevelConfiguration(locationID: "L", baseURL: "https://tagdesk.invalid")
    let service = try HighLevelService(configuration: configuration, tokens: StaticToken("t"))
    let error = await failure { () async throws(ServiceError) in
      try await service.addTags([ContactTag("a")], to: ana)
    }
    guard case .unreachable(mayHaveArrived: false, let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.contains("tagdesk.invalid"))
    await service.shutdown()
  }

  @Test func `an answer that never comes may have been done`() async throws {
    try await withCannedAnswers(.silence, configure: { $0.requestTimeout = 1.0 }) { service, server in
      let error = await failure { () async throws(ServiceError) in
        try await service.addTags([ContactTag("a")], to: ana)
      }
      #expect(error == .unreachable(mayHaveArrived: true, reason: "\(server.url): no answer within 1.0 s"))
      #expect(server.requests.count == 1)
    }
  }

  @Test func `a cancelled request ends at once`() async throws {
    try await withCannedAnswers(.silence) { service, server in
      let task = Task { await failure { () async throws(ServiceError) in try await service.contact(ana) } }
      while server.requests.isEmpty { await Task.yield() }
      task.cancel()
      #expect(await task.value == .cancelled)
    }
  }

  @Test func `a refused token is exchanged once, and the request replayed once`() async throws {
    try await withCannedAnswers(
      .status(401, #"{"message":"Invalid JWT"}"#), .ok(emptyPage),
      tokens: CountingTokens(["old", "new"])
    ) { service, server in
      _ = try await service.search(ContactSearch())
      #expect(server.requests.map { $0.headers["authorization"] } == ["Bearer old", "Bearer new"])
    }
    try await withCannedAnswers(
      .status(401, #"{"message":"Invalid JWT"}"#), tokens: CountingTokens(["old", "new", "newer"])
    ) { service, server in
      let error = await failure { () async throws(ServiceError) in try await service.location() }
      #expect(error == .unauthorized(.invalidToken, message: "Invalid JWT", traceID: nil))
      #expect(server.requests.count == 2)
    }
  }

  @Test func `a missing scope asks for no new token`() async throws {
    try await withCannedAnswers(
      .status(401, #"{"message":"The token is not authorized for this scope."}"#),
      tokens: CountingTokens(["old", "new"])
    ) { service, server in
      let error = await failure { () async throws(ServiceError) in try await service.tagDefinitions() }
      guard case .unauthorized(.missingScope, _, _) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(server.requests.count == 1)
    }
  }

  @Test func `the end of the client ends what is in flight`() async throws {
    try await withCannedAnswers(.silence) { service, server in
      let task = Task {
        await failure { () async throws(ServiceError) in try await service.addTags([ContactTag("a")], to: ana)
        }
      }
      while server.requests.isEmpty { await Task.yield() }
      await service.shutdown()
      #expect(await task.value == .cancelled)
    }
  }

  @Test func `nothing is sent after the end`() async throws {
    try await withCannedAnswers(.ok(emptyPage)) { service, server in
      await service.shutdown()
      await service.shutdown()
      let error = await failure { () async throws(ServiceError) in try await service.location() }
      #expect(error == .cancelled)
      #expect(server.requests.isEmpty)
    }
  }
}

/// Tokens in a row, each refresh giving the next.
final class CountingTokens: TokenSource {
  private let state: Mutex<[String]>

  init(_ tokens: [String]) { state = Mutex(tokens) }

  func token() async throws(ServiceError) -> String { state.withLock { $0.first ?? "" } }

  func refreshed(after refused: String) async throws(ServiceError) -> String? {
    state.withLock { tokens in
      if tokens.count > 1 { tokens.removeFirst() }
      return tokens.first
    }
  }
}
