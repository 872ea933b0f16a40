import Foundation
import Tagging
import Testing

@testable import HighLevelAPI

@Suite struct `The other operations` {
  @Test func `the deprecated list goes on with moment and id`() async throws {
    let byMeta = """
      {"contacts":[{"id":"\(ana)"}],"count":9,"meta":{"total":2,"startAfter":1767607200000,"startAfterId":"\(ana)",
       "nextPage":"","prevPage":null}}
      """
    let byContact = #"{"contacts":[{"id":"\#(bo)","startAfter":[5,"\#(bo)"]}],"count":2}"#
    let byDate = #"{"contacts":[{"id":"C","dateAdded":"2026-01-05T10:00:00.123Z"}],"count":2}"#
    try await withCannedAnswers(
      .ok(byMeta), .ok(byContact), .ok(byDate), .ok(#"{"contacts":[],"count":2}"#)
    ) { service, server in
      var page = try await service.list(matching: "a b&c")
      #expect(page.contacts.map(\.id) == [ana])
      #expect(page.total == 2)
      for _ in 0..<3 { page = try await service.list(limit: 20, after: page.next) }
      #expect(page.next == nil)
      #expect(
        server.requests.map(\.target) == [
          "/contacts/?locationId=\(locationID)&limit=100&query=a%20b%26c",
          "/contacts/?locationId=\(locationID)&limit=20&startAfter=1767607200000&startAfterId=\(ana)",
          "/contacts/?locationId=\(locationID)&limit=20&startAfter=5&startAfterId=\(bo)",
          "/contacts/?locationId=\(locationID)&limit=20&startAfter=1767607200123&startAfterId=C",
        ])
    }
  }

  @Test func `an upsert says whether the contact is new`() async throws {
    try await withCannedAnswers(
      .status(201, #"{"new":true,"contact":{"id":"\#(ana)"},"traceId":"t"}"#), .ok(#"{"contact":{"id":"A"}}"#)
    ) { service, server in
      var fields = ContactFields()
      fields.email = "ana@acme.example"
      let first = try await service.upsertContact(fields)
      #expect(first.contact.id == ana)
      #expect(first.isNew == true)
      let second = try await service.upsertContact(fields, createsDuplicate: true)
      #expect(second.isNew == nil)
      #expect(server.requests.map(\.target) == ["/contacts/upsert", "/contacts/upsert"])
      let common = #""email":"ana@acme.example","locationId":"\#(locationID)""#
      #expect(
        server.requests.map(\.json) == [
          JSONValueText("{\(common)}"), JSONValueText("{\(common),\"createNewIfDuplicateAllowed\":true}"),
        ])
    }
  }

  @Test func `a deleted contact's answer is spelt in two ways`() async throws {
    try await withCannedAnswers(
      .ok(#"{"succeded":true}"#), .ok(#"{"succeeded":true}"#),
      .status(400, #"{"message":"contact is deleted"}"#)
    ) { service, server in
      try await service.deleteContact(ana)
      try await service.deleteContact(ana)
      let error = await failure { () async throws(ServiceError) in try await service.deleteContact(ana) }
      #expect(error == .contactGone(message: "contact is deleted", traceID: nil))
      #expect(server.requests.map(\.method) == ["DELETE", "DELETE", "DELETE"])
    }
  }

  @Test func `definitions are made, read, renamed and deleted`() async throws {
    let body = #"{"tag":{"id":"t 1","name":"Hot","locationId":"L"}}"#
    try await withCannedAnswers(
      .status(201, body), .ok(body), .ok(body), .ok(#"{"succeded":true}"#)
    ) { service, server in
      let made = try await service.createTagDefinition(ContactTag("Hot"))
      #expect(made.id == "t 1")
      _ = try await service.tagDefinition("t 1")
      _ = try await service.renameTagDefinition("t 1", to: ContactTag("hotter"))
      try await service.deleteTagDefinition("t 1")
      let path = "/locations/\(locationID)/tags"
      #expect(
        server.requests.map { "\($0.method) \($0.target)" } == [
          "POST \(path)", "GET \(path)/t%201", "PUT \(path)/t%201", "DELETE \(path)/t%201",
        ])
      #expect(server.requests.map(\.body).prefix(3) == [#"{"name":"Hot"}"#, "", #"{"name":"hotter"}"#])
    }
  }

  @Test func `a server that won't filter tags with eq is asked with contains from then on`() async throws {
    let found = """
      {"contacts":[{"id":"A","tags":["vip"],"searchAfter":[1]},{"id":"B","tags":["vip-2"],"searchAfter":[2]}],
       "total":2}
      """
    try await withCannedAnswers(.status(400, #"{"message":"Invalid operator eq"}"#), .ok(found)) {
      service, server in
      let page = try await service.contacts(bearing: ContactTag("VIP"), pageLimit: 2)
      #expect(page.contacts.map(\.id.rawValue) == ["A"])
      #expect(page.next == SearchCursor(json: "[2]"))
      let last = try await service.contacts(bearing: ContactTag("VIP"), pageLimit: 3, after: page.next)
      #expect(last.next == nil)
      let operators = server.requests.map { $0.body.contains(#""operator":"eq""#) }
      #expect(operators == [true, false, false])
      #expect(server.requests[0].body.contains(#""value":["VIP"]"#))
      #expect(server.requests[1].body.contains(#""operator":"contains","value":"VIP""#))
    }
  }

  @Test func `the guide's bulk call has its own path and keys`() async throws {
    try await withCannedAnswers(
      .ok(#"{"success":true}"#),
      .ok(#"{"responses":[{"contactId":"\#(bo)","type":"error","message":"no"}]}"#),
      configure: { $0.bulkPath = .guide }
    ) { service, server in
      let none = try await service.updateTags(.add, [ContactTag("a")], of: [ana, bo, ana])
      #expect(none.isEmpty)
      let some = try await service.updateTags(.remove, [ContactTag("a")], of: [ana, bo])
      #expect(some == [BulkEntry(contact: bo, outcome: .refused(message: "no"))])
      #expect(server.requests.map(\.target) == ["/contacts/bulk/tags", "/contacts/bulk/tags"])
      #expect(
        server.requests.map(\.json)
          == ["add", "remove"].map {
            JSONValueText(#"{"contactIds":["\#(ana)","\#(bo)"],"tags":["a"],"action":"\#($0)"}"#)
          })
      let error = await failure { () async throws(ServiceError) in
        try await service.updateTags(.remove, [], of: [ana], removesAllTags: true)
      }
      guard case .rejected(422, _, nil) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(server.requests.count == 2)
    }
  }

  @Test func `another version is sent, and the answers of v3 are read`() async throws {
    try await withCannedAnswers(
      .status(201, #"{"succeeded":true,"succeded":true,"errorCount":0,"responses":[]}"#),
      configure: { $0.version = "v3" }
    ) { service, server in
      let entries = try await service.updateTags(.add, [ContactTag("a")], of: [ana])
      #expect(entries.isEmpty)
      #expect(server.requests[0].headers["version"] == "v3")
    }
  }
}
