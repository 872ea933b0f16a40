import Engine
import Synchronization
import Tagging
import Testing

/// A changeset over some contacts, and a plan of it in calls of random shapes.
private struct Sample {
  var base: [ContactID: [String]] = [:]
  var wanted: [ContactID: Set<String>] = [:]
  var plan: Plan

  init(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let tags = ["a", "b", "c", "d"]
    let contacts = (0..<12).map { ContactID.number($0) }
    var calls: [(TagAction, [String], [Int])] = []
    var adds: [Set<String>: [Int]] = [:]
    var removes: [Set<String>: [Int]] = [:]
    for (number, contact) in contacts.enumerated() {
      let old = tags.filter { _ in Bool.random(using: &random) }
      base[contact] = old
      let new = Set(tags.filter { _ in Bool.random(using: &random) })
      wanted[contact] = new
      adds[new.subtracting(old), default: []].append(number)
      removes[Set(old).subtracting(new), default: []].append(number)
    }
    for (action, groups) in [(TagAction.add, adds), (.remove, removes)] {
      for (tags, contacts) in groups.sorted(by: { $0.value[0] < $1.value[0] }) where !tags.isEmpty {
        if Bool.random(using: &random) {
          calls.append((action, tags.sorted(), contacts))
        } else {
          for tag in tags.sorted() { calls.append((action, [tag], contacts)) }
        }
      }
    }
    plan = Plan(calls)
  }

  func check(_ service: StubService) async {
    for (contact, tags) in await service.tags { #expect(Set(tags) == wanted[contact], "\(contact)") }
    for write in await service.writes {
      let isPlanned = plan.calls.contains { call in
        call.action == write.action && Set(write.tags).isSubset(of: call.tags)
          && Set(write.contacts).isSubset(of: call.contacts)
      }
      #expect(isPlanned, "\(write)")
    }
    #expect(await service.clashes.isEmpty)
  }
}

/// Faults of every kind, a fifth of all writes.
private func faults(seed: UInt64) -> @Sendable (Int, StubService.Write) -> StubService.Fault? {
  { number, write in
    var random = SeededRandom(seed: seed &* 1_000_003 &+ UInt64(number))
    switch Int.random(in: 0..<40, using: &random) {
    case 0: return .failBefore(.unreachable(mayHaveArrived: true, reason: "reset"))
    case 1: return .failAfter(.unreachable(mayHaveArrived: true, reason: "reset"))
    case 2: return .failAfter(.malformed(firstBytes: "{", traceID: nil))
    case 3: return .failBefore(.serverFailure(status: 503, message: "later", traceID: nil))
    case 4: return .failAfter(.serverFailure(status: 500, message: "oops", traceID: nil))
    case 5: return .failBefore(.unreachable(mayHaveArrived: false, reason: "refused"))
    case 6: return .failBefore(.rateLimited(retryAfter: nil))
    case 7: return .leaveOut(Set(write.contacts.prefix(1)))
    default: return nil
    }
  }
}

@Suite struct `A commit that is killed` {
  /// Runs until the journal has the end, with kills at these numbers of writes.
  private func run(_ sample: Sample, killsAt kills: [Int], seed: UInt64, withFaults: Bool) async
    -> StubService
  {
    let service = StubService(sample.base)
    if withFaults { await service.set(fault: faults(seed: seed)) }
    var details: CommitDetails?
    var journalSoFar: MemoryJournal?
    for kill in kills + [Int.max] {
      let holder = Holder()
      let journal = journalSoFar ?? MemoryJournal()
      await journal.crash(after: kill) { holder.cancel() }
      journalSoFar = journal
      let committer = Committer(service: service, journal: journal, options: .sample(base: sample.base))
      let known = details
      let running = Task {
        if let known {
          await committer.finish(known) { _ in }
        } else {
          await committer.commit(.sample(sample.plan), remaining: nil) { _ in }
        }
      }
      holder.set(running)
      await running.value
      // What was sent before the last kill without an answer was read before anything else.
      let reads = Set(await service.reads)
      if await journal.endState != nil {
        for (place, state) in (details?.calls ?? []).enumerated() {
          if case .sent = state { #expect(reads.isSuperset(of: sample.plan.calls[place].contacts)) }
        }
        break
      }
      details = await journal.details
      if let details { checkJournal(details, knows: await service.writes, of: sample) }
    }
    return service
  }

  /// Nothing was sent that the journal does not know of.
  private func checkJournal(
    _ details: CommitDetails, knows writes: [StubService.Write], of sample: Sample
  ) {
    for write in writes {
      let isKnown = zip(sample.plan.calls, details.calls).contains { call, state in
        state != .planned && call.action == write.action && Set(write.tags).isSubset(of: call.tags)
          && Set(write.contacts).isSubset(of: call.contacts)
      }
      #expect(isKnown, "\(write)")
    }
  }

  @Test(arguments: 0..<6 as Range<UInt64>, [false, true])
  func `is finished from the journal at whatever write it stopped`(seed: UInt64, withFaults: Bool)
    async throws
  {
    let sample = Sample(seed: seed)
    for kill in 0...(4 * sample.plan.calls.count + 6) {
      let service = await run(sample, killsAt: [kill], seed: seed, withFaults: withFaults)
      await sample.check(service)
    }
  }

  @Test(arguments: 10..<20 as Range<UInt64>)
  func `is finished after kill upon kill`(seed: UInt64) async throws {
    let sample = Sample(seed: seed)
    var random = SeededRandom(seed: seed)
    let kills = (0..<20).map { _ in Int.random(in: 0...5, using: &random) }
    let service = await run(sample, killsAt: kills, seed: seed, withFaults: true)
    await sample.check(service)
  }

  @Test(arguments: 0..<6 as Range<UInt64>)
  func `can be put back as staged edits, less what the server has`(seed: UInt64) async throws {
    let sample = Sample(seed: seed)
    for kill in 1...(2 * sample.plan.calls.count + 2) {
      let service = StubService(sample.base)
      let journal = MemoryJournal()
      let holder = Holder()
      await journal.crash(after: kill) { holder.cancel() }
      let committer = Committer(service: service, journal: journal, options: .sample(base: sample.base))
      let running = Task { await committer.commit(.sample(sample.plan), remaining: nil) { _ in } }
      holder.set(running)
      await running.value
      guard await journal.endState == nil, let details = await journal.details else { continue }
      await journal.survive()
      let writes = await service.writes.count
      let leftover = try await committer.putBack(details)
      #expect(await service.writes.count == writes)
      #expect(await journal.leftover == leftover)
      var tags = await service.tags.mapValues { Set($0) }
      for change in leftover?.changes ?? [] {
        for contact in change.contacts {
          if change.action == .add { tags[contact]?.insert(change.tag) }
          if change.action == .remove { tags[contact]?.remove(change.tag) }
        }
      }
      #expect(tags == sample.wanted)
    }
  }

  @Test(arguments: 30..<40 as Range<UInt64>)
  func `or not killed at all, ends with every edit confirmed in spite of faults`(seed: UInt64) async throws {
    let sample = Sample(seed: seed)
    let service = await run(sample, killsAt: [], seed: seed, withFaults: true)
    await sample.check(service)
  }
}

@Suite struct `A commit that is stopped` {
  @Test(arguments: 50..<62 as Range<UInt64>)
  func `keeps staged what the server was not seen to have, at whatever moment`(seed: UInt64) async throws {
    let sample = Sample(seed: seed)
    for moment in 0...(sample.plan.calls.count + 2) {
      let service = StubService(sample.base)
      let usual = faults(seed: seed)
      await service.set(fault: { number, write in
        write.contacts.count > 3
          ? .failBefore(.rejected(status: 422, message: "too many", traceID: nil)) : usual(number, write)
      })
      let journal = MemoryJournal()
      var options = CommitOptions.sample(base: sample.base)
      options.maxInFlight = 4
      let committer = Committer(service: service, journal: journal, options: options)
      let listener = Listener()
      let progresses = Mutex(0)
      await committer.commit(.sample(sample.plan), remaining: nil) { event in
        listener.take(event)
        if case .progress = event,
          progresses.withLock({
            $0 += 1; return $0 > moment
          })
        {
          committer.stop()
        }
      }
      let outcome = try #require(listener.outcome)
      #expect(outcome.done + outcome.failed + outcome.notSent == sample.plan.editCount)
      #expect(await journal.leftover == outcome.leftover)
      var tags = await service.tags.mapValues { Set($0) }
      for change in outcome.leftover?.changes ?? [] {
        for contact in change.contacts {
          if change.action == .add { tags[contact]?.insert(change.tag) }
          if change.action == .remove { tags[contact]?.remove(change.tag) }
        }
      }
      #expect(tags == sample.wanted)
      #expect(await service.clashes.isEmpty)
    }
  }
}

/// A task that can be cancelled before it is known.
private final class Holder: Sendable {
  private let state = Mutex<(task: Task<Void, Never>?, isCancelled: Bool)>((nil, false))

  func set(_ task: Task<Void, Never>) {
    state.withLock {
      $0.task = task
      if $0.isCancelled { task.cancel() }
    }
  }

  func cancel() {
    state.withLock {
      $0.isCancelled = true
      $0.task?.cancel()
    }
  }
}
