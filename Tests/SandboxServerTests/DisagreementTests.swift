import SandboxServer
import Testing

/// One test a row of the table "where the sources disagree" (highlevel-api.md §7), as far as it is about a server.
@Suite struct `Where the sources disagree, the sandbox` {
  @Test func `answers 201 to added tags, 200 to a new entry of the dictionary and 200 to an upsert`()
    async throws
  {
    try await TestClient.run(contacts: 0) { client in
      let id = try await client.create()
      #expect(try await client.post("/contacts/\(id)/tags", #"{"tags":["a"]}"#).status == 201)
      #expect(try await client.post("/locations/\(client.location)/tags", #"{"name":"b"}"#).status == 200)
      let upsert = #"{"locationId":"\#(client.location)","email":"new@x.example"}"#
      #expect(try await client.post("/contacts/upsert", upsert).status == 200)
    }
  }

  @Test func `knows the official bulk path and its keys only`() async throws {
    try await TestClient.run(contacts: 0) { client in
      let id = try await client.create()
      #expect(try await client.bulk("add", [id], tags: ["a"]).status == 201)
      for path in ["/contacts/bulk/tags", "/contacts/tags/bulk"] {
        #expect(try await client.post(path, "{}").message == "Cannot POST \(path)")
      }
    }
  }

  @Test func `keeps tags in lower case, unless it is switched`() async throws {
    for (tagCase, kept) in [(SandboxConfiguration.TagCase.fold, ["vip"]), (.exact, ["VIP", "vip"])] {
      try await TestClient.run(contacts: 0) {
        $0.tagCase = tagCase
      } _: { client in
        let id = try await client.create()
        #expect(
          try await client.post("/contacts/\(id)/tags", #"{"tags":["VIP","vip"]}"#).json["tags"].texts == kept
        )
      }
    }
  }

  @Test func `takes removeAllTags as a boolean and as a text, unless it is strict`() async throws {
    for (switched, status) in [(SandboxConfiguration.RemoveAllTags.lenient, 201), (.strict, 422)] {
      try await TestClient.run(contacts: 0) {
        $0.removeAllTags = switched
      } _: { client in
        let id = try await client.create(#","tags":["a"]"#)
        #expect(
          try await client.bulk("remove", [id], tags: ["a"], #","removeAllTags":"false""#).status == status)
        #expect(try await client.bulk("remove", [id], tags: ["a"], #","removeAllTags":true"#).status == 201)
      }
    }
  }

  @Test func `answers 400 for an unknown contact`() async throws {
    try await TestClient.run(contacts: 0) { (client) async throws in
      #expect(try await client.get("/contacts/AAAAAAAAAAAAAAAAAAAA").status == 400)
    }
  }

  @Test func `answers 422 for missing tags and 400 for no tags`() async throws {
    try await TestClient.run(contacts: 0) { client in
      let id = try await client.create()
      #expect(try await client.post("/contacts/\(id)/tags", "{}").status == 422)
      #expect(try await client.post("/contacts/\(id)/tags", #"{"tags":[]}"#).status == 400)
    }
  }

  @Test func `answers 401 for a missing scope and 403 for a foreign location`() async throws {
    try await TestClient.run(contacts: 0) { (client) async throws in
      var client = client
      client.token = client.sandbox.announcement.restrictedToken
      #expect(try await client.post("/contacts/", "{}").status == 401)
      client.token = client.sandbox.announcement.foreignToken
      #expect(try await client.get("/locations/\(client.location)").status == 403)
    }
  }

  @Test func `counts errors truly, and answers objects`() async throws {
    try await TestClient.run(contacts: 0) { client in
      let id = try await client.create()
      let reply = try await client.bulk("add", ["x", id, "y"], tags: ["a"])
      #expect(reply.json["errorCount"].int == 2)
      #expect(reply.json["responses"].items.allSatisfy { $0["contactId"].text != nil })
    }
  }

  @Test func `takes 500 contacts in a bulk call and not 501`() async throws {
    try await TestClient.run(contacts: 500) { client in
      let ids = try await client.someIds(500)
      #expect(ids.count == 500)
      let reply = try await client.bulk("add", ids, tags: ["everybody"])
      #expect(reply.status == 201)
      #expect(reply.json["responses"].items.count == 500)
      #expect(try await client.bulk("add", ids + ["x"], tags: ["a"]).status == 422)
    }
  }

  @Test func `wants a pageLimit from 1 to 500, and puts the cursor on each contact`() async throws {
    try await TestClient.run(contacts: 2) { client in
      let none = try await client.post("/contacts/search", #"{"locationId":"\#(client.location)"}"#)
      #expect(none.status == 422)
      #expect(try await client.search(limit: 501).status == 422)
      let reply = try await client.search(limit: 500)
      #expect(reply.json["contacts"].items.allSatisfy { $0["searchAfter"].items.count == 2 })
      #expect(reply.json["meta"] == .null)
    }
  }

  @Test func `filters tags by six operators, and dates by gte lte gt lt`() async throws {
    try await TestClient.run(contacts: 2) { (client) async throws in
      func status(_ filter: String) async throws -> Int {
        try await client.search(limit: 1, ",\"filters\":[\(filter)]").status
      }
      for name in ["eq", "not_eq", "contains", "not_contains", "exists", "not_exists"] {
        #expect(try await status(#"{"field":"tags","operator":"\#(name)","value":["a"]}"#) == 200)
      }
      #expect(try await status(#"{"field":"tags","operator":"in","values":["a"]}"#) == 400)
      for key in ["gte", "lte", "gt", "lt"] {
        #expect(try await status(#"{"field":"dateAdded","operator":"range","value":{"\#(key)":1}}"#) == 200)
      }
      #expect(try await status(#"{"field":"dateAdded","operator":"range","value":{"from":1,"to":2}}"#) == 422)
    }
  }

  @Test func `answers the list with a count and with meta`() async throws {
    try await TestClient.run(contacts: 2) { client in
      let reply = try await client.get("/contacts/?locationId=\(client.location)")
      #expect(reply.json["count"].int == 2)
      #expect(reply.json["meta"]["total"].int == 2)
    }
  }
}

@Suite struct `The dialect of the guide` {
  private func run(_ body: (TestClient) async throws -> Void) async throws {
    try await TestClient.run(contacts: 0, { $0.dialect = .guide }, body)
  }

  @Test func `answers 200 to added tags, 404 for an unknown contact and 400 for missing tags`() async throws {
    try await run { client in
      let id = try await client.create()
      #expect(try await client.post("/contacts/\(id)/tags", #"{"tags":["a"]}"#).status == 200)
      #expect(try await client.post("/contacts/\(id)/tags", "{}").status == 400)
      #expect(try await client.get("/contacts/AAAAAAAAAAAAAAAAAAAA").status == 404)
      #expect(try await client.post("/contacts/AAAAAAAAAAAAAAAAAAAA/tags", #"{"tags":["a"]}"#).status == 404)
    }
  }

  @Test func `keeps the case of tags`() async throws {
    try await run { client in
      let id = try await client.create(#","tags":["VIP"]"#)
      #expect(
        try await client.delete("/contacts/\(id)/tags", #"{"tags":["vip"]}"#).json["tags"].texts == ["VIP"])
    }
  }

  @Test func `has a bulk call of its own, and not the official one`() async throws {
    try await run { client in
      let ids = [try await client.create(), try await client.create()]
      let list = ids.map { "\"\($0)\"" }.joined(separator: ",")
      for (action, expected) in [("add", ["A", "b"]), ("remove", [])] {
        let reply = try await client.post(
          "/contacts/bulk/tags", #"{"contactIds":[\#(list)],"tags":["A","b"],"action":"\#(action)"}"#)
        #expect(reply.status == 200)
        #expect(reply.json["responses"].items.count == 2)
        #expect(try await client.tags(ids[1]) == expected)
      }
      let official = try await client.bulk("add", ids, tags: ["a"])
      #expect((official.status, official.message) == (404, "Cannot POST /contacts/bulk/tags/update/add"))
      #expect(try await client.post("/locations/\(client.location)/tags", #"{"name":"a"}"#).status == 404)
    }
  }
}

@Suite struct `Version v3` {
  private func run(_ body: (TestClient) async throws -> Void) async throws {
    try await TestClient.run(contacts: 0) { client in
      var client = client
      client.version = "v3"
      try await body(client)
    }
  }

  @Test func `answers a created contact whole`() async throws {
    try await run { client in
      let reply = try await client.post(
        "/contacts/", #"{"locationId":"\#(client.location)","name":"Ana Lima","timezone":"UTC"}"#)
      #expect(reply.status == 201)
      #expect(reply.json["contact"]["name"].text == "Ana Lima")
      #expect(reply.json["contact"]["timezone"].text == "UTC")
      #expect(reply.json["contact"]["deleted"] == .null)
    }
  }

  @Test func `spells succeeded, alone on update and beside the old spelling on delete`() async throws {
    try await run { client in
      let id = try await client.create()
      let update = try await client.put("/contacts/\(id)", "{}")
      #expect(update.json["succeeded"].bool == true)
      #expect(update.json["succeded"] == .null)
      let delete = try await client.delete("/contacts/\(id)")
      #expect(delete.json["succeeded"].bool == true)
      #expect(delete.json["succeded"].bool == true)
      let tag = try await client.post("/locations/\(client.location)/tags", #"{"name":"a"}"#).json["tag"][
        "id"
      ].text
      let deletedTag = try await client.delete("/locations/\(client.location)/tags/\(tag ?? "")")
      #expect(deletedTag.json["succeded"].bool == true)
      #expect(deletedTag.json["succeeded"] == .null)
    }
  }

  @Test func `spells channels in lower case, and takes fieldValue`() async throws {
    try await run { client in
      let id = try await client.create(
        #","dndSettings":{"sms":{"status":"active"},"whatsApp":{"status":"inactive"}},"customFields":[{"id":"f","fieldValue":"v"}]"#
      )
      let contact = try await client.get("/contacts/\(id)").json["contact"]
      #expect(contact["dndSettings"].keys == ["sms", "whatsApp"])
      #expect(contact["customFields"].items.first?["value"].text == "v")
      var older = client
      older.version = "2021-07-28"
      #expect(
        try await older.get("/contacts/\(id)").json["contact"]["dndSettings"].keys == ["SMS", "WhatsApp"])
    }
  }

  @Test func `has no list of contacts`() async throws {
    try await run { client in
      let reply = try await client.get("/contacts/?locationId=\(client.location)")
      #expect((reply.status, reply.message) == (404, "Cannot GET /contacts/"))
    }
  }
}
