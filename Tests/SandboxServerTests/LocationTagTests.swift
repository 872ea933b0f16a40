import SandboxServer
import Testing

@Suite struct `The dictionary of tags` {
  private func names(_ client: TestClient) async throws -> [String] {
    try await client.get("/locations/\(client.location)/tags").json["tags"].items.compactMap {
      $0["name"].text
    }
  }

  private func id(of name: String, _ client: TestClient) async throws -> String {
    let tags = try await client.get("/locations/\(client.location)/tags").json["tags"].items
    return try #require(tags.first { $0["name"].text == name }?["id"].text)
  }

  @Test func `it lists the seeded tags, one of them twice, and some that nobody has`() async throws {
    try await TestClient.run { client in
      let names = try await names(client)
      #expect((40...80).contains(names.count))
      for name in [
        "vip", "lead", "customer", "trial", "newsletter", "webinar", "webinars", "follow up", "follow-up",
      ] {
        #expect(names.contains(name))
      }
      #expect(names.count { $0 == "partner" } == 2)
      #expect(names.contains("old campaign 2019"))
    }
  }

  @Test func `adding an unknown name to a contact puts it there`() async throws {
    try await TestClient.run(contacts: 0) { client in
      let id = try await client.create()
      _ = try await client.post("/contacts/\(id)/tags", #"{"tags":["Brand New"]}"#)
      #expect(try await names(client).contains("brand new"))
    }
  }

  @Test func `an entry is made, read, renamed and deleted`() async throws {
    try await TestClient.run(contacts: 0) { client in
      let path = "/locations/\(client.location)/tags"
      let made = try await client.post(path, #"{"name":" Hot Lead X "}"#)
      #expect(made.status == 200)
      #expect(made.json["tag"]["name"].text == "hot lead x")
      #expect(made.json["tag"]["locationId"].text == client.location)
      let id = try #require(made.json["tag"]["id"].text)
      #expect(try await client.get("\(path)/\(id)").json["tag"] == made.json["tag"])
      let renamed = try await client.put("\(path)/\(id)", #"{"name":"colder"}"#)
      #expect(renamed.json["tag"]["name"].text == "colder")
      let deleted = try await client.delete("\(path)/\(id)")
      #expect((deleted.status, deleted.json["succeded"].bool) == (200, true))
      #expect(try await client.get("\(path)/\(id)").status == 400)
      #expect(try await client.post(path, "{}").status == 422)
      #expect(try await client.post(path, #"{"name":"  "}"#).status == 422)
    }
  }

  @Test func `contacts follow a renamed tag, and lose a deleted one`() async throws {
    try await TestClient.run(contacts: 0) { client in
      let contact = try await client.create(#","tags":["a1","b1"]"#)
      let path = "/locations/\(client.location)/tags"
      _ = try await client.put("\(path)/\(try await id(of: "a1", client))", #"{"name":"c1"}"#)
      #expect(try await client.tags(contact) == ["c1", "b1"])
      #expect(
        try await client.ids(filters: #"[{"field":"tags","operator":"eq","value":["c1"]}]"#) == [contact])
      _ = try await client.delete("\(path)/\(try await id(of: "c1", client))")
      #expect(try await client.tags(contact) == ["b1"])
      #expect(try await client.ids(filters: #"[{"field":"tags","operator":"eq","value":["c1"]}]"#).isEmpty)
    }
  }

  @Test func `a tag renamed to a name that is taken is one tag on the contacts`() async throws {
    try await TestClient.run(contacts: 0) { client in
      let both = try await client.create(#","tags":["a1","b1"]"#)
      let one = try await client.create(#","tags":["a1"]"#)
      let path = "/locations/\(client.location)/tags"
      _ = try await client.put("\(path)/\(try await id(of: "a1", client))", #"{"name":"b1"}"#)
      #expect(try await client.tags(both) == ["b1"])
      #expect(try await client.tags(one) == ["b1"])
      // Of two entries of one name, deleting one takes the tag off nobody.
      _ = try await client.delete("\(path)/\(try await id(of: "b1", client))")
      #expect(try await client.tags(both) == ["b1"])
      _ = try await client.delete("\(path)/\(try await id(of: "b1", client))")
      #expect(try await client.tags(both) == [])
    }
  }
}
