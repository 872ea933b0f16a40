import SandboxServer
import Testing

@Suite struct `Contacts` {
  @Test func `a created contact can be read, and is answered with 201 and fewer fields`() async throws {
    try await TestClient.run(contacts: 0) { client in
      let reply = try await client.post(
        "/contacts/",
        #"""
        {"locationId":"\#(client.location)","name":"Ana María Lima","email":"Ana@Acme.example","phone":"(415) 555-0123",
        "companyName":"Acme","tags":["Lead"],"customFields":[{"id":"f1","field_value":["a","b"]}],
        "dndSettings":{"SMS":{"status":"active"}}}
        """#)
      #expect(reply.status == 201)
      let created = reply.json["contact"]
      #expect(created["deleted"].bool == false)
      #expect(created["name"] == .null)
      let id = try #require(created["id"].text)
      #expect(id.count == 20)
      let read = try await client.get("/contacts/\(id)")
      #expect(read.status == 200)
      let contact = read.json["contact"]
      #expect(contact["firstName"].text == "Ana")
      #expect(contact["lastName"].text == "María Lima")
      #expect(contact["fullNameLowerCase"].text == "ana maría lima")
      #expect(contact["email"].text == "ana@acme.example")
      #expect(contact["phone"].text == "+14155550123")
      #expect(contact["tags"].texts == ["lead"])
      #expect(contact["customFields"].items.first?["value"].texts == ["a", "b"])
      #expect(contact["dndSettings"]["SMS"]["status"].text == "active")
      #expect(read.json["traceId"].text != nil)
    }
  }

  @Test(arguments: [
    #""dndSettings":{"SMS":{"message":"x"}}"#, #""dndSettings":{"SMS":{"status":"active","message":1}}"#,
    #""inboundDndSettings":{"all":{"message":""}}"#, #""inboundDndSettings":{"sms":{"status":"active"}}"#,
    #""inboundDndSettings":{"all":"active"}"#,
  ])
  func `settings that no answer could hold are refused`(member: String) async throws {
    try await TestClient.run(contacts: 0) { client in
      let reply = try await client.post("/contacts/", #"{"locationId":"\#(client.location)",\#(member)}"#)
      #expect(reply.status == 422)
    }
  }

  @Test func `a second contact with the same mail or phone is refused`() async throws {
    try await TestClient.run(contacts: 0) { client in
      let id = try await client.create(#","firstName":"Ana","email":"a@x.example","phone":"+14155550123""#)
      for (member, field) in [(#""email":"A@x.example""#, "email"), (#""phone":"415 555 0123""#, "phone")] {
        let reply = try await client.post("/contacts/", #"{"locationId":"\#(client.location)",\#(member)}"#)
        #expect(reply.status == 400)
        #expect(reply.message == "This location does not allow duplicated contacts.")
        #expect(reply.json["meta"]["contactId"].text == id)
        #expect(reply.json["meta"]["matchingField"].text == field)
      }
    }
  }

  @Test func `an update changes what it names, and its tags replace all others`() async throws {
    try await TestClient.run(contacts: 0) { client in
      let id = try await client.create(#","firstName":"Ana","city":"Rome","tags":["a","b"]"#)
      let reply = try await client.put("/contacts/\(id)", #"{"lastName":"Lima","city":null}"#)
      #expect(reply.status == 200)
      #expect(reply.json["succeded"].bool == true)
      #expect(reply.json["contact"]["name"].text == "Ana Lima")
      #expect(reply.json["contact"]["city"] == .null)
      #expect(reply.json["contact"]["tags"].texts == ["a", "b"])
      let tagged = try await client.put("/contacts/\(id)", #"{"tags":["C","a"]}"#)
      #expect(tagged.json["contact"]["tags"].texts == ["c", "a"])
      #expect(try await client.ids(filters: #"[{"field":"tags","operator":"eq","value":["b"]}]"#).isEmpty)
    }
  }

  @Test(arguments: ["locationId", "companyName", "nonsense"])
  func `an update refuses fields that it does not take`(field: String) async throws {
    try await TestClient.run(contacts: 0) { client in
      let id = try await client.create()
      let reply = try await client.put("/contacts/\(id)", "{\"\(field)\":\"x\"}")
      #expect(reply.status == 422)
      #expect(reply.messages == ["property \(field) should not exist"])
    }
  }

  @Test func `every violation is told at once`() async throws {
    try await TestClient.run(contacts: 0) { client in
      let reply = try await client.post(
        "/contacts/", #"{"email":"nobody","firstName":1,"dnd":"yes","tags":"a"}"#)
      #expect(reply.status == 422)
      #expect(reply.json["error"].text == "Unprocessable Entity")
      #expect(
        Set(reply.messages) == [
          "locationId must be a string", "locationId should not be empty", "email must be an email",
          "firstName must be a string", "dnd must be a boolean value", "tags must be an array",
        ])
    }
  }

  @Test func `upsert makes a contact, or changes the one with the same mail`() async throws {
    try await TestClient.run(contacts: 0) { client in
      let body = #"{"locationId":"\#(client.location)","email":"a@x.example","firstName":"F","tags":["t"]}"#
      let made = try await client.post("/contacts/upsert", body)
      #expect((made.status, made.json["new"].bool) == (200, true))
      let again = try await client.post("/contacts/upsert", body.replacing("\"F\"", with: "\"G\""))
      #expect((again.status, again.json["new"].bool) == (200, false))
      #expect(again.json["contact"]["id"] == made.json["contact"]["id"])
      #expect(again.json["contact"]["firstName"].text == "G")
    }
  }

  @Test func `upsert goes by the mail first, then by the phone`() async throws {
    try await TestClient.run(contacts: 0) { client in
      let byMail = try await client.create(#","email":"a@x.example""#)
      let byPhone = try await client.create(#","phone":"+14155550123""#)
      let both = try await client.post(
        "/contacts/upsert",
        #"{"locationId":"\#(client.location)","email":"a@x.example","phone":"+14155550123","createNewIfDuplicateAllowed":true}"#
      )
      #expect(both.json["contact"]["id"].text == byMail)
      #expect(both.json["contact"]["id"].text != byPhone)
    }
  }

  @Test func `a deleted contact is gone for every operation`() async throws {
    try await TestClient.run(contacts: 0) { client in
      let id = try await client.create(#","email":"a@x.example","tags":["a"]"#)
      let reply = try await client.delete("/contacts/\(id)")
      #expect((reply.status, reply.json["succeded"].bool) == (200, true))
      #expect(reply.json["succeeded"] == .null)
      #expect(try await client.search().json["total"].int == 0)
      let gone = [
        try await client.get("/contacts/\(id)"), try await client.put("/contacts/\(id)", "{}"),
        try await client.delete("/contacts/\(id)"),
        try await client.post("/contacts/\(id)/tags", #"{"tags":["x"]}"#),
      ]
      for reply in gone {
        #expect((reply.status, reply.message) == (400, "Contact with id \(id) not found"))
      }
      _ = try await client.create(#","email":"a@x.example""#)
    }
  }

  @Test func `the deprecated list is walked with two parameters`() async throws {
    try await TestClient.run(contacts: 45) { client in
      var ids: [String?] = []
      var next = ""
      repeat {
        let reply = try await client.get("/contacts/?locationId=\(client.location)\(next)")
        #expect(reply.status == 200)
        #expect(reply.json["count"].int == 45)
        ids += reply.json["contacts"].items.map { $0["id"].text }
        let meta = reply.json["meta"]
        #expect(meta["total"].int == 45)
        next = ""
        if let id = meta["startAfterId"].text, let time = meta["startAfter"].int {
          next = "&startAfter=\(time)&startAfterId=\(id)"
        }
      } while !next.isEmpty
      #expect(ids.count == 45)
      #expect(Set(ids).count == 45)
    }
  }

  @Test func `the list wants a location and at most 100 a page`() async throws {
    try await TestClient.run(contacts: 1) { client in
      let none = try await client.get("/contacts/")
      #expect((none.status, none.messages) == (422, ["LocationId can't be undefined"]))
      #expect(try await client.get("/contacts/?locationId=\(client.location)&limit=101").status == 422)
      #expect(try await client.get("/contacts/?locationId=\(client.location)&limit=100").status == 200)
    }
  }
}
