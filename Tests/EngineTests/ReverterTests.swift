import Engine
import Tagging
import Testing

/// A commit that was carried out on a stub, as the history has it.
private func details(_ plan: Plan, on service: StubService) async throws -> CommitDetails {
  let journal = MemoryJournal()
  _ = await commit(plan, on: service, journal: journal, options: .sample(base: await service.tags))
  return try #require(await journal.details)
}

private func plan(_ changes: [DraftChange]) -> Plan {
  Plan(
    calls: changes.enumerated().map {
      PlannedCall(id: $0, action: $1.action, tags: [$1.tag], contacts: $1.contacts)
    })
}

@Suite struct `Reverting a commit` {
  private let rename = Plan([(.add, ["new"], [0, 1, 2]), (.remove, ["old"], [0, 1, 2])])

  @Test func `takes back what it really changed, and reverting that brings it again`() async throws {
    let service = StubService(count: 3, tags: ["old"])
    await service.set(["old", "new"], of: .number(2))
    let base = await service.tags
    let done = try await details(rename, on: service)
    let after = await service.tags
    let reversal = Reverter().reversal(of: done) { id in after[id]?.map { ContactTag($0) } }
    #expect(
      reversal.certain == [
        DraftChange(
          action: .add, tag: "old", isStaged: true, contacts: [.number(0), .number(1), .number(2)]),
        DraftChange(action: .remove, tag: "new", isStaged: true, contacts: [.number(0), .number(1)]),
      ])
    #expect(reversal.uncertain.isEmpty)
    let undone = try await details(plan(reversal.certain), on: service)
    #expect(await service.tags.mapValues { Set($0) } == base.mapValues { Set($0) })
    let again = Reverter().reversal(of: undone) { id in base[id]?.map { ContactTag($0) } }
    _ = try await details(plan(again.certain), on: service)
    #expect(await service.tags.mapValues { Set($0) } == after.mapValues { Set($0) })
  }

  @Test func `skips contacts that changed since, and lists them`() async throws {
    let service = StubService(count: 3, tags: ["old"])
    let done = try await details(rename, on: service)
    await service.set(["new", "others"], of: .number(0))
    var now = await service.tags
    now[.number(1)] = nil
    let reversal = Reverter().reversal(of: done) { id in now[id]?.map { ContactTag($0) } }
    #expect(
      reversal.skipped == [
        .init(contact: .number(0), reason: Reverter.changedSince),
        .init(contact: .number(1), reason: Reverter.unknown),
      ])
    #expect(reversal.certain.allSatisfy { $0.contacts == [.number(2)] })
  }

  @Test func `lists what is uncertain apart`() async throws {
    let service = StubService(count: 2)
    await service.set(fault: { number, _ in
      number == 0 ? .failAfter(.unreachable(mayHaveArrived: true, reason: "reset")) : nil
    })
    let journal = MemoryJournal()
    var options = CommitOptions.sample()
    options.maxInFlight = 1
    let plan = Plan([(.add, ["a"], [0]), (.add, ["b"], [1, 0])])
    _ = await commit(plan, on: service, journal: journal, options: options)
    let now = await service.tags
    let done = try #require(await journal.details)
    let reversal = Reverter().reversal(of: done) { id in now[id]?.map { ContactTag($0) } }
    #expect(
      reversal.uncertain == [
        DraftChange(action: .remove, tag: "a", isStaged: true, contacts: [.number(0)])
      ])
    #expect(
      reversal.certain == [
        DraftChange(action: .remove, tag: "b", isStaged: true, contacts: [.number(0), .number(1)])
      ])
  }
}
