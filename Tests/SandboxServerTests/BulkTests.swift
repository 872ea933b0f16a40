import SandboxServer
import Testing

@Suite struct `Bulk calls` {
  @Test func `each contact gets an entry with what really changed, and the status is 201`() async throws {
    try await TestClient.run { client in
      let first = try await client.create(#","tags":["lead"]"#)
      let second = try await client.create(#","tags":["webinar"]"#)
      let reply = try await client.bulk("add", [first, second], tags: ["Webinar", "vip"])
      #expect(reply.status == 201)
      #expect(reply.json["succeded"].bool == true)
      #expect(reply.json["succeeded"] == .null)
      #expect(reply.json["errorCount"].int == 0)
      let entries = reply.json["responses"].items
      #expect(entries.map { $0["contactId"].text } == [first, second])
      #expect(entries.map { $0["oldTags"].texts } == [["lead"], ["webinar"]])
      #expect(entries.map { $0["tagsAdded"].texts } == [["webinar", "vip"], ["vip"]])
      #expect(entries.allSatisfy { $0["tagsRemoved"].items.isEmpty && $0["type"].text == "success" })
      #expect(try await client.tags(second) == ["webinar", "vip"])
    }
  }

  @Test func `bad contacts are reported beside good ones, repeats in order`() async throws {
    try await TestClient.run { client in
      let good = try await client.create()
      let gone = try await client.create()
      #expect(try await client.delete("/contacts/\(gone)").json["succeded"].bool == true)
      let ids = [good, "nonsense", gone, "AAAAAAAAAAAAAAAAAAAA", good]
      let reply = try await client.bulk("add", ids, tags: ["a"])
      #expect(reply.status == 201)
      #expect(reply.json["succeded"].bool == true)
      #expect(reply.json["errorCount"].int == 3)
      let entries = reply.json["responses"].items
      #expect(entries.map { $0["contactId"].text } == ids)
      #expect(
        entries.map { $0["message"].text } == [
          "Tags updated", "contact id is not a valid firebase id", "contact is deleted",
          "contact does not belong to location", "Tags updated",
        ])
      #expect(entries[4]["tagsAdded"].items.isEmpty)
    }
  }

  @Test func `removeAllTags clears every tag, and takes a boolean or its text`() async throws {
    try await TestClient.run { client in
      for flag in ["true", "\"true\""] {
        let id = try await client.create(#","tags":["a","b"]"#)
        let reply = try await client.bulk("remove", [id], tags: [], ",\"removeAllTags\":\(flag)")
        #expect(reply.json["responses"].items.first?["tagsRemoved"].texts == ["a", "b"])
        #expect(try await client.tags(id).isEmpty)
      }
      let id = try await client.create(#","tags":["a","b"]"#)
      let reply = try await client.bulk("remove", [id], tags: ["a"], #","removeAllTags":"false""#)
      #expect(reply.json["responses"].items.first?["tagsRemoved"].texts == ["a"])
      #expect(try await client.tags(id) == ["b"])
    }
  }

  @Test func `the strict switch takes a boolean only, with tags beside it`() async throws {
    try await TestClient.run {
      $0.removeAllTags = .strict
    } _: { client in
      let id = try await client.create(#","tags":["a","b"]"#)
      let text = try await client.bulk("remove", [id], tags: ["a"], #","removeAllTags":"true""#)
      #expect(text.status == 422)
      #expect(text.messages == ["removeAllTags must be a boolean value"])
      #expect(try await client.bulk("remove", [id], tags: [], #","removeAllTags":true"#).status == 400)
      #expect(try await client.bulk("remove", [id], tags: ["a"], #","removeAllTags":true"#).status == 201)
      #expect(try await client.tags(id).isEmpty)
    }
  }

  @Test func `wrong bodies are refused whole`() async throws {
    try await TestClient.run {
      $0.bulkLimit = 3
    } _: { client in
      let id = try await client.create()
      let tooMany = try await client.bulk("add", [id, id, id, id], tags: ["a"])
      #expect(tooMany.status == 422)
      #expect(tooMany.messages == ["contacts must contain no more than 3 elements"])
      #expect(try await client.bulk("add", [id], tags: ["a"], #","removeAllTags":true"#).status == 422)
      #expect(try await client.bulk("replace", [id], tags: ["a"]).status == 422)
      #expect(try await client.bulk("add", [], tags: ["a"]).status == 400)
      #expect(try await client.bulk("add", [id], tags: []).status == 400)
      #expect(try await client.post("/contacts/bulk/tags/update/add", "{}").status == 422)
      #expect(try await client.tags(id).isEmpty)
    }
  }

  @Test func `the paths of other sources do not exist`() async throws {
    try await TestClient.run { client in
      for path in ["/contacts/bulk/tags", "/contacts/tags/bulk", "/contacts/bulk/tags/update"] {
        let reply = try await client.post(path, "{}")
        #expect(reply.status == 404)
        #expect(reply.message == "Cannot POST \(path)")
      }
      let id = try await client.create()
      let reply = try await client.post(
        "/contacts/bulk/tags/update/add",
        #"{"contactIds":["\#(id)"],"tags":["a"],"locationId":"\#(client.location)"}"#)
      #expect(reply.status == 422)
    }
  }

  @Test func `v3 says succeeded in both spellings`() async throws {
    try await TestClient.run { client in
      var client = client
      client.version = "v3"
      let id = try await client.create()
      let reply = try await client.bulk("add", [id], tags: ["a"])
      #expect(reply.json["succeded"].bool == true)
      #expect(reply.json["succeeded"].bool == true)
    }
  }
}
