import SandboxServer
import Testing

@Suite struct `OAuth tokens` {
  private func exchange(_ client: TestClient, _ fields: String, version: String? = nil) async throws
    -> TestClient.Reply
  {
    let announcement = client.sandbox.announcement
    var client = client
    client.token = ""
    client.version = version
    return try await client.send(
      "POST", "/oauth/token",
      "client_id=\(announcement.clientId)&client_secret=\(announcement.clientSecret)&\(fields)",
      headers: ["Content-Type": "application/x-www-form-urlencoded"])
  }

  @Test func `a code gets tokens that work`() async throws {
    try await TestClient.run(contacts: 1) { client in
      let code = client.sandbox.announcement.authorizationCode
      let reply = try await exchange(client, "grant_type=authorization_code&code=\(code)&user_type=Location")
      #expect(reply.status == 200)
      #expect(reply.json["token_type"].text == "Bearer")
      #expect(reply.json["expires_in"].int == 86_399)
      #expect(reply.json["locationId"].text == client.location)
      #expect(reply.json["userType"].text == "Location")
      var client = client
      client.token = try #require(reply.json["access_token"].text)
      #expect(try await client.search(limit: 1).status == 200)
    }
  }

  @Test func `a refresh token gives a new pair, and the same one again at once`() async throws {
    try await TestClient.run(contacts: 1) { client in
      let first = client.sandbox.announcement.refreshToken
      let pair = try await exchange(client, "grant_type=refresh_token&refresh_token=\(first)").json
      let again = try await exchange(client, "grant_type=refresh_token&refresh_token=\(first)").json
      #expect(pair["access_token"].text != nil)
      #expect(pair["refresh_token"].text != first)
      #expect(pair["access_token"] == again["access_token"])
      #expect(pair["refresh_token"] == again["refresh_token"])
      let next = pair["refresh_token"].text ?? ""
      #expect(try await exchange(client, "grant_type=refresh_token&refresh_token=\(next)").status == 200)
    }
  }

  @Test(arguments: [
    ("grant_type=refresh_token&refresh_token=x", 400, "Invalid grant: refresh token is invalid"),
    ("grant_type=password", 400, "Invalid parameter: grantType"),
    ("grant_type=refresh_token", 400, "Missing parameter: refreshToken"),
    ("", 400, "Missing parameter: grantType"),
  ])
  func `a wrong request says what is wrong`(fields: String, status: Int, message: String) async throws {
    try await TestClient.run(contacts: 1) { client in
      let reply = try await exchange(client, fields)
      #expect((reply.status, reply.message) == (status, message))
    }
  }

  @Test func `v3 speaks in camel case, and takes JSON`() async throws {
    try await TestClient.run(contacts: 1) { client in
      let announcement = client.sandbox.announcement
      var client = client
      client.version = "v3"
      let reply = try await client.post(
        "/oauth/token",
        #"""
        {"clientId":"\#(announcement.clientId)","clientSecret":"\#(announcement.clientSecret)",
        "grantType":"refresh_token","refreshToken":"\#(announcement.refreshToken)"}
        """#)
      #expect(reply.status == 200)
      #expect(reply.json["accessToken"].text != nil)
      #expect(reply.json["access_token"] == .null)
    }
  }

  @Test func `401-after retires an access token until it is refreshed`() async throws {
    try await TestClient.run(contacts: 1) {
      $0.faults.unauthorizedAfter = 2
    } _: { client in
      let refresh = client.sandbox.announcement.refreshToken
      let pair = try await exchange(client, "grant_type=refresh_token&refresh_token=\(refresh)").json
      var client = client
      client.token = try #require(pair["access_token"].text)
      #expect(try await client.search(limit: 1).status == 200)
      #expect(try await client.search(limit: 1).status == 200)
      let refused = try await client.search(limit: 1)
      #expect((refused.status, refused.message) == (401, "Invalid token: access token is invalid"))
      let next = try await exchange(
        client, "grant_type=refresh_token&refresh_token=\(pair["refresh_token"].text ?? "")")
      client.token = try #require(next.json["access_token"].text)
      #expect(try await client.search(limit: 1).status == 200)
    }
  }

  @Test func `401-after retires the seeded token for good, and not the one that follows it`() async throws {
    try await TestClient.run(contacts: 1) {
      $0.faults.unauthorizedAfter = 1
    } _: { client in
      #expect(try await client.search(limit: 1).status == 200)
      let refused = try await client.search(limit: 1)
      #expect((refused.status, refused.message) == (401, "Invalid Private Integration token"))
      #expect(try await client.search(limit: 1).status == 401)
      var client = client
      client.token = client.sandbox.announcement.rotatedToken
      for _ in 0..<3 { #expect(try await client.search(limit: 1).status == 200) }
    }
  }
}
