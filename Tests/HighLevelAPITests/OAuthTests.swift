import Foundation
import Synchronization
import Tagging
import Testing

@testable import HighLevelAPI

/// A store in memory that notes what was done to it, in order.
private final class MemoryStore: RefreshTokenStore {
  struct Full: Error {}

  private let state: Mutex<(token: String, log: [String], fails: Int)>

  init(_ token: String, fails: Int = 0) { state = Mutex((token, [], fails)) }

  var token: String { state.withLock { $0.token } }
  var log: [String] { state.withLock { $0.log } }

  func replace(_ token: String) { state.withLock { $0.token = token } }

  func load() async throws -> String { state.withLock { $0.token } }

  func store(_ refreshToken: String) async throws {
    try state.withLock { state in
      if state.fails > 0 {
        state.fails -= 1
        throw Full()
      }
      state.token = refreshToken
      state.log.append(refreshToken)
    }
  }
}

private func tokens(_ number: Int) -> CannedAnswer {
  .ok(#"{"access_token":"access-\#(number)","refresh_token":"refresh-\#(number)","expires_in":86399}"#)
}

private func expect(
  _ source: OAuthTokenSource, gives token: String, sourceLocation: SourceLocation = #_sourceLocation
) async throws {
  let given = try await source.token()
  #expect(given == token, sourceLocation: sourceLocation)
}

private func withOAuth(
  _ answers: CannedAnswer..., store: MemoryStore, time: JumpingClock = .init(), timeout: Double = 5,
  _ use: (OAuthTokenSource, CannedServer) async throws -> Void
) async throws {
  let server = try await CannedServer.start(answers)
  let serving = Task { await server.run() }
  var app = OAuthApp(clientID: "app 1", clientSecret: "s&cret")
  app.baseURL = server.url
  let client = try OAuthClient(app, timeout: timeout, clock: time.clock)
  do {
    try await use(OAuthTokenSource(client: client, store: store, clock: time.clock), server)
  } catch {
    Issue.record(error)
  }
  await client.shutdown()
  serving.cancel()
  await serving.value
}

@Suite struct `OAuth tokens` {
  @Test func `the new refresh token is stored before the new token is handed out`() async throws {
    let store = MemoryStore("refresh-0\n")
    try await withOAuth(tokens(1), store: store) { source, server in
      try await expect(source, gives: "access-1")
      #expect(store.log == ["refresh-1"])
      try await expect(source, gives: "access-1")
      let request = try #require(server.requests.first)
      #expect(server.requests.count == 1)
      #expect(request.target == "/oauth/token")
      #expect(request.headers["content-type"] == "application/x-www-form-urlencoded")
      #expect(request.headers["authorization"] == nil)
      let form =
        "client_id=app%201&client_secret=s%26cret&user_type=Location&grant_type=refresh_token"
        + "&refresh_token=refresh-0"
      #expect(request.body == form)
    }
  }

  @Test func `a token that can't be stored is not used, and not lost`() async throws {
    let store = MemoryStore("refresh-0", fails: 1)
    try await withOAuth(tokens(1), store: store) { source, server in
      let error = await failure { () async throws(ServiceError) in try await source.token() }
      guard case .unauthorized(.other, _, _) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      let token = try await source.token()
      #expect(token == "access-1")
      #expect(store.token == "refresh-1")
      #expect(server.requests.count == 1)
    }
  }

  @Test func `many ask, one exchange is made`() async throws {
    let store = MemoryStore("refresh-0")
    try await withOAuth(tokens(1), tokens(2), store: store) { source, server in
      let got = await withTaskGroup(of: String.self) { group in
        for _ in 0..<20 {
          group.addTask { do { return try await source.token() } catch { return "\(error)" } }
        }
        return await group.reduce(into: Set<String>()) { $0.insert($1) }
      }
      #expect(got == ["access-1"])
      let after = await withTaskGroup(of: String?.self) { group in
        for _ in 0..<20 {
          group.addTask {
            do { return try await source.refreshed(after: "access-1") } catch { return "\(error)" }
          }
        }
        return await group.reduce(into: Set<String?>()) { $0.insert($1) }
      }
      #expect(after == ["access-2"])
      #expect(server.requests.count == 2)
    }
  }

  @Test func `a token is exchanged half a minute before it runs out`() async throws {
    let time = JumpingClock()
    try await withOAuth(tokens(1), tokens(2), store: MemoryStore("refresh-0"), time: time) { source, _ in
      try await expect(source, gives: "access-1")
      time.advance(by: .seconds(86_360))
      try await expect(source, gives: "access-1")
      time.advance(by: .seconds(20))
      try await expect(source, gives: "access-2")
    }
  }

  @Test func `an exchange whose answer was lost is asked for again`() async throws {
    let store = MemoryStore("refresh-0")
    try await withOAuth(.close, .status(503), tokens(1), store: store) { source, server in
      try await expect(source, gives: "access-1")
      #expect(server.requests.allSatisfy { $0.body.hasSuffix("refresh_token=refresh-0") })
    }
  }

  @Test func `the spelling of v3 is read, and an answer without a refresh token keeps the old one`()
    async throws
  {
    let store = MemoryStore("refresh-0")
    let answer = CannedAnswer.ok(#"{"accessToken":"a3","expiresIn":"60","tokenType":"Bearer"}"#)
    try await withOAuth(answer, store: store) { source, _ in
      try await expect(source, gives: "a3")
      #expect(store.token == "refresh-0")
    }
  }

  @Test func `a refresh token that is not good any more is final, and asked once`() async throws {
    let refusal = CannedAnswer.status(400, #"{"message":"Invalid grant: refresh token is invalid"}"#)
    try await withOAuth(refusal, store: MemoryStore("refresh-0")) { source, server in
      let error = await failure { () async throws(ServiceError) in try await source.token() }
      let message = "Invalid grant: refresh token is invalid"
      #expect(error == .unauthorized(.invalidToken, message: message, traceID: nil))
      #expect(server.requests.count == 1)
    }
  }

  @Test func `a refresh token that another process has exchanged is taken from the store`() async throws {
    let store = MemoryStore("refresh-0")
    let refusal = CannedAnswer.status(400, #"{"message":"Invalid grant: refresh token is invalid"}"#)
    try await withOAuth(.silence, refusal, tokens(8), store: store, timeout: 1) { source, server in
      // The first answer never comes, so that the store can change in the meantime.
      let asking = Task { try await source.token() }
      while server.requests.isEmpty { await Task.yield() }
      store.replace("refresh-7")
      let token = try await asking.value
      #expect(token == "access-8")
      #expect(store.token == "refresh-8")
    }
  }

  @Test func `a code gives the first pair`() async throws {
    let server = try await CannedServer.start([tokens(1)])
    let serving = Task { await server.run() }
    var app = OAuthApp(clientID: "c", clientSecret: "s")
    app.baseURL = server.url
    let client = try OAuthClient(app)
    let pair = try await client.exchange(code: "x/y", redirectURI: "https://a.example/")
    #expect(pair == OAuthTokens(accessToken: "access-1", refreshToken: "refresh-1"))
    let body = try #require(server.requests.first).body
    #expect(
      body.hasSuffix("grant_type=authorization_code&code=x%2Fy&redirect_uri=https%3A%2F%2Fa%2Eexample%2F"))
    await client.shutdown()
    serving.cancel()
    await serving.value
  }

  @Test func `an answer without a token shows nothing of itself`() async throws {
    try await withOAuth(.ok(#"{"refresh_token":"secret"}"#), store: MemoryStore("r")) { source, _ in
      let error = await failure { () async throws(ServiceError) in try await source.token() }
      #expect(error == .malformed(firstBytes: "(an answer of 26 bytes)", traceID: nil))
    }
  }

  @Test func `a client secret goes to no open address`() {
    var app = OAuthApp(clientID: "c", clientSecret: "s")
    app.baseURL = "http://api.example"
    #expect(throws: ServiceError.insecureAddress("http://api.example")) { try OAuthClient(app) }
  }
}
