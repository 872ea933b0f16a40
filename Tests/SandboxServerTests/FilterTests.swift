import SandboxServer
import Testing

@Suite struct `Filters of a search` {
  /// A sandbox with three contacts: Ana with much, Bob with less, and one with nothing.
  private func run(
    _ body: (TestClient, _ ana: String, _ bob: String, _ bare: String) async throws -> Void
  ) async throws {
    try await TestClient.run(contacts: 0) { client in
      let ana = try await client.create(
        #"""
        ,"firstName":"Ana","lastName":"Lima","email":"Ana@Acme.example","phone":"+14155550123","companyName":"Acme Ltd",
        "city":"São Paulo","state":"SP","country":"BR","source":"Website","assignedTo":"owner1","dnd":true,
        "timezone":"America/Sao_Paulo","website":"https://acme.example","address1":"1 Main St","postalCode":"01310",
        "tags":["VIP","Web inar"],"customFields":[{"id":"f1","field_value":"Blue"}]
        """#)
      let bob = try await client.create(
        #","firstName":"Bob","email":"bob@other.example","city":"Paulista","tags":["webinar"]"#)
      let bare = try await client.create()
      try await body(client, ana, bob, bare)
    }
  }

  @Test func `tags are matched by any of several, folded, or by a part`() async throws {
    try await run { (client, ana, bob, bare) async throws in
      func found(_ condition: String) async throws -> Set<String> {
        Set(try await client.ids(filters: "[{\"field\":\"tags\",\(condition)}]"))
      }
      #expect(try await found(#""operator":"eq","value":["vip","nobody has it"]"#) == [ana])
      #expect(try await found(#""operator":"eq","value":"VIP""#) == [ana])
      #expect(try await found(#""operator":"eq","value":["vip","webinar"]"#) == [ana, bob])
      #expect(try await found(#""operator":"eq","value":["web"]"#) == [])
      #expect(try await found(#""operator":"not_eq","value":["vip"]"#) == [bob, bare])
      #expect(try await found(#""operator":"contains","value":"WEB""#) == [ana, bob])
      #expect(try await found(#""operator":"not_contains","value":["webinar"]"#) == [ana, bare])
      #expect(try await found(#""operator":"exists""#) == [ana, bob])
      #expect(try await found(#""operator":"not_exists""#) == [bare])
    }
  }

  @Test(arguments: [
    (#"{"field":"email","operator":"eq","value":"ANA@acme.example"}"#, "a"),
    (#"{"field":"email","operator":"not_eq","value":"ana@acme.example"}"#, "bn"),
    (#"{"field":"email","operator":"exists"}"#, "ab"),
    (#"{"field":"phone","operator":"eq","value":"+1 415 555 0123"}"#, "a"),
    (#"{"field":"phone","operator":"contains","value":"4155550"}"#, "a"),
    (#"{"field":"phone","operator":"not_exists"}"#, "bn"),
    (#"{"field":"firstNameLowerCase","operator":"eq","value":"ana"}"#, "a"),
    (#"{"field":"lastNameLowerCase","operator":"contains","value":"im"}"#, "a"),
    (#"{"field":"lastNameLowerCase","operator":"not_contains","value":"im"}"#, "bn"),
    (#"{"field":"city","operator":"contains","value":"paul"}"#, "ab"),
    (#"{"field":"city","operator":"eq","value":"são paulo"}"#, "a"),
    (#"{"field":"companyName","operator":"exists"}"#, "a"),
    (#"{"field":"businessName","operator":"contains","value":"acme"}"#, "a"),
    (#"{"field":"address","operator":"contains","value":"main"}"#, "a"),
    (#"{"field":"postalCode","operator":"eq","value":"01310"}"#, "a"),
    (#"{"field":"source","operator":"not_eq","value":"website"}"#, "bn"),
    (#"{"field":"state","operator":"eq","value":["SP","RJ"]}"#, "a"),
    (#"{"field":"country","operator":"eq","value":"BR"}"#, "a"),
    (#"{"field":"assignedTo","operator":"eq","value":"owner1"}"#, "a"),
    (#"{"field":"timezone","operator":"exists"}"#, "a"),
    (#"{"field":"type","operator":"eq","value":"lead"}"#, "abn"),
    (#"{"field":"dnd","operator":"eq","value":true}"#, "a"),
    (#"{"field":"dnd","operator":"not_eq","value":true}"#, "bn"),
    (#"{"field":"website","operator":"exists"}"#, "a"),
    (#"{"field":"validEmail","operator":"eq","value":true}"#, "ab"),
    (#"{"field":"followers","operator":"exists"}"#, ""),
    (#"{"field":"isValidWhatsapp","operator":"exists"}"#, ""),
    (#"{"field":"lastAppointment","operator":"not_exists"}"#, "abn"),
    (#"{"field":"customFields.f1","operator":"eq","value":"blue"}"#, "a"),
    (#"{"field":"customFields.f1","operator":"not_exists"}"#, "bn"),
    (#"{"field":"dateAdded","operator":"exists"}"#, "abn"),
    (#"{"field":"dateAdded","operator":"range","value":{"gte":"2020-01-01","lt":"2020-02-01"}}"#, ""),
    (#"{"field":"dateUpdated","operator":"range","value":{"gt":1500000000000}}"#, "abn"),
    (#"{"field":"dateUpdated","operator":"gt","value":1500000000000}"#, "abn"),
    (
      #"{"group":"OR","filters":[{"field":"phone","operator":"exists"},{"field":"firstNameLowerCase","operator":"eq","value":"bob"}]}"#,
      "ab"
    ),
    (
      #"{"group":"AND","filters":[{"field":"email","operator":"exists"},{"group":"OR","filters":[{"field":"dnd","operator":"eq","value":true}]}]}"#,
      "a"
    ),
    (#"{"group":"OR","filters":[]}"#, ""),
    (#"{"group":"AND","filters":[]}"#, "abn"),
  ])
  func `each field answers its operators`(filter: String, expected: String) async throws {
    try await run { (client, ana, bob, bare) async throws in
      let names = ["a": ana, "b": bob, "n": bare]
      let ids = expected.compactMap { names[String($0)] }
      #expect(Set(try await client.ids(filters: "[\(filter)]")) == Set(ids))
    }
  }

  @Test func `an id finds its contact`() async throws {
    try await run { client, ana, bob, bare in
      let found = try await client.ids(
        filters: #"[{"field":"id","operator":"eq","value":["\#(ana)","\#(bare)"]}]"#)
      #expect(Set(found) == [ana, bare])
      #expect(
        Set(try await client.ids(filters: #"[{"field":"id","operator":"not_eq","value":"\#(ana)"}]"#)) == [
          bob, bare,
        ])
    }
  }

  @Test func `ranges of dates and the contacts without one add up to all`() async throws {
    try await TestClient.run(contacts: 600) { client in
      func total(_ filters: String) async throws -> Int {
        try await client.search(limit: 1, ",\"filters\":[\(filters)]").json["total"].int ?? -1
      }
      let early = try await total(#"{"field":"dateAdded","operator":"range","value":{"lt":"2022-01-01"}}"#)
      let middle = try await total(
        #"{"field":"dateAdded","operator":"range","value":{"gte":"2022-01-01","lt":"2024-03-21T10:00:00.000Z"}}"#
      )
      let late = try await total(
        #"{"field":"dateAdded","operator":"range","value":{"gte":"2024-03-21T10:00:00.000Z"}}"#)
      let without = try await total(#"{"field":"dateAdded","operator":"not_exists"}"#)
      #expect(without == 3)
      #expect(early > 0 && middle > 0 && late > 0)
      #expect(early + middle + late + without == 600)
    }
  }

  @Test func `totals follow the writes`() async throws {
    try await run { client, ana, bob, bare in
      func total(_ filters: String = "") async throws -> Int {
        try await client.search(limit: 1, ",\"filters\":[\(filters)]").json["total"].int ?? -1
      }
      let vip = #"{"field":"tags","operator":"eq","value":["vip"]}"#
      let named = #"{"field":"firstNameLowerCase","operator":"exists"}"#
      #expect(try await (total(), total(vip), total(named)) == (3, 1, 2))
      _ = try await client.bulk("add", [bob, bare], tags: ["vip"])
      #expect(try await (total(), total(vip), total(named)) == (3, 3, 2))
      _ = try await client.put("/contacts/\(bare)", #"{"firstName":"Now","tags":[]}"#)
      #expect(try await (total(), total(vip), total(named)) == (3, 2, 3))
      _ = try await client.delete("/contacts/\(ana)")
      #expect(try await (total(), total(vip), total(named)) == (2, 1, 2))
      _ = try await client.create(#","firstName":"New","tags":["vip"]"#)
      #expect(try await (total(), total(vip), total(named)) == (3, 2, 3))
    }
  }
}
