import Engine
import Tagging
import Testing

@Suite struct `Committing a plan` {
  @Test func `every edit is confirmed by a receipt, and the server has it`() async throws {
    let service = StubService(count: 5, tags: ["lead"])
    let journal = MemoryJournal()
    let plan = Plan([(.add, ["vip"], [0, 1, 2]), (.add, ["hot"], [3]), (.remove, ["lead"], [0, 4])])
    let listener = await commit(
      plan, on: service, journal: journal, options: .sample(base: await service.tags))
    let outcome = try #require(listener.outcome)
    #expect(outcome.done == 6)
    #expect(outcome.failures.isEmpty)
    #expect(outcome.state == .finished)
    #expect(outcome.contactsDone == 5)
    #expect(await service.tags[.number(0)] == ["vip"])
    #expect(await service.tags[.number(3)] == ["lead", "hot"])
    #expect(await service.tags[.number(4)] == [])
    #expect(await service.writes.count == 3)
    #expect(await journal.endState == .finished)
    #expect(
      listener.receipts.contains(
        Receipt(
          call: 0, contact: .number(1), before: ["lead"],
          outcome: .done(added: ["vip"], removed: [], certainty: .proven))))
    #expect(
      listener.receipts.contains(
        Receipt(
          call: 1, contact: .number(3), before: ["lead"],
          outcome: .done(added: ["hot"], removed: [], certainty: .inferred))))
    #expect(listener.receipts.count == 6)
  }
}
