import Engine
import Synchronization
import Tagging
import Testing

/// A walk on a stub, with all that it told.
private func walk(
  on service: any ContactsService, contacts: Int = 2, others: [any ContactsService] = [],
  interruptedAt step: Int = .max
) async -> (outcome: WalkOutcome, steps: [WalkStep]) {
  let steps = Mutex<[WalkStep]>([])
  var clock = CommitClock()
  clock.sleep = { _ in await Task.yield() }
  let ways = ([service] + others).enumerated().map { place, service in
    LiveWalk.BulkPath(name: ["official", "guide"][place], path: "/bulk/\(place)", service: service)
  }
  let asked = Mutex(0)
  let outcome = await LiveWalk(
    contacts: (0..<contacts).map(ContactID.number), bulkPaths: ways, clock: clock,
    isInterrupted: {
      asked.withLock { asked in
        asked += 1
        return asked > step
      }
    },
    tell: { step in steps.withLock { $0.append(step) } }
  ).run()
  return (outcome, steps.withLock { $0 })
}

@Suite struct `The walk on live contacts` {
  @Test(arguments: [1, 2, 3]) func `goes through every step, and the contacts are as they were`(
    contacts: Int
  ) async {
    let service = StubService(count: 3, tags: ["vip", "lead"])
    let (outcome, steps) = await walk(on: service, contacts: contacts)
    #expect(outcome.exitCode == 0)
    #expect(outcome.differences == 0 && outcome.isRestored)
    #expect(outcome.profileLines == ["tag_case = \"fold\"", "bulk_path = \"official\""])
    #expect(await service.tags.values.allSatisfy { Set($0) == ["vip", "lead"] })
    #expect(steps.map(\.title).contains("Remove one of them"))
    #expect(steps.count == 6 + 3 * contacts - 1)
    #expect(await service.writes.count { $0.isBulk } == 1)
  }

  @Test(arguments: 0..<12) func `puts the tags back when it is interrupted before any step`(step: Int) async {
    let service = StubService(count: 2, tags: ["vip"])
    let (outcome, _) = await walk(on: service, interruptedAt: step)
    #expect(outcome.isRestored)
    #expect(outcome.wasInterrupted == (step < 9))
    #expect(outcome.exitCode == (step < 9 ? 130 : 0))
    #expect(await service.tags.values.allSatisfy { $0 == ["vip"] })
  }

  @Test(arguments: 0..<6) func `puts the tags back when an answer is lost after any write`(
    number: Int
  ) async {
    let service = StubService(count: 2, tags: ["vip"])
    await service.set(fault: { write, _ in
      write == number ? .failAfter(.unreachable(mayHaveArrived: true, reason: "reset")) : nil
    })
    let (outcome, _) = await walk(on: service)
    #expect(outcome.isRestored)
    #expect(outcome.problem == nil || outcome.exitCode == 4)
    #expect(await service.tags.values.allSatisfy { $0 == ["vip"] })
  }

  @Test func `says how to mend it when the tags can't be put back`() async {
    let service = StubService(count: 1, tags: ["vip"])
    await service.set(fault: { _, write in
      write.action == .remove
        ? .failBefore(.serverFailure(status: 500, message: "broken", traceID: nil)) : nil
    })
    let (outcome, steps) = await walk(on: service, contacts: 1)
    #expect(!outcome.isRestored)
    #expect(outcome.exitCode == 4)
    guard case .failed(let problem) = steps.last?.finding else {
      Issue.record("\(steps)")
      return
    }
    #expect(problem.remedy.contains("Tagdesk Doctor"))
  }

  @Test func `takes off what an earlier walk left`() async {
    let service = StubService([.number(0): ["vip", "tagdesk doctor two", "tagdesk doctor bulk"]])
    let (outcome, steps) = await walk(on: service, contacts: 1)
    #expect(outcome.exitCode == 0)
    #expect(await service.tags[.number(0)] == ["vip"])
    guard case .note = steps.first?.finding else {
      Issue.record("\(steps)")
      return
    }
  }

  @Test func `offers the other bulk call where this server has that one`() async {
    let service = StubService(count: 2)
    await service.set(fault: { _, write in
      write.isBulk
        ? .failBefore(.rejected(status: 404, message: "Cannot POST /contacts/bulk", traceID: nil)) : nil
    })
    let other = StubService(count: 2)
    let (outcome, steps) = await walk(on: service, others: [other])
    #expect(outcome.bulkPath == "guide")
    #expect(outcome.profileLines.contains("bulk_path = \"guide\""))
    #expect(steps.contains { $0.came.contains("Cannot POST") })
    // The two stubs share nothing, so the bulk call did not reach the contacts that are read.
    #expect(outcome.differences == 2 && outcome.exitCode == 1)
  }

  @Test func `notices a server that takes off more than it was asked`() async {
    let (outcome, steps) = await walk(on: Eraser(), contacts: 1)
    #expect(outcome.differences > 0)
    #expect(outcome.exitCode == 1)
    let remedies = steps.compactMap { step -> String? in
      if case .differs(let remedy) = step.finding { return remedy }
      return nil
    }
    #expect(remedies.contains { $0.contains("More went than was asked") })
  }

  @Test func `stops at a contact that is not there`() async {
    let service = StubService(count: 1)
    await service.set(gone: [.number(0)])
    let (outcome, steps) = await walk(on: service, contacts: 1)
    #expect(outcome.exitCode == 1)
    #expect(steps.count == 1)
    #expect(await service.writes.isEmpty)
  }
}

/// A server whose removal of a tag removes the one before it as well, the first time.
private actor Eraser: ContactsService {
  private var names = ["vip"]
  private var isFirst = true

  func contact(_ id: ContactID) async throws(ServiceError) -> Contact {
    Contact(id: id, tags: names.map { ContactTag($0) })
  }

  func addTags(_ tags: [ContactTag], to contact: ContactID) async throws(ServiceError) -> [ContactTag] {
    for name in tags.map({ ContactTag($0.name).identity }) where !names.contains(name) { names.append(name) }
    return names.map { ContactTag($0) }
  }

  func removeTags(_ tags: [ContactTag], from contact: ContactID) async throws(ServiceError) -> [ContactTag] {
    let asked = tags.map { ContactTag($0.name).identity }
    names.removeAll { asked.contains($0) || (isFirst && $0 == "vip") }
    isFirst = false
    return names.map { ContactTag($0) }
  }

  func updateTags(
    _ action: TagAction, _ tags: [ContactTag], of contacts: [ContactID], removesAllTags: Bool
  ) async throws(ServiceError) -> [BulkEntry] {
    let before = names.map { ContactTag($0) }
    names += tags.map { ContactTag($0.name).identity }
    return contacts.map {
      BulkEntry(contact: $0, outcome: .changed(before: before, added: tags, removed: []))
    }
  }

  func search(_ search: ContactSearch) async throws(ServiceError) -> ContactPage {
    ContactPage(contacts: [], total: 0, next: nil)
  }
  func location() async throws(ServiceError) -> Location { Location(id: "location", name: "Eraser") }
  func tagDefinitions() async throws(ServiceError) -> [TagDefinition] { [] }
}
