import SandboxServer
import Testing

@Suite struct `Checks before an operation` {
  @Test func `an unknown route is 404 whatever the token`() async throws {
    try await TestClient.run(contacts: 1) { client in
      var client = client
      client.token = "nonsense"
      let reply = try await client.get("/nothing/here")
      #expect(reply.status == 404)
      #expect(reply.message == "Cannot GET /nothing/here")
      #expect(reply.json["error"].text == "Not Found")
      #expect(reply.json["traceId"].text != nil)
    }
  }

  @Test(arguments: [
    ("", "Invalid token: access token is invalid"), ("pit-wrong", "Invalid Private Integration token"),
    ("abc", "Invalid JWT"), ("eyJ-sandbox-nothing", "Invalid token: access token is invalid"),
  ])
  func `a wrong token is 401 before anything else is looked at`(token: String, message: String) async throws {
    try await TestClient.run(contacts: 1) { client in
      var client = client
      client.token = token
      client.version = nil
      let reply = try await client.post("/contacts/search", "{")
      #expect(reply.status == 401)
      #expect(reply.message == message)
      #expect(reply.json["error"].text == "Unauthorized")
      #expect(reply.json["statusCode"].int == 401)
    }
  }

  @Test func `the version is needed, and one of five`() async throws {
    try await TestClient.run(contacts: 1) { client in
      var client = client
      client.version = nil
      let none = try await client.get("/locations/\(client.location)")
      #expect((none.status, none.message) == (401, "version header was not found."))
      client.version = "2020-01-01"
      let other = try await client.get("/locations/\(client.location)")
      #expect((other.status, other.message) == (401, "version header is invalid"))
      for version in ["legacy", "2021-04-15", "2021-07-28", "2023-02-21", "v3"] {
        client.version = version
        #expect(try await client.get("/locations/\(client.location)").status == 200)
      }
    }
  }

  @Test func `the restricted token may read only`() async throws {
    try await TestClient.run { client in
      let id = try #require(try await client.someIds(1).first)
      var client = client
      client.token = client.sandbox.announcement.restrictedToken
      #expect(try await client.search().status == 200)
      #expect(try await client.get("/contacts/\(id)").status == 200)
      #expect(try await client.get("/locations/\(client.location)/tags").status == 200)
      let writes = [
        try await client.post("/contacts/\(id)/tags", #"{"tags":["a"]}"#),
        try await client.delete("/contacts/\(id)/tags", "not even JSON"),
        try await client.bulk("add", [id], tags: ["a"]),
        try await client.put("/contacts/\(id)", "{}"),
        try await client.delete("/contacts/\(id)"),
        try await client.post("/contacts/", "{}"),
        try await client.post("/contacts/upsert", "{}"),
        try await client.post("/locations/\(client.location)/tags", "{}"),
        try await client.post("/locations/AAAAAAAAAAAAAAAAAAAA/tags", "{}"),
      ]
      for reply in writes {
        #expect((reply.status, reply.message) == (401, "The token is not authorized for this scope."))
      }
    }
  }

  @Test func `the token of another location is refused before the body is looked at`() async throws {
    try await TestClient.run { client in
      let id = try #require(try await client.someIds(1).first)
      let body = #"{"locationId":"\#(client.location)"}"#
      var client = client
      client.token = client.sandbox.announcement.foreignToken
      let refused = [
        try await client.get("/locations/\(client.location)"),
        try await client.get("/locations/\(client.location)/tags"),
        try await client.get("/contacts/?locationId=\(client.location)"),
        try await client.post("/contacts/search", body),
        try await client.post("/contacts/", body),
        try await client.post("/contacts/bulk/tags/update/add", body),
        try await client.get("/contacts/\(id)"),
        try await client.put("/contacts/\(id)", #"{"foo":1}"#),
        try await client.post("/contacts/\(id)/tags", "{}"),
        try await client.delete("/contacts/\(id)"),
      ]
      for reply in refused {
        #expect((reply.status, reply.message) == (403, "The token does not have access to this location."))
        #expect(reply.json["error"].text == "Forbidden")
      }
    }
  }

  @Test func `the other location is there, and empty`() async throws {
    try await TestClient.run { client in
      let id = try #require(try await client.someIds(1).first)
      let foreign = client.sandbox.announcement.foreignLocationId
      var client = client
      client.token = client.sandbox.announcement.foreignToken
      #expect(try await client.get("/locations/\(foreign)").json["location"]["id"].text == foreign)
      #expect(try await client.get("/locations/\(foreign)/tags").json["tags"].items.isEmpty)
      let search = try await client.post("/contacts/search", #"{"locationId":"\#(foreign)","pageLimit":1}"#)
      #expect(search.json["total"].int == 0)
      let bulk = try await client.post(
        "/contacts/bulk/tags/update/add", #"{"locationId":"\#(foreign)","contacts":["\#(id)"],"tags":["a"]}"#)
      #expect(bulk.json["responses"].items.first?["message"].text == "contact does not belong to location")
    }
  }

  @Test func `what is no JSON is 400, what is no object is 422, and too much is 413`() async throws {
    try await TestClient.run(contacts: 1) { client in
      let broken = try await client.post("/contacts/", "{\"locationId\":")
      #expect((broken.status, broken.message) == (400, "Unexpected end of JSON input"))
      #expect(try await client.post("/contacts/", "7").status == 422)
      #expect(try await client.post("/contacts/", String(repeating: " ", count: 5 << 20)).status == 413)
    }
  }

  @Test func `the location has a name`() async throws {
    try await TestClient.run(contacts: 1) { client in
      let location = try await client.get("/locations/\(client.location)").json["location"]
      #expect(location["name"].text == "Acme Dental")
      #expect(location["settings"]["allowDuplicateContact"].bool == false)
    }
  }
}
