import Engine
import HighLevelAPI
import SandboxServer
import Tagging
import Testing

@Suite struct `A commit that the server refuses in part` {
  /// What a cause may cost over the calls that would do.
  private static let bound = 20

  private func edits(_ tags: [String], of contacts: [Contact]) -> Edits {
    var edits = Edits(of: contacts)
    for tag in tags { for row in contacts.indices { edits.stage(.add, ContactTag(tag), row) } }
    return edits
  }

  @Test func `learns the size of bulk calls`() async throws {
    try await withWorld {
      $0.sandbox.contacts = 1_000
      $0.sandbox.bulkLimit = 50
    } _: { world in
      let contacts = try await world.contacts()
      let edits = edits(["autumn fair"], of: contacts)
      let before = world.service.budget.requestsSent
      let listener = try await world.commit(edits.plan(), base: contacts)
      let calls = world.service.budget.requestsSent - before
      let outcome = try #require(listener.outcome)
      #expect(outcome.done == 1_000 && outcome.failures.isEmpty)
      #expect(outcome.learnedBulkLimit == 50)
      #expect(listener.notices.count == 1)
      #expect(calls <= 1_000 / 50 + Self.bound, "\(calls) calls")
      #expect(try await world.tags() == edits.expected)
    }
  }

  @Test func `finds the tag that is too long`() async throws {
    try await withWorld {
      $0.sandbox.contacts = 1_000
      $0.sandbox.tagLength = 30
    } _: { world in
      let contacts = try await world.contacts()
      let long = String(repeating: "x", count: 31)
      let before = world.service.budget.requestsSent
      let listener = try await world.commit(edits(["fine", long], of: contacts).plan(), base: contacts)
      let calls = world.service.budget.requestsSent - before
      let outcome = try #require(listener.outcome)
      #expect(outcome.done == 1_000 && outcome.failed == 1_000)
      #expect(outcome.learnedBulkLimit == nil && outcome.learnedTagLimit == nil)
      #expect(outcome.failures.allSatisfy { $0.tag == long && $0.wasRefused })
      #expect(outcome.reasons.count == 1)
      #expect(outcome.reasons.first?.reason.contains("shorter than or equal to 30") == true)
      #expect(calls <= 10 + Self.bound, "\(calls) calls")
      #expect(try await world.tags() == edits(["fine"], of: contacts).expected)
    }
  }

  @Test func `names three bad contacts among a thousand, at no extra call`() async throws {
    try await withWorld {
      $0.sandbox.contacts = 1_000
    } _: { world in
      let contacts = try await world.contacts()
      let bad = [contacts[7], contacts[507], contacts[993]].map(\.id)
      for id in bad { try await world.service.deleteContact(id) }
      let edits = edits(["autumn fair"], of: contacts)
      let before = world.service.budget.requestsSent
      let listener = try await world.commit(edits.plan(), base: contacts)
      let outcome = try #require(listener.outcome)
      #expect(world.service.budget.requestsSent - before == 10)
      #expect(outcome.done == 997)
      #expect(Set(outcome.failures.map(\.contact)) == Set(bad))
      #expect(outcome.reasons.map(\.reason) == ["contact is deleted"])
      #expect(outcome.leftover?.changes.flatMap(\.contacts).count == 3)
      let expected = edits.expected.filter { !bad.contains($0.key) }
      #expect(try await world.tags() == expected)
    }
  }

  @Test(arguments: [(SandboxConfiguration.Dialect.official, "not found"), (.guide, "not found")])
  func `says of a single contact that it is gone, whichever status says so`(
    dialect: SandboxConfiguration.Dialect, words: String
  ) async throws {
    try await withWorld {
      $0.sandbox.dialect = dialect
    } _: { world in
      let unknown = ContactID("ZZZZZZZZZZZZZZZZZZZZ")
      let plan = Plan(calls: [PlannedCall(id: 0, action: .add, tags: ["vip"], contacts: [unknown])])
      let listener = try await world.commit(plan)
      #expect(listener.problems.isEmpty)
      #expect(listener.outcome?.failures.map(\.wasRefused) == [true])
      #expect(listener.outcome?.failures.first?.reason.contains(words) == true)
    }
  }
}
