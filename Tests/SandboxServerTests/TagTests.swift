import SandboxServer
import Testing

@Suite struct `Tags of a contact` {
  @Test func `an added tag is answered with 201 and all tags of the contact`() async throws {
    try await TestClient.run { client in
      let id = try await client.create(#","tags":["lead"]"#)
      let reply = try await client.post("/contacts/\(id)/tags", #"{"tags":["vip","lead"]}"#)
      #expect(reply.status == 201)
      #expect(reply.json["tags"].texts == ["lead", "vip"])
      #expect(try await client.tags(id) == ["lead", "vip"])
    }
  }

  @Test func `a removed tag is answered with 200 and the tags that are left`() async throws {
    try await TestClient.run { client in
      let id = try await client.create(#","tags":["lead","vip","trial"]"#)
      let reply = try await client.delete("/contacts/\(id)/tags", #"{"tags":["vip","never there"]}"#)
      #expect(reply.status == 200)
      #expect(reply.json["tags"].texts == ["lead", "trial"])
    }
  }

  @Test func `tags are trimmed, composed and in lower case`() async throws {
    try await TestClient.run { client in
      let id = try await client.create()
      let reply = try await client.post(
        "/contacts/\(id)/tags", #"{"tags":["  VIP ","Cafe\u0301","İ","vip"]}"#)
      #expect(reply.json["tags"].texts == ["vip", "caf\u{E9}", "i"])
      let left = try await client.delete("/contacts/\(id)/tags", #"{"tags":["vIp","CAFÉ"]}"#)
      #expect(left.json["tags"].texts == ["i"])
    }
  }

  @Test func `with the exact tag case spellings are kept apart`() async throws {
    try await TestClient.run(contacts: 0) {
      $0.tagCase = .exact
    } _: { client in
      let id = try await client.create()
      let reply = try await client.post("/contacts/\(id)/tags", #"{"tags":["VIP","vip"]}"#)
      #expect(reply.json["tags"].texts == ["VIP", "vip"])
      let left = try await client.delete("/contacts/\(id)/tags", #"{"tags":["VIP"]}"#)
      #expect(left.json["tags"].texts == ["vip"])
    }
  }

  @Test(arguments: [
    ("{}", 422), (#"{"tags":"vip"}"#, 422), (#"{"tags":[1]}"#, 422), (#"{"tags":[" "]}"#, 422),
    (#"{"tags":["a\u0000"]}"#, 422),
    (#"{"tags":[]}"#, 400),
    (#"{"tags":["a"],"foo":1}"#, 422), (#"{"tags":["#, 400), (#"["vip"]"#, 422),
  ])
  func `a wrong body is refused`(body: String, status: Int) async throws {
    try await TestClient.run { client in
      let id = try await client.create()
      let reply = try await client.post("/contacts/\(id)/tags", body)
      #expect(reply.status == status)
      #expect(status == 400 ? reply.message != nil : !reply.messages.isEmpty)
      #expect(try await client.tags(id).isEmpty)
    }
  }

  @Test func `a tag that is too long is refused`() async throws {
    try await TestClient.run {
      $0.tagLength = 10
    } _: { client in
      let id = try await client.create()
      #expect(try await client.post("/contacts/\(id)/tags", #"{"tags":["0123456789"]}"#).status == 201)
      let reply = try await client.post("/contacts/\(id)/tags", #"{"tags":["0123456789a"]}"#)
      #expect(reply.messages == ["each value in tags must be shorter than or equal to 10 characters"])
    }
  }

  @Test func `an unknown contact is 400`() async throws {
    try await TestClient.run { client in
      let reply = try await client.post("/contacts/AAAAAAAAAAAAAAAAAAAA/tags", #"{"tags":["a"]}"#)
      #expect(reply.status == 400)
      #expect(reply.message == "Contact with id AAAAAAAAAAAAAAAAAAAA not found")
    }
  }

  @Test func `writing tags moves the date of the last change`() async throws {
    try await TestClient.run { client in
      let id = try #require(try await client.someIds(1).first)
      let before = try await client.get("/contacts/\(id)").json["contact"]["dateUpdated"].text ?? ""
      _ = try await client.post("/contacts/\(id)/tags", #"{"tags":["brand new"]}"#)
      let after = try await client.get("/contacts/\(id)").json["contact"]["dateUpdated"].text ?? ""
      #expect(after > before)
    }
  }

  @Test func `with date-updated never it does not`() async throws {
    try await TestClient.run {
      $0.dateUpdated = .never
    } _: { client in
      let id = try #require(try await client.someIds(1).first)
      let before = try await client.get("/contacts/\(id)").json["contact"]["dateUpdated"]
      _ = try await client.post("/contacts/\(id)/tags", #"{"tags":["brand new"]}"#)
      #expect(try await client.get("/contacts/\(id)").json["contact"]["dateUpdated"] == before)
    }
  }
}
