import Engine
import HighLevelAPI
import SandboxServer
import Tagging
import Testing

/// Facts §7 on the whole path, from the plan to the server's tags.
@Suite struct `Where the sources disagree, a commit` {
  /// A world that is as the arguments say, on both sides.
  private static func set(
    _ setting: inout Setting, _ dialect: SandboxConfiguration.Dialect, _ tagCase: TagCase
  ) {
    setting.sandbox.dialect = dialect
    setting.sandbox.tagCase = tagCase == .fold ? .fold : .exact
    setting.tagCase = tagCase
  }

  @Test(
    arguments: [
      (SandboxConfiguration.Dialect.official, TagCase.fold), (.official, .exact), (.guide, .exact),
    ], [HighLevelConfiguration.BulkPath.official, .guide])
  func `ends well in every dialect, with either bulk path`(
    world: (dialect: SandboxConfiguration.Dialect, tagCase: TagCase),
    path: HighLevelConfiguration.BulkPath
  ) async throws {
    try await withWorld {
      Self.set(&$0, world.dialect, world.tagCase)
      $0.client = { $0.bulkPath = path }
    } _: { place in
      let contacts = try await place.contacts()
      var edits = Edits(of: contacts)
      for row in 0..<30 { edits.stage(.add, ContactTag("Spring Sale", case: world.tagCase), row) }
      for row in 20..<80 { for tag in contacts[row].tags { edits.stage(.remove, tag, row) } }
      let listener = try await place.commit(edits.plan(), base: contacts)
      #expect(listener.outcome?.done == edits.count)
      #expect(listener.outcome?.failures == [])
      // Where there is no bulk call at this address, single calls do the same, and one notice says so.
      #expect(listener.notices.count == (world.dialect.rawValue == path.rawValue ? 0 : 1))
      #expect(try await place.tags() == edits.expected)
    }
  }

  @Test(arguments: [SandboxConfiguration.Dialect.official, .guide])
  func `changes the spelling of a tag where spellings are tags of their own`(
    dialect: SandboxConfiguration.Dialect
  ) async throws {
    try await withWorld {
      Self.set(&$0, dialect, .exact)
    } _: { world in
      let contacts = try await world.contacts()
      let lower = ContactTag("spring", case: .exact)
      var edits = Edits(of: contacts)
      for row in 0..<10 { edits.stage(.add, lower, row) }
      _ = try await world.commit(edits.plan(), base: contacts)
      let tagged = try await world.contacts()
      var rename = Edits(of: tagged)
      for row in 0..<10 {
        rename.stage(.add, ContactTag("SPRING", case: .exact), row)
        rename.stage(.remove, lower, row)
      }
      let listener = try await world.commit(rename.plan(), base: tagged)
      #expect(listener.outcome?.done == 20)
      #expect(try await world.tags() == rename.expected)
    }
  }

  @Test func `that trusts a wrong tag_case says truly what the server made of a tag`() async throws {
    try await withWorld {
      $0.tagCase = .exact
    } _: { world in
      let contacts = try await world.contacts()
      var edits = Edits(of: contacts)
      for row in 0..<3 { edits.stage(.add, ContactTag("Autumn Fair", case: .exact), row) }
      for row in 10..<11 { edits.stage(.add, ContactTag("Autumn Fair", case: .exact), row) }
      let listener = try await world.commit(edits.plan(PlanLimits(contacts: 3)), base: contacts)
      #expect(listener.outcome?.done == 4)
      let added = listener.receipts.map { receipt -> [String] in
        if case .done(let added, _, _) = receipt.outcome { return added }
        return []
      }
      #expect(added == Array(repeating: ["autumn fair"], count: 4))
    }
  }

  @Test(arguments: [SandboxConfiguration.RemoveAllTags.lenient, .strict])
  func `clears all tags, others' too`(removeAllTags: SandboxConfiguration.RemoveAllTags) async throws {
    try await withWorld {
      $0.sandbox.removeAllTags = removeAllTags
    } _: { world in
      let contacts = try await world.contacts().filter { !$0.tags.isEmpty }.prefix(10)
      let known = Set(contacts.flatMap(\.tags).map(\.name)).sorted()
      _ = try await world.service.addTags([ContactTag("from another desk")], to: contacts[0].id)
      let plan = Plan(
        calls: [
          PlannedCall(
            id: 0, action: .remove, tags: known, contacts: contacts.map(\.id), removesAllTags: true)
        ])
      let listener = try await world.commit(plan, base: Array(contacts))
      #expect(listener.outcome?.failures == [])
      let tags = try await world.tags()
      #expect(contacts.allSatisfy { tags[$0.id] == [] })
    }
  }

  @Test(arguments: ["2021-04-15", "2023-02-21", "v3"])
  func `speaks every version`(version: String) async throws {
    try await withWorld {
      $0.client = { $0.version = version }
    } _: { world in
      let contacts = try await world.contacts()
      let edits = Edits.mixed(200, of: contacts, seed: 3)
      let listener = try await world.commit(edits.plan(), base: contacts)
      #expect(listener.outcome?.done == 200)
      #expect(try await world.tags() == edits.expected)
    }
  }

  @Test func `loses no update on a server where two writes at once lose one`() async throws {
    try await withWorld {
      $0.sandbox.lostUpdates = true
    } _: { world in
      let contacts = try await world.contacts()
      let edits = Edits.mixed(500, of: contacts, seed: 11)
      let listener = try await world.commit(edits.plan(PlanLimits(contacts: 10, tags: 2)), base: contacts)
      #expect(listener.outcome?.done == 500)
      #expect(try await world.tags() == edits.expected)
    }
  }

  @Test func `keeps to the rate that the server announces, so that no 429 comes`() async throws {
    try await withWorld {
      $0.sandbox.rateLimit = .init(requests: 20, seconds: 1)
    } _: { world in
      let contacts = try await world.contacts()
      let edits = Edits.mixed(200, of: contacts, seed: 5)
      let listener = try await world.commit(edits.plan(PlanLimits(contacts: 10, tags: 2)), base: contacts)
      #expect(listener.outcome?.done == 200)
      #expect(world.service.budget.limit == 17)
    }
  }
}
