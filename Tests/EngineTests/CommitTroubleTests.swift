import Engine
import Tagging
import Testing

private let lost = ServiceError.unreachable(mayHaveArrived: true, reason: "connection reset")
private let refusedConnection = ServiceError.unreachable(mayHaveArrived: false, reason: "connection refused")

private func rejected(_ message: String, status: Int = 422) -> ServiceError {
  .rejected(status: status, message: message, traceID: "t-1")
}

@Suite struct `Trouble while committing` {
  @Test func `an answer lost after the change is read back and not sent again`() async throws {
    let service = StubService(count: 3, tags: ["lead"])
    await service.set(fault: { number, _ in number == 0 ? .failAfter(lost) : nil })
    let plan = Plan([(.add, ["vip"], [0, 1, 2])])
    let listener = await commit(plan, on: service, options: .sample(base: await service.tags))
    #expect(await service.writes.count == 1)
    #expect(await service.reads.count == 3)
    #expect(listener.outcome?.done == 3)
    #expect(
      listener.receipts.first
        == Receipt(
          call: 0, contact: .number(0), before: ["lead"],
          outcome: .done(added: ["vip"], removed: [], certainty: .inferred)))
  }

  @Test func `without the tags before, a lost answer leaves the receipt uncertain`() async throws {
    let service = StubService(count: 1)
    await service.set(fault: { number, _ in number == 0 ? .failAfter(lost) : nil })
    let listener = await commit(Plan([(.add, ["vip"], [0])]), on: service)
    #expect(
      listener.receipts.first?.outcome == .done(added: ["vip"], removed: [], certainty: .uncertain))
  }

  @Test func `an answer lost before the change is read back and sent again`() async throws {
    let service = StubService(count: 3)
    await service.set(fault: { number, _ in number == 0 ? .failBefore(lost) : nil })
    let listener = await commit(
      Plan([(.add, ["vip"], [0, 1, 2])]), on: service, options: .sample(base: await service.tags))
    #expect(await service.writes.count == 2)
    #expect(listener.outcome?.done == 3)
    #expect(
      listener.receipts.allSatisfy {
        $0.outcome == .done(added: ["vip"], removed: [], certainty: .inferred)
      })
  }

  @Test func `a connection that was never made is tried again without reading`() async throws {
    let service = StubService(count: 2)
    await service.set(fault: { number, _ in number < 3 ? .failBefore(refusedConnection) : nil })
    let listener = await commit(Plan([(.add, ["vip"], [0, 1])]), on: service)
    #expect(await service.writes.count == 4)
    #expect(await service.reads.isEmpty)
    #expect(
      listener.receipts.first?.outcome == .done(added: ["vip"], removed: [], certainty: .proven))
  }

  @Test func `a server that stays away pauses the commit, which goes on afterwards`() async throws {
    let service = StubService(count: 2)
    await service.set(fault: { number, _ in number < 8 ? .failBefore(refusedConnection) : nil })
    let listener = await commit(Plan([(.add, ["vip"], [0, 1])]), on: service) { committer, _ in
      committer.resume()
    }
    #expect(listener.problems.map(\.exitCode) == [4])
    #expect(await service.writes.count == 9)
    #expect(listener.outcome?.done == 2)
  }

  @Test func `a refused token pauses, and what was sent before is kept`() async throws {
    let service = StubService(count: 4)
    await service.set(fault: { number, _ in
      number == 1
        ? .failBefore(.unauthorized(.invalidToken, message: "Invalid token", traceID: nil)) : nil
    })
    let plan = Plan([(.add, ["a"], [0]), (.add, ["b"], [1]), (.add, ["c"], [2, 3])])
    let listener = await commit(plan, on: service) { committer, _ in committer.resume() }
    #expect(listener.problems.map(\.exitCode) == [3])
    #expect(listener.outcome?.done == 4)
  }

  @Test func `the day's limit pauses, and a stop then keeps the rest staged`() async throws {
    let service = StubService(count: 4)
    await service.set(fault: { number, _ in number >= 1 ? .failBefore(.dailyLimitReached) : nil })
    let journal = MemoryJournal()
    var options = CommitOptions.sample()
    options.maxInFlight = 1
    let plan = Plan([(.add, ["a"], [0]), (.add, ["b"], [1]), (.add, ["c"], [2, 3])])
    let listener = await commit(plan, on: service, journal: journal, options: options) { committer, _ in
      committer.stop()
    }
    let outcome = try #require(listener.outcome)
    #expect(outcome.state == .stopped)
    #expect(outcome.done == 1)
    #expect(outcome.notSent == 3)
    #expect(
      outcome.leftover?.changes == [
        DraftChange(action: .add, tag: "b", isStaged: true, contacts: [.number(1)]),
        DraftChange(action: .add, tag: "c", isStaged: true, contacts: [.number(2), .number(3)]),
      ])
    #expect(await journal.leftover == outcome.leftover)
    #expect(await journal.endState == .stopped)
  }

  @Test func `a full disk pauses before anything is sent that the journal does not know`() async throws {
    let service = StubService(count: 2)
    let journal = MemoryJournal()
    await journal.set(isFull: { $0 == 2 })
    let listener = await commit(
      Plan([(.add, ["vip"], [0, 1])]), on: service, journal: journal
    ) { committer, _ in
      committer.resume()
    }
    #expect(listener.problems.count == 1)
    #expect(listener.outcome?.done == 2)
    #expect(await service.writes.count == 1)
    #expect(await journal.failureCount == 1)
  }

  @Test(arguments: [2, 3, 4]) func `a disk that stays full ends a stopped commit, to be finished later`(
    write: Int
  ) async throws {
    let service = StubService(count: 2)
    let journal = MemoryJournal()
    await journal.set(isFull: { $0 >= write })
    let listener = await commit(
      Plan([(.add, ["vip"], [0, 1])]), on: service, journal: journal
    ) { committer, _ in
      committer.stop()
    }
    #expect(listener.outcome?.state == .running)
    #expect(listener.outcome?.problem != nil)
    #expect(await journal.endState == nil)
  }

  @Test func `a journal that can't begin sends nothing`() async throws {
    let service = StubService(count: 1)
    let journal = MemoryJournal()
    await journal.set(isFull: { $0 == 1 })
    let listener = await commit(Plan([(.add, ["vip"], [0])]), on: service, journal: journal)
    #expect(listener.outcome?.isBegun == false)
    #expect(await service.writes.isEmpty)
  }

  @Test func `a contact whose add failed keeps its old tag and says why`() async throws {
    let contacts = Array(0..<1000)
    let service = StubService(count: 1000, tags: ["old"])
    let gone = Set((0..<10).map { ContactID.number($0 * 97) })
    await service.set(gone: gone)
    let calls = stride(from: 0, to: 1000, by: 100).map { Array(contacts[$0..<$0 + 100]) }
    let plan = Plan(calls.map { (.add, ["new"], $0) } + calls.map { (.remove, ["old"], $0) })
    let listener = await commit(plan, on: service)
    let outcome = try #require(listener.outcome)
    #expect(outcome.done == 1980)
    #expect(outcome.failed == 10)
    #expect(outcome.notSent == 10)
    #expect(outcome.contactsFailed == 10)
    #expect(
      Set(outcome.failures.filter { $0.reason == "its add did not succeed" }.map(\.contact)) == gone)
    #expect(await service.tags.values.count { $0 == ["old"] } == 10)
    #expect(await service.writes.count == 20)
    #expect(await service.clashes.isEmpty)
  }

  @Test func `a contact without an entry is read, not taken for done`() async throws {
    let service = StubService(count: 3)
    await service.set(fault: { number, _ in number == 0 ? .leaveOut([.number(1)]) : nil })
    let listener = await commit(
      Plan([(.add, ["vip"], [0, 1, 2])]), on: service, options: .sample(base: await service.tags))
    #expect(await service.reads == [.number(1)])
    #expect(await service.writes.count == 1)
    #expect(listener.outcome?.done == 3)
    #expect(
      listener.receipts.map(\.outcome)
        == [.proven, .inferred, .proven].map {
          .done(added: ["vip"], removed: [], certainty: $0)
        })
  }

  @Test func `a contact that is gone fails with the server's text`() async throws {
    let service = StubService(count: 2)
    await service.set(gone: [.number(0)])
    let listener = await commit(
      Plan([(.add, ["a"], [0]), (.add, ["b"], [1])]), on: service)
    #expect(
      listener.outcome?.failures == [
        CommitFailure(
          contact: .number(0), tag: "a", action: .add,
          reason: "Contact with id \(ContactID.number(0)) not found", wasRefused: true)
      ])
  }

  @Test func `calls that share a contact are never in flight together`() async throws {
    let service = StubService(count: 40)
    var random = SeededRandom(seed: 7)
    let plan = Plan(
      (0..<300).map { number in
        (.add, ["tag\(number)"], Array(Set((0..<4).map { _ in Int.random(in: 0..<40, using: &random) })))
      })
    let listener = await commit(plan, on: service)
    #expect(listener.outcome?.failures.isEmpty == true)
    #expect(await service.clashes.isEmpty)
    #expect(await service.mostInFlight > 4)
    #expect(await service.mostInFlight <= 32)
  }

  @Test func `a stop lets the calls in flight be answered and sends no others`() async throws {
    let service = StubService(count: 100)
    let journal = MemoryJournal()
    let plan = Plan((0..<100).map { (.add, ["vip"], [$0]) })
    let committer = Committer(service: service, journal: journal, options: .sample())
    let listener = Listener()
    await committer.commit(.sample(plan), remaining: nil) { event in
      listener.take(event)
      if case .answered = event { committer.stop() }
    }
    let outcome = try #require(listener.outcome)
    #expect(outcome.state == .stopped)
    #expect(outcome.done + outcome.notSent == 100)
    #expect(outcome.done == (await service.writes.count))
    #expect(outcome.notSent >= 60)
    #expect(await service.tags.values.count { $0 == ["vip"] } == outcome.done)
  }

  @Test func `clearing all tags works without a bulk call too`() async throws {
    let service = StubService(count: 2, tags: ["a", "b"])
    await service.set(fault: { _, write in
      write.isBulk ? .failBefore(rejected("Cannot POST /contacts/bulk", status: 404)) : nil
    })
    var plan = Plan([(.remove, ["a", "b"], [0, 1])])
    plan.calls[0].removesAllTags = true
    let listener = await commit(plan, on: service)
    #expect(await service.tags == [.number(0): [], .number(1): []])
    #expect(listener.notices.count == 1)
    #expect(listener.outcome?.failures.isEmpty == true)
  }
}
