import Foundation
import Tagging
import Testing

@testable import HighLevelAPI

@Suite struct `Requests of the client` {
  @Test func `a search names location, page size and order, and no page`() async throws {
    try await withCannedAnswers(.ok(#"{"contacts":[],"total":0}"#)) { service, server in
      let page = try await service.search(ContactSearch(pageLimit: 100))
      #expect(page == ContactPage(contacts: [], total: 0, next: nil))
      let request = try #require(server.requests.first)
      #expect(request.method == "POST")
      #expect(request.target == "/contacts/search")
      #expect(
        request.json == """
          {"locationId":"\(locationID)","pageLimit":100,"sort":[{"field":"dateAdded","direction":"desc"}]}
          """)
      #expect(request.headers["authorization"] == "Bearer pit-test")
      #expect(request.headers["version"] == "2021-07-28")
      #expect(request.headers["accept"] == "application/json")
      #expect(request.headers["content-type"] == "application/json")
      #expect(request.headers["user-agent"]?.hasPrefix("tagdesk/") == true)
    }
  }

  @Test func `a cursor goes back as it came, filters keep their types`() async throws {
    let first = #"{"contacts":[{"id":"A","searchAfter":[1767607200000,"A",1.5,null]}],"total":"2"}"#
    try await withCannedAnswers(.ok(first), .ok(#"{"contacts":[],"total":2}"#)) { service, server in
      let page = try await service.search(ContactSearch())
      #expect(page.total == 2)
      var next = ContactSearch(after: page.next)
      next.filters = [
        SearchFilter(field: "tags", operator: "eq", value: .texts(["vip"])),
        SearchFilter(field: "dnd", operator: "eq", value: .flag(true)),
        SearchFilter(field: "email", operator: "exists"),
        SearchFilter(field: "dateAdded", operator: "range", value: .range(["gte": "2026-01-01"])),
        SearchFilter(field: "score", operator: "eq", value: .number(3)),
      ]
      _ = try await service.search(next)
      #expect(
        server.requests.last?.json == """
          {"locationId":"\(locationID)","pageLimit":500,"searchAfter":[1767607200000,"A",1.5,null],
           "sort":[{"field":"dateAdded","direction":"desc"}],"filters":[
            {"field":"tags","operator":"eq","value":["vip"]},{"field":"dnd","operator":"eq","value":true},
            {"field":"email","operator":"exists"},
            {"field":"dateAdded","operator":"range","value":{"gte":"2026-01-01"}},
            {"field":"score","operator":"eq","value":3}]}
          """)
    }
  }

  @Test func `tags go as names, a removal has its body in a DELETE`() async throws {
    try await withCannedAnswers(.status(201, #"{"tags":["VIP","lead"]}"#)) { service, server in
      let after = try await service.addTags([ContactTag("VIP")], to: ana)
      #expect(after.map(\.name) == ["VIP", "lead"])
      _ = try await service.removeTags([ContactTag("Lead"), ContactTag("Lead")], from: ana)
      #expect(server.requests.map(\.method) == ["POST", "DELETE"])
      #expect(server.requests.map(\.target) == ["/contacts/\(ana)/tags", "/contacts/\(ana)/tags"])
      #expect(server.requests.map(\.json) == [#"{"tags":["VIP"]}"#, #"{"tags":["Lead"]}"#])
    }
  }

  @Test func `a bulk call sends each contact once, and the flag only when it is set`() async throws {
    try await withCannedAnswers(.status(201, #"{"responses":[]}"#)) { service, server in
      _ = try await service.updateTags(.add, [ContactTag("a")], of: [ana, bo, ana])
      _ = try await service.updateTags(.remove, [ContactTag("a")], of: [bo], removesAllTags: true)
      #expect(server.requests.map(\.target) == ["add", "remove"].map { "/contacts/bulk/tags/update/\($0)" })
      #expect(
        server.requests.map(\.json) == [
          JSONValueText(#"{"contacts":["\#(ana)","\#(bo)"],"tags":["a"],"locationId":"\#(locationID)"}"#),
          JSONValueText(
            #"{"contacts":["\#(bo)"],"tags":["a"],"locationId":"\#(locationID)","removeAllTags":true}"#),
        ])
    }
  }

  @Test func `ids are encoded, so that none leads to another path`() async throws {
    try await withCannedAnswers(.status(404, #"{"message":"no"}"#)) { service, server in
      _ = await failure { () async throws(ServiceError) in try await service.contact(ContactID("../a b/é?")) }
      #expect(server.requests.first?.target == "/contacts/%2E%2E%2Fa%20b%2F%C3%A9%3F")
    }
  }

  @Test func `what no server should get is refused before it is sent`() async throws {
    try await withCannedAnswers(.ok("{}")) { service, server in
      let errors = [
        await failure { () async throws(ServiceError) in try await service.addTags([], to: ana) },
        await failure { () async throws(ServiceError) in try await service.addTags([ContactTag(" ")], to: ana)
        },
        await failure { () async throws(ServiceError) in try await service.contact(ContactID("")) },
        await failure { () async throws(ServiceError) in
          try await service.updateTags(.add, [ContactTag("a")], of: [ana], removesAllTags: true)
        },
      ]
      for error in errors {
        guard case .rejected(422, _, nil) = error else {
          Issue.record("\(String(describing: error))")
          continue
        }
      }
      let entries = try await service.updateTags(.add, [ContactTag("a")], of: [])
      #expect(entries.isEmpty)
      #expect(server.requests.isEmpty)
    }
  }

  @Test func `creating and overwriting a contact send known keys only`() async throws {
    try await withCannedAnswers(.status(201, #"{"contact":{"id":"\#(ana)","tags":["x"]}}"#)) {
      service, server in
      var fields = ContactFields()
      fields.firstName = "Ana"
      fields.companyName = "Acme"
      fields.tags = ["x"]
      _ = try await service.createContact(fields)
      _ = try await service.updateContact(ana, fields)
      #expect(server.requests.map(\.method) == ["POST", "PUT"])
      #expect(server.requests.map(\.target) == ["/contacts/", "/contacts/\(ana)"])
      #expect(
        server.requests.map(\.json) == [
          JSONValueText(
            #"{"firstName":"Ana","companyName":"Acme","tags":["x"],"locationId":"\#(locationID)"}"#),
          #"{"firstName":"Ana","tags":["x"]}"#,
        ])
    }
  }

  @Test(arguments: [
    "http://services.leadconnectorhq.com", "http://127.0.0.1.evil.example", "http://localhost@evil.example",
    "ftp://localhost", "localhost:8080", "", "http://128.0.0.1", "https://user:word@api.example",
  ])
  func `an address that others could listen to gets no token`(address: String) async {
    let configuration = HighLevelConfiguration(locationID: locationID, baseURL: address)
    #expect(throws: ServiceError.insecureAddress(address)) {
      try HighLevelService(configuration: configuration, tokens: StaticToken("t"))
    }
  }

  @Test(arguments: ["https://api.example/", "http://localhost:1", "http://127.9.0.1:2", "http://[::1]:3"])
  func `https and loopback are good addresses`(address: String) async throws {
    let configuration = HighLevelConfiguration(locationID: locationID, baseURL: address)
    let service = try HighLevelService(configuration: configuration, tokens: StaticToken("t"))
    await service.shutdown()
  }

  @Test func `a token loses the white space that a file leaves around it`() async throws {
    #expect(try await StaticToken(" pit-1\r\n").token() == "pit-1")
  }
}
