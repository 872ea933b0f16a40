import Foundation
import Tagging
import Testing

@testable import HighLevelAPI

@Suite struct `Reading answers` {
  @Test func `a contact of the specification is read whole`() async throws {
    let body = """
      {"contacts":[{"id":"\(ana)","locationId":"\(locationID)","contactName":"Ana Lima","firstNameLowerCase":"ana",
        "email":"ana@acme.example","phone":"+15550100","companyName":"Acme","source":"web","type":"lead",
        "country":"PT","city":"Porto","assignedTo":"u1","dnd":true,"tags":["VIP","lead"],
        "additionalEmails":[{"email":"b@acme.example","validEmail":null},"c@acme.example",null],
        "additionalPhones":null,"followers":"x","customFields":[{"id":"f","value":{"deep":[1]}}],
        "dateAdded":"2026-01-05T10:00:00.000Z","dateUpdated":1767607200000,
        "searchAfter":[1767607200000,"\(ana)"]}],"total":5000,"traceId":"t","unknown":{"x":1}}
      """
    try await withCannedAnswers(.ok(body)) { service, _ in
      let page = try await service.search(ContactSearch())
      var contact = Contact(id: ana, name: "Ana Lima", email: "ana@acme.example", phone: "+15550100")
      contact.company = "Acme"
      contact.source = "web"
      contact.type = "lead"
      contact.country = "PT"
      contact.city = "Porto"
      contact.assignedTo = "u1"
      contact.isDoNotDisturb = true
      contact.tags = [ContactTag("vip"), ContactTag("lead")]
      contact.additionalEmails = ["b@acme.example", "c@acme.example"]
      contact.dateAdded = Date(timeIntervalSince1970: 1_767_607_200)
      contact.dateUpdated = contact.dateAdded
      #expect(page.contacts == [contact])
      #expect(page.contacts[0].tags.map(\.name) == ["VIP", "lead"])
      #expect(page.total == 5000)
      #expect(page.next?.json == #"[1767607200000,"\#(ana)"]"#)
    }
  }

  @Test(arguments: [
    (#"{"id":"A","contactName":" Ana Lima ","name":"x"}"#, "Ana Lima"),
    (#"{"id":"A","contactName":"","firstNameRaw":"McAna","lastNameRaw":null,"firstName":"mcana"}"#, "McAna"),
    (#"{"id":"A","firstName":"Ana","lastName":"Lima","name":"x"}"#, "Ana Lima"),
    (#"{"id":"A","name":"Ana","firstNameLowerCase":"x"}"#, "Ana"),
    (#"{"id":"A","firstNameLowerCase":"ana","lastNameLowerCase":"lima","email":"e"}"#, "ana lima"),
    (#"{"id":"A","email":"e@x","phone":"1"}"#, "e@x"), (#"{"id":"A","phone":15550100}"#, "15550100"),
    (#"{"id":123}"#, "123"),
  ])
  func `the name shown is the first that is there`(json: String, name: String) async throws {
    try await withCannedAnswers(.ok(#"{"contacts":[\#(json)]}"#)) { service, _ in
      let page = try await service.search(ContactSearch())
      #expect(page.contacts.map(\.name) == [name])
      #expect(page.total == 1)
    }
  }

  @Test func `null may stand anywhere`() async throws {
    let body = """
      {"contact":{"id":"\(ana)","name":null,"email":null,"phone":null,"tags":null,"dnd":null,
      "dateAdded":null,"dateUpdated":"soon","companyName":7,"additionalEmails":"a@b","deleted":null}}
      """
    try await withCannedAnswers(.ok(body)) { service, _ in
      let contact = try await service.contact(ana)
      #expect(contact.tags.isEmpty)
      #expect(contact.company == "7")
      #expect(contact.additionalEmails == ["a@b"])
      #expect(contact.dateUpdated == nil)
    }
  }

  @Test func `under exact tags differ by case`() async throws {
    let body = #"{"contact":{"id":"\#(ana)","tags":["VIP","vip"]}}"#
    try await withCannedAnswers(.ok(body), configure: { $0.tagCase = .exact }) { service, _ in
      let tags = try await service.contact(ana).tags
      #expect(Set(tags).count == 2)
    }
  }

  @Test func `a deleted contact is gone, and another one is no answer`() async throws {
    try await withCannedAnswers(
      .ok(#"{"contact":{"id":"\#(ana)","deleted":true}}"#), .ok(#"{"contact":{"id":"\#(bo)"}}"#)
    ) { service, _ in
      let gone = await failure { () async throws(ServiceError) in try await service.contact(ana) }
      #expect(gone == .contactGone(message: "contact is deleted", traceID: nil))
      let other = await failure { () async throws(ServiceError) in try await service.contact(ana) }
      #expect(other == .malformed(firstBytes: "another contact: \(bo)", traceID: nil))
    }
  }

  @Test func `bulk entries are believed, the counts beside them are not`() async throws {
    let body = """
      {"succeded":true,"errorCount":0,"responses":[
       {"contactId":"\(bo)","type":"error","message":"contact is deleted"},
       {"contactId":"\(ana)","type":"success","message":"Tags updated","oldTags":["Lead"],"tagsAdded":["x"],
        "tagsRemoved":[],"extra":1},
       {"contactId":"C","type":"success"},"a text",null,{"type":"error","message":"whose?"},
       {"contactId":"D","type":"success","oldTags":null,"tagsRemoved":null}]}
      """
    try await withCannedAnswers(.status(201, body)) { service, _ in
      let entries = try await service.updateTags(.add, [ContactTag("x")], of: [ana, bo])
      #expect(
        entries == [
          BulkEntry(contact: bo, outcome: .refused(message: "contact is deleted")),
          BulkEntry(
            contact: ana,
            outcome: .changed(before: [ContactTag("lead")], added: [ContactTag("x")], removed: [])),
          BulkEntry(contact: ContactID("D"), outcome: .changed(before: [], added: [], removed: [])),
        ])
    }
  }

  @Test func `the location and its dictionary are read`() async throws {
    try await withCannedAnswers(
      .ok(#"{"location":{"id":"\#(locationID)","name":"Acme","timezone":null,"settings":{}}}"#),
      .ok(#"{"tags":[{"id":"t1","name":"Hot Lead","locationId":"L"},{"id":2,"name":"hot lead"}]}"#)
    ) { service, server in
      #expect(try await service.location() == Location(id: locationID, name: "Acme"))
      let definitions = try await service.tagDefinitions()
      #expect(definitions.map(\.id) == ["t1", "2"])
      #expect(definitions.map(\.tag.name) == ["Hot Lead", "hot lead"])
      #expect(server.requests.map(\.target) == ["/locations/\(locationID)", "/locations/\(locationID)/tags"])
      #expect(server.requests.allSatisfy { $0.headers["content-type"] == nil })
    }
  }

  @Test(arguments: [
    ("2026-01-05T10:00:00.000Z", 1_767_607_200.0), ("2026-01-05T10:00:00Z", 1_767_607_200),
    ("2026-01-05T12:00:00.5+02:00", 1_767_607_200.5), ("2026-01-05T10:00", 1_767_607_200),
    ("2026-01-05", 1_767_571_200), ("1970-01-01", 0), ("2000-02-29T00:00:00Z", 951_782_400),
    ("1969-12-31T23:59:59Z", -1),
  ])
  func `dates are read in every usual form`(text: String, seconds: Double) {
    #expect(Date(timestamp: text)?.timeIntervalSince1970 == seconds)
  }

  @Test(arguments: ["", "soon", "2026-13-01", "2026-01-05T", "2026-01-05T10:00:00.000Zx", "20260105"])
  func `what is no date is none`(text: String) {
    #expect(Date(timestamp: text) == nil)
  }
}

@Suite struct `Malformed answers` {
  private static let shapes: [String] = [
    "[]", "null", "17", #""text""#, "{}", #"{"contacts":null}"#, #"{"contacts":{}}"#, #"{"contacts":[7]}"#,
    #"{"contacts":[{"id":"A"},{"name":"without an id"}],"traceId":"t-9"}"#,
    #"{"contacts":[{"id":"A","tags":"vip"}]}"#, #"{"contacts":[{"id":"A","tags":[{"name":"vip"}]}]}"#,
    #"{"contacts":[{"id":null}]}"#,
  ]

  @Test(arguments: shapes)
  func `JSON of the wrong shape is one typed error, at once`(body: String) async throws {
    try await withCannedAnswers(.ok(body)) { service, server in
      let error = await failure { () async throws(ServiceError) in try await service.search(ContactSearch()) }
      let trace = body.contains("t-9") ? "t-9" : nil
      #expect(error == .malformed(firstBytes: body, traceID: trace))
      #expect(server.requests.count == 1)
    }
  }

  @Test func `a bulk answer without entries proves nothing`() async throws {
    for body in [#"{"succeded":true}"#, #"{"responses":null}"#, #"{"responses":7}"#] {
      try await withCannedAnswers(.status(201, body)) { service, _ in
        let error = await failure { () async throws(ServiceError) in
          try await service.updateTags(.add, [ContactTag("a")], of: [ana, bo])
        }
        #expect(error == .malformed(firstBytes: body, traceID: nil))
      }
    }
  }

  @Test func `tags that are missing are not taken for none`() async throws {
    try await withCannedAnswers(.ok("{}"), .ok(#"{"tags":null}"#)) { service, _ in
      let error = await failure { () async throws(ServiceError) in
        try await service.addTags([ContactTag("a")], to: ana)
      }
      #expect(error == .malformed(firstBytes: "{}", traceID: nil))
      let tags = try await service.removeTags([ContactTag("a")], from: ana)
      #expect(tags.isEmpty)
    }
  }

  private func write(_ answer: CannedAnswer, timeout: Double = 5) async throws -> ServiceError? {
    try await withCannedAnswers(
      answer,
      configure: {
        $0.requestTimeout = timeout
        $0.longestAnswer = 1000
      }
    ) { service, _ in
      await failure { () async throws(ServiceError) in try await service.addTags([ContactTag("a")], to: ana) }
    }
  }

  @Test func `half a body is malformed, with its first bytes and trace id`() async throws {
    let text = #"{"traceId":"t-5","tags":["a""#
    let cut = "HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n" + text
    #expect(try await write(.bytes(Array(cut.utf8))) == .malformed(firstBytes: text, traceID: "t-5"))
  }

  @Test func `a body that stops half way is malformed when the time is up`() async throws {
    let error = try await write(.half(200, #"{"tags":["#), timeout: 1.5)
    #expect(error == .malformed(firstBytes: #"{"tags":["#, traceID: nil))
  }

  @Test func `an error whose body stops half way is still that error`() async throws {
    let error = try await write(.half(503, #"{"mess"#), timeout: 1.5)
    guard case .serverFailure(503, _, nil) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func `a huge body is not read to its end`() async throws {
    let body = #"{"tags":[],"x":""# + String(repeating: "y", count: 5000) + #""}"#
    #expect(try await write(.ok(body)) == .malformed(firstBytes: String(body.prefix(120)), traceID: nil))
  }

  @Test func `broken UTF-8 is malformed, wherever it stands`() async throws {
    var bytes = Array("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n".utf8)
    bytes += Array(#"{"tags":[],"x":"ab"#.utf8) + [0xFF] + Array(#""}"#.utf8)
    #expect(
      try await write(.bytes(bytes))
        == .malformed(firstBytes: "{\"tags\":[],\"x\":\"ab\u{FFFD}\"", traceID: nil))
  }

  @Test func `pages, empty bodies and depths are malformed`() async throws {
    let page = "<html>\u{1B}[2J</html>"
    #expect(try await write(.ok(page)) == .malformed(firstBytes: "<html>·[2J</html>", traceID: nil))
    #expect(try await write(.ok("")) == .malformed(firstBytes: "", traceID: nil))
    let depth = String(repeating: "[", count: 900)
    #expect(try await write(.ok(depth)) == .malformed(firstBytes: String(depth.prefix(120)), traceID: nil))
  }

  @Test func `what is no HTTP at all is an unreachable server`() async throws {
    let error = try await write(.bytes(Array("SSH-2.0-OpenSSH_9\r\n\r\n".utf8)))
    guard case .unreachable(mayHaveArrived: true, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
