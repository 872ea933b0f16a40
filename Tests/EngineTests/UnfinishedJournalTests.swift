import Engine
import Synchronization
import Tagging
import Testing

@Suite struct `A commit that is stopped to be resumed` {
  @Test func `stays unfinished, and resuming it does the rest exactly`() async throws {
    let service = StubService(count: 40, tags: ["old"])
    let plan = Plan(
      (0..<40).map { (TagAction.add, ["new"], [$0]) } + (0..<40).map { (TagAction.remove, ["old"], [$0]) })
    let memory = MemoryJournal()
    let journal = UnfinishedJournal(memory)
    var options = CommitOptions.sample(base: await service.tags)
    options.maxInFlight = 4
    let committer = Committer(service: service, journal: journal, options: options)
    let listener = Listener()
    await committer.commit(.sample(plan), remaining: nil) { event in
      listener.take(event)
      if case .answered = event, listener.receipts.count > 10 {
        journal.leaveUnfinished()
        committer.stop()
      }
    }
    #expect(listener.outcome?.state == .stopped)
    #expect(await memory.endState == nil)
    let details = try #require(await memory.details)
    #expect(details.calls.contains(.planned))
    #expect(details.calls.contains(.answered))
    let areAllDone = details.receipts.allSatisfy { $0.isDone }
    #expect(areAllDone)

    let writes = await service.writes.count
    await Committer(service: service, journal: UnfinishedJournal(memory), options: options)
      .finish(details) { _ in }
    #expect(await memory.endState == .finished)
    #expect(await service.tags.values.allSatisfy { $0 == ["new"] })
    #expect(await service.writes.count == 80)
    #expect(writes < 80)
  }

  @Test func `is finished when there was nothing left to send`() async throws {
    let service = StubService(count: 2)
    await service.set(fault: { _, write in
      write.action == .add && write.contacts == [.number(0)]
        ? .failBefore(.rejected(status: 400, message: "no", traceID: nil)) : nil
    })
    let memory = MemoryJournal()
    let journal = UnfinishedJournal(memory)
    let committer = Committer(service: service, journal: journal, options: .sample())
    let listener = Listener()
    await committer.commit(.sample(Plan([(.add, ["a"], [0])])), remaining: nil) { event in
      listener.take(event)
      if case .answered = event { journal.leaveUnfinished() }
    }
    #expect(listener.outcome?.state == .finished)
    #expect(await memory.endState == .finished)
    #expect(await memory.details?.calls == [.answered])
  }
}
