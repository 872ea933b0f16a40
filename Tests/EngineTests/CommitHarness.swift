import Engine
import Foundation
import Synchronization
import Tagging

/// Collects what a commit tells, and answers its pauses.
final class Listener: Sendable {
  private let state = Mutex<[CommitEvent]>([])
  private let onPause: @Sendable (Int, Problem) -> Void
  private let pauses = Mutex(0)

  init(onPause: @escaping @Sendable (Int, Problem) -> Void = { _, _ in }) { self.onPause = onPause }

  func take(_ event: CommitEvent) {
    state.withLock { $0.append(event) }
    if case .paused(let problem) = event {
      onPause(
        pauses.withLock { count in
          count += 1
          return count
        }, problem)
    }
  }

  var events: [CommitEvent] { state.withLock { $0 } }
  var outcome: CommitOutcome? {
    for case .ended(let outcome) in events { return outcome }
    return nil
  }
  var receipts: [Receipt] {
    events.flatMap { event in
      if case .answered(let receipts, _) = event { return receipts }
      return []
    }
  }
  var problems: [Problem] {
    events.compactMap { event in
      if case .paused(let problem) = event { return problem }
      return nil
    }
  }
  var notices: [String] {
    events.compactMap { event in
      if case .notice(let text) = event { return text }
      return nil
    }
  }
}

extension CommitRecord {
  static func sample(_ plan: Plan) -> CommitRecord {
    CommitRecord(
      id: CommitID(rawValue: "commit-1"), title: "sample",
      startedAt: Date(timeIntervalSinceReferenceDate: 0), author: "ana@desk", plan: plan)
  }
}

extension Plan {
  /// Calls as (action, tags, numbers of contacts).
  init(_ calls: [(TagAction, [String], [Int])]) {
    self.init(
      calls: calls.enumerated().map { place, call in
        PlannedCall(
          id: place, action: call.0, tags: call.1, contacts: call.2.map(ContactID.number))
      })
  }
}

extension CommitOptions {
  /// Options under which nothing waits.
  static func sample(base: [ContactID: [String]]? = nil) -> CommitOptions {
    var options = CommitOptions()
    options.clock.sleep = { _ in await Task.yield() }
    options.clock.random = { 0.5 }
    if let base { options.base = { id in base[id]?.map { ContactTag($0) } } }
    return options
  }
}

/// Numbers that are the same in every run (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}

/// Carries a plan out on a stub.
func commit(
  _ plan: Plan, on service: StubService, journal: MemoryJournal = MemoryJournal(),
  options: CommitOptions = .sample(), onPause: @escaping @Sendable (Committer, Int) -> Void = { _, _ in }
) async -> Listener {
  let committer = Committer(service: service, journal: journal, options: options)
  let listener = Listener { count, _ in onPause(committer, count) }
  await committer.commit(.sample(plan), remaining: nil) { listener.take($0) }
  return listener
}
