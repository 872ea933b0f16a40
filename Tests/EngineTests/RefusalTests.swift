import Engine
import Tagging
import Testing

private func rejected(_ message: String, status: Int = 422) -> ServiceError {
  .rejected(status: status, message: message, traceID: "t-1")
}

/// 10 calls of 100 contacts each.
private func thousand(_ tags: [String], _ action: TagAction = .add) -> Plan {
  Plan((0..<10).map { (action, tags, Array($0 * 100..<$0 * 100 + 100)) })
}

@Suite struct `A call that is refused whole` {
  @Test(arguments: [(["vip"], 50), (["vip"], 30), (["a", "b", "c"], 50), (["vip"], 7), (["vip"], 1)])
  func `shows the size the server takes`(tags: [String], limit: Int) async throws {
    let service = StubService(count: 1000)
    await service.set(fault: { _, write in
      write.contacts.count > limit
        ? .failBefore(rejected("contacts must contain no more than \(limit) elements")) : nil
    })
    let listener = await commit(thousand(tags), on: service)
    let outcome = try #require(listener.outcome)
    #expect(outcome.failures.isEmpty)
    let learned = try #require(outcome.learnedBulkLimit)
    #expect(learned <= limit && learned * 2 > limit)
    #expect(listener.notices.count == 1)
    let needed = 10 * ((100 + learned - 1) / learned)
    let writes = await service.writes.count
    #expect(writes <= needed + 20, "\(writes) calls where \(needed) would do")
    #expect(await service.tags.values.allSatisfy { $0.count == tags.count })
  }

  @Test func `shows how many tags the server takes`() async throws {
    let service = StubService(count: 1000)
    await service.set(fault: { _, write in
      write.tags.count > 5 ? .failBefore(rejected("too many tags")) : nil
    })
    let listener = await commit(thousand((0..<10).map { "t\($0)" }), on: service)
    let outcome = try #require(listener.outcome)
    #expect(outcome.failures.isEmpty)
    #expect(outcome.learnedTagLimit == 5)
    #expect(outcome.learnedBulkLimit == nil)
    let writes = await service.writes.count
    #expect(writes <= 20 + 22, "\(writes)")
  }

  @Test(arguments: [["long"], ["long", "fine"], ["fine", "long", "good", "long too"]])
  func `shows the tag that the server refuses`(tags: [String]) async throws {
    let service = StubService(count: 1000)
    await service.set(fault: { _, write in
      write.tags.contains { $0.hasPrefix("long") } ? .failBefore(rejected("tag is too long")) : nil
    })
    let listener = await commit(thousand(tags), on: service)
    let outcome = try #require(listener.outcome)
    let bad = tags.count { $0.hasPrefix("long") }
    #expect(outcome.failed == bad * 1000)
    #expect(outcome.done == (tags.count - bad) * 1000)
    #expect(outcome.failures.allSatisfy { $0.reason == "tag is too long" && $0.tag.hasPrefix("long") })
    #expect(outcome.learnedBulkLimit == nil)
    let writes = await service.writes.count
    #expect(writes <= 10 + 22, "\(writes)")
  }

  @Test(arguments: [[5, 505, 995], [5, 6, 7], [5, 55, 95], [0, 99, 100]])
  func `shows the contacts that the server refuses`(bad: [Int]) async throws {
    let ids = Set(bad.map { ContactID.number($0) })
    let service = StubService(count: 1000)
    await service.set(fault: { _, write in
      guard let first = write.contacts.first(where: ids.contains) else { return nil }
      return .failBefore(rejected("contact \(first) is not valid"))
    })
    let listener = await commit(thousand(["vip"]), on: service)
    let outcome = try #require(listener.outcome)
    #expect(Set(outcome.failures.map(\.contact)) == ids)
    #expect(outcome.failed == 3)
    #expect(outcome.done == 997)
    #expect(outcome.learnedBulkLimit == nil)
    let writes = await service.writes.count
    #expect(writes <= 10 + 3 * 20, "\(writes)")
  }

  @Test func `tells apart a size and a tag that are both refused`() async throws {
    let service = StubService(count: 1000)
    await service.set(fault: { _, write in
      if write.contacts.count > 50 { return .failBefore(rejected("too many")) }
      return write.tags.contains("long") ? .failBefore(rejected("tag is too long")) : nil
    })
    let listener = await commit(thousand(["long", "fine"]), on: service)
    let outcome = try #require(listener.outcome)
    #expect(outcome.done == 1000)
    #expect(outcome.failures.allSatisfy { $0.reason == "tag is too long" })
    #expect(outcome.failed == 1000)
    #expect(outcome.learnedBulkLimit == 50 || outcome.learnedBulkLimit == 25)
  }

  @Test func `on a single contact is taken apart by tags`() async throws {
    let service = StubService(count: 3)
    await service.set(fault: { _, write in
      write.tags.contains("long") ? .failBefore(rejected("tag is too long", status: 400)) : nil
    })
    let plan = Plan([(.add, ["a", "long", "b"], [0]), (.add, ["c", "long"], [1]), (.add, ["d"], [2])])
    let journal = MemoryJournal()
    let listener = await commit(
      plan, on: service, journal: journal, options: .sample(base: await service.tags))
    #expect(listener.outcome?.done == 4)
    #expect(listener.outcome?.failed == 2)
    #expect(await service.tags[.number(0)].map { Set($0) } == ["a", "b"])
    let receipts = listener.receipts.filter { $0.contact == .number(0) }
    #expect(receipts.count == 2)
    #expect(receipts.count { $0.isDone } == 1)
  }

  @Test func `turns into single calls where the server has no bulk call`() async throws {
    let service = StubService(count: 1000)
    await service.set(fault: { _, write in
      write.isBulk ? .failBefore(rejected("Cannot POST /contacts/bulk/tags/update/add", status: 404)) : nil
    })
    let listener = await commit(thousand(["vip"]), on: service)
    #expect(listener.outcome?.done == 1000)
    #expect(listener.notices.count == 1)
    let bulk = await service.writes.count { $0.isBulk }
    #expect(bulk <= 4)
  }

  @Test func `costs little when the whole location refuses in the middle`() async throws {
    let service = StubService(count: 1000)
    await service.set(fault: { number, _ in
      number >= 6 ? .failBefore(rejected("Location is not active", status: 400)) : nil
    })
    let listener = await commit(thousand(["vip"]), on: service)
    #expect(listener.outcome?.failures.allSatisfy { $0.reason == "Location is not active" } == true)
    let writes = await service.writes.count
    #expect(writes <= 10 + 22, "\(writes)")
  }

  @Test(arguments: [1, 2, 3]) func `costs little when a tag is refused in many small calls`(size: Int)
    async throws
  {
    let service = StubService(count: 600)
    await service.set(fault: { _, write in
      write.tags.contains("long") ? .failBefore(rejected("tag is too long")) : nil
    })
    let calls = stride(from: 0, to: 600, by: size).map { (TagAction.add, ["long"], Array($0..<$0 + size)) }
    let listener = await commit(Plan(calls), on: service)
    #expect(listener.outcome?.failed == 600)
    let writes = await service.writes.count
    #expect(writes <= 60, "\(writes)")
  }
}
