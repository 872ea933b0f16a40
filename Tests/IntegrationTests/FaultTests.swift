import Engine
import Foundation
import HighLevelAPI
import SandboxServer
import Storage
import Tagging
import Testing

@Suite(.serialized) struct `A commit through every kind of trouble` {
  /// Eight faults that exclude each other: a fifth of all requests goes wrong.
  private static let faults = """
    429=2.5%,500=2.5%,503=2.5%,reset-before=2.5%,reset-after=2.5%,stall=2.5%,truncate=2.5%,html=2.5%
    """
  /// Three in `make test`, twenty in `make torture`.
  private static let seeds = 1...(ProcessInfo.processInfo.environment["TORTURE"] == nil ? 3 : 20)

  @Test(arguments: seeds)
  func `ends with every one of 2,000 mixed edits confirmed, and the server has what was asked for`(
    seed: Int
  ) async throws {
    try await withWorld {
      $0.sandbox.contacts = 1_000
      $0.sandbox.seed = UInt64(seed)
      $0.sandbox.faults = try FaultSpecification("\(Self.faults),seed=\(seed)")
      $0.client = { $0.requestTimeout = 1 }
    } _: { world in
      let contacts = try await world.contacts()
      let edits = Edits.mixed(2_000, of: contacts, seed: UInt64(seed))
      #expect(edits.count == 2_000)
      // Small calls, so that there are many of them.
      let plan = edits.plan(PlanLimits(contacts: 20, tags: 5))
      #expect(plan.calls.count > 100)
      #expect(plan.calls.contains { $0.isBulk } && plan.calls.contains { !$0.isBulk })
      let listener = try await world.commit(plan, base: contacts) { committer, _ in committer.resume() }
      let outcome = try #require(listener.outcome)
      #expect(outcome.state == .finished)
      #expect(outcome.done == 2_000)
      #expect(outcome.failures == [])
      #expect(outcome.leftover == nil)
      #expect(try await world.tags() == edits.expected)
      try await expectHonestJournal(world, outcome.id, plan)
    }
  }

  /// Every edit has its receipt on disk, and what a receipt claims to know is so: each edit changed something.
  private func expectHonestJournal(_ world: World, _ id: CommitID, _ plan: Plan) async throws {
    let details = try #require(try await world.location.commit(id))
    #expect(details.calls.allSatisfy { $0 == .answered })
    #expect(try await world.location.unfinished().isEmpty)
    let receipts = Dictionary(grouping: details.receipts) { "\($0.call) \($0.contact)" }
    for call in plan.calls {
      for contact in call.contacts {
        var known: Set<ContactTag> = []
        var isCertain = true
        for receipt in receipts["\(call.id) \(contact)"] ?? [] {
          guard case .done(let added, let removed, let certainty) = receipt.outcome else { continue }
          known.formUnion((added + removed).map { ContactTag($0) })
          if certainty == .uncertain { isCertain = false }
        }
        let asked = Set(call.tags.map { ContactTag($0) })
        #expect(isCertain ? known == asked : known.isSubset(of: asked))
      }
    }
  }
}
