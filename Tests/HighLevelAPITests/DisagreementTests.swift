import Foundation
import Tagging
import Testing

@testable import HighLevelAPI

/// What facts §7 asks of the client and no other suite shows.
@Suite struct `Where the sources disagree` {
  @Test(arguments: [200, 201, 202])
  func `any 2xx is success`(status: Int) async throws {
    try await withCannedAnswers(
      .status(status, #"{"tags":["a"]}"#), .status(status, #"{"tag":{"id":"t","name":"a"}}"#),
      .status(status, #"{"responses":[]}"#)
    ) { service, _ in
      let tags = try await service.addTags([ContactTag("a")], to: ana)
      #expect(tags == [ContactTag("a")])
      let definition = try await service.createTagDefinition(ContactTag("a"))
      #expect(definition.id == "t")
      let entries = try await service.updateTags(.add, [ContactTag("a")], of: [ana])
      #expect(entries.isEmpty)
    }
  }

  @Test func `a delete needs no body, but a page is no success`() async throws {
    try await withCannedAnswers(.status(200, ""), .ok("<html>")) { service, _ in
      try await service.deleteContact(ana)
      let error = await failure { () async throws(ServiceError) in try await service.deleteContact(ana) }
      #expect(error == .malformed(firstBytes: "<html>", traceID: nil))
    }
  }

  @Test(arguments: [
    #"{"contacts":[{"id":"A","searchAfter":[2,"A"]}],"total":9}"#,
    #"{"contacts":[{"id":"A"}],"meta":{"searchAfter":[2,"A"],"total":9}}"#,
    #"{"contacts":[{"id":"A","searchAfter":null}],"searchAfter":[2,"A"],"count":9}"#,
    #"{"contacts":[{"id":"B","searchAfter":[1,"B"]},{"id":"A","searchAfter":[2,"A"]}],"meta":{"total":"9"}}"#,
  ])
  func `the cursor is the last contact's, and elsewhere if it has none`(body: String) async throws {
    try await withCannedAnswers(.ok(body)) { service, _ in
      let page = try await service.search(ContactSearch())
      #expect(page.next == SearchCursor(json: #"[2,"A"]"#))
      #expect(page.total == 9)
    }
  }

  @Test func `what the server sent is what is shown, and what is sent when it is removed`() async throws {
    try await withCannedAnswers(.ok(#"{"tags":["vip "]}"#)) { service, server in
      let learned = try await service.addTags([ContactTag("VIP")], to: ana)
      #expect(learned.map(\.name) == ["vip "])
      #expect(learned == [ContactTag("VIP")])
      _ = try await service.removeTags(learned, from: ana)
      #expect(server.requests.last?.json == #"{"tags":["vip "]}"#)
    }
  }

  @Test func `limits are read from the headers of the documentation, in any case, and from no others`()
    async throws
  {
    let guesses = ["x-ratelimit-limit": "7", "X-RateLimit-Reset": "1", "x-ratelimit-daily-limit": "0"]
    let known = [
      "x-ratelimit-max": "50", "X-RATELIMIT-REMAINING": "49", "X-RateLimit-Interval-Milliseconds": "5000",
      "x-ratelimit-daily-remaining": "199999",
    ]
    let page = #"{"contacts":[],"total":0}"#
    try await withCannedAnswers(.ok(page, headers: guesses), .ok(page, headers: known)) { service, _ in
      _ = try await service.search(ContactSearch())
      #expect(service.budget.limit == 97)
      #expect(service.budget.dailyRemaining == nil)
      _ = try await service.search(ContactSearch())
      #expect(service.budget.limit == 47)
      #expect(service.budget.interval == 5)
      #expect(service.budget.dailyRemaining == 199_999)
    }
  }

  @Test func `absurd numbers do no harm`() async throws {
    let headers = [
      "X-RateLimit-Max": "9223372036854775807", "X-RateLimit-Remaining": "-9223372036854775808",
      "X-RateLimit-Interval-Milliseconds": "9223372036854775807",
      "X-RateLimit-Daily-Remaining": "9223372036854775807", "Retry-After": "1e300",
    ]
    let contact = #"{"id":"A","dateAdded":9e99,"phone":1e120,"dateUpdated":-9e99}"#
    let body = #"{"contacts":[\#(contact)],"total":1e99}"#
    try await withCannedAnswers(.ok(body, headers: headers), .status(429, headers: headers)) { service, _ in
      let page = try await service.list()
      #expect(page.total == 1)
      #expect(page.next != nil)
      let error = await failure { () async throws(ServiceError) in try await service.location() }
      guard case .rateLimited(let seconds) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(seconds ?? 0 > 300)
    }
  }

  @Test func `headers that make no sense are passed over`() async throws {
    let headers = [
      "X-RateLimit-Max": "-5", "X-RateLimit-Interval-Milliseconds": "0", "X-RateLimit-Remaining": "lots",
      "X-RateLimit-Daily-Remaining": "", "Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT",
    ]
    try await withCannedAnswers(
      .status(429, headers: headers), .ok(#"{"contacts":[],"total":0}"#, headers: headers)
    ) { service, _ in
      _ = try await service.search(ContactSearch())
      #expect(service.budget.interval == 10)
      #expect(service.budget.dailyRemaining == nil)
    }
  }
}
