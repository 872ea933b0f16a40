import SandboxServer
import Testing

@Suite struct `Searching contacts` {
  @Test func `a page has contacts with a cursor each, and the total`() async throws {
    try await TestClient.run { client in
      let reply = try await client.search(limit: 7)
      #expect(reply.status == 200)
      #expect(reply.json["total"].int == 40)
      #expect(reply.json["contacts"].items.count == 7)
      #expect(reply.json["meta"] == .null)
      for contact in reply.json["contacts"].items {
        #expect(contact["searchAfter"].items.count == 2)
        #expect(contact["searchAfter"].items.last == contact["id"])
        #expect(contact["locationId"].text == client.location)
      }
    }
  }

  @Test(arguments: [
    ("email", "asc"), ("email", "desc"), ("dnd", "desc"), ("source", "asc"), ("firstNameLowerCase", "asc"),
    ("lastNameLowerCase", "desc"), ("dateAdded", "asc"), ("dateAdded", "desc"), ("dateUpdated", "asc"),
  ])
  func `a walk by cursor meets every contact once, in order`(field: String, direction: String) async throws {
    try await TestClient.run(contacts: 57) { client in
      let sort = #","sort":[{"field":"\#(field)","direction":"\#(direction)"}]"#
      let whole = try await client.search(limit: 500, sort).json["contacts"].items.map { $0["id"].text }
      var walked: [String?] = []
      var cursor = ""
      while true {
        let page = try await client.search(limit: 10, sort + cursor).json["contacts"].items
        walked += page.map { $0["id"].text }
        guard page.count == 10, let last = page.last else { break }
        cursor = ",\"searchAfter\":\(last["searchAfter"].json)"
      }
      #expect(walked == whole)
      #expect(Set(walked).count == 57)
    }
  }

  @Test func `several fields can be sorted by, in directions of their own`() async throws {
    try await TestClient.run(contacts: 57) { client in
      let sort =
        #","sort":[{"field":"source","direction":"desc"},{"field":"firstNameLowerCase","direction":"asc"}]"#
      let whole = try await client.search(limit: 500, sort).json["contacts"].items
      let first = try #require(whole.dropFirst(19).first)
      #expect(first["searchAfter"].items.count == 3)
      let rest = try await client.search(limit: 500, sort + ",\"searchAfter\":\(first["searchAfter"].json)")
      #expect(rest.json["contacts"].items.map { $0["id"] } == whole.dropFirst(20).map { $0["id"] })
    }
  }

  @Test func `newest first is the order without a sort`() async throws {
    try await TestClient.run { client in
      let dates = try await client.search().json["contacts"].items.map { $0["dateAdded"].text ?? "" }
      #expect(dates == dates.sorted(by: >))
    }
  }

  @Test func `pages by number reach 10,000 contacts`() async throws {
    try await TestClient.run { client in
      let second = try await client.search(limit: 10, #","page":2"#).json["contacts"].items
      let whole = try await client.search(limit: 20).json["contacts"].items
      #expect(second.map { $0["id"] } == whole.dropFirst(10).map { $0["id"] })
      #expect(try await client.search(limit: 500, #","page":20"#).status == 200)
      #expect(try await client.search(limit: 500, #","page":21"#).status == 400)
      let cursor = whole.last.map { $0["searchAfter"].json } ?? ""
      #expect(try await client.search(limit: 5, ",\"page\":1,\"searchAfter\":\(cursor)").status == 400)
    }
  }

  @Test(arguments: [
    (#"{"pageLimit":10}"#, 422), (#"{"locationId":"L"}"#, 422), (#"{"locationId":"L","pageLimit":0}"#, 422),
    (#"{"locationId":"L","pageLimit":501}"#, 422), (#"{"locationId":"L","pageLimit":"10"}"#, 422),
    (#"{"locationId":"L","pageLimit":10,"foo":1}"#, 422),
    (#"{"locationId":"L","pageLimit":10,"page":0}"#, 422),
    (#"{"locationId":"L","pageLimit":10,"searchAfter":[1]}"#, 400),
    (#"{"locationId":"L","pageLimit":10,"searchAfter":["x","y"]}"#, 400),
    (#"{"locationId":"L","pageLimit":10,"searchAfter":"x"}"#, 422),
    (#"{"locationId":"L","pageLimit":10,"sort":[{"field":"city","direction":"asc"}]}"#, 400),
    (#"{"locationId":"L","pageLimit":10,"sort":[{"field":"email","direction":"up"}]}"#, 422),
    (#"{"locationId":"L","pageLimit":10,"filters":{}}"#, 422),
    (
      #"{"locationId":"L","pageLimit":10,"filters":[{"field":"contact_name","operator":"eq","value":"a"}]}"#,
      400
    ),
    (
      #"{"locationId":"L","pageLimit":10,"filters":[{"field":"firstName","operator":"eq","value":"a"}]}"#, 400
    ),
    (#"{"locationId":"L","pageLimit":10,"filters":[{"field":"tags","operator":"in","values":["a"]}]}"#, 400),
    (
      #"{"locationId":"L","pageLimit":10,"filters":[{"field":"email","operator":"contains","value":"a"}]}"#,
      400
    ),
    (#"{"locationId":"L","pageLimit":10,"filters":[{"group":"XOR","filters":[]}]}"#, 422),
    (
      #"{"locationId":"L","pageLimit":10,"filters":[{"field":"dateAdded","operator":"range","value":{"from":1}}]}"#,
      422
    ),
    (#"{"locationId":"L","pageLimit":10,"#, 400), ("[]", 422),
  ])
  func `a wrong request is refused`(body: String, status: Int) async throws {
    try await TestClient.run(contacts: 1) { client in
      let reply = try await client.post(
        "/contacts/search", body.replacing("\"L\"", with: "\"\(client.location)\""))
      #expect(reply.status == status, "\(String(decoding: reply.bytes, as: UTF8.self))")
      if body.contains("contact_name") { #expect(reply.message == "Invalid field contact_name") }
      if body.contains("\"in\"") { #expect(reply.message == "Invalid operator in") }
    }
  }

  @Test func `texts beyond 75 characters are refused`() async throws {
    try await TestClient.run(contacts: 1) { (client) async throws in
      let long = String(repeating: "a", count: 76)
      #expect(try await client.search(limit: 1, ",\"query\":\"\(long)\"").status == 422)
      let filter = #","filters":[{"field":"city","operator":"contains","value":"\#(long)"}]"#
      #expect(try await client.search(limit: 1, filter).status == 422)
    }
  }

  @Test func `the query finds words in name, mail, company and the digits of the phone`() async throws {
    try await TestClient.run { client in
      let id = try await client.create(
        #","firstName":"Zélie","lastName":"Quux","email":"zq@x.example","phone":"+1 (555) 010-7788","companyName":"Wumpus Ltd""#
      )
      for query in ["zélie", "QUUX", "zq@x", "555-0107", "wumpus", "quux zél"] {
        let reply = try await client.search(limit: 10, ",\"query\":\"\(query)\"")
        #expect(reply.json["contacts"].items.map { $0["id"].text } == [id], "\(query)")
      }
      #expect(try await client.search(limit: 10, #","query":"quux nobody""#).json["total"].int == 0)
    }
  }
}
