import Foundation
import Tagging
import Testing

@testable import Storage

@Suite struct `Blobs` {
  @Test(arguments: 1...30)
  func `of plans and receipts give back what was put in`(seed: UInt64) throws {
    var random = SeededGenerator(seed)
    let plan = Plan.random(using: &random)
    #expect(try PlanBlob.decode(PlanBlob.encode(plan)) == plan)
    for call in plan.calls {
      let receipts = call.contacts.map { Receipt.random(call.id, $0, using: &random) }
      #expect(try ReceiptsBlob.decode(ReceiptsBlob.encode(receipts), call: call.id) == receipts)
    }
  }

  @Test(arguments: 1...30)
  func `that are cut off or changed are refused or read as something else, and stop nothing`(
    seed: UInt64
  ) throws {
    var random = SeededGenerator(seed)
    let plan = Plan.random(using: &random)
    let contacts = plan.calls.flatMap(\.contacts)
    let blobs = [
      PlanBlob.encode(plan), ReceiptsBlob.encode(contacts.map { Receipt.random(0, $0, using: &random) }),
      ChangesBlob.encode(DraftStep.adding("vip", contacts: 5).changes),
    ]
    for blob in blobs {
      for _ in 0..<200 {
        var damaged = Array(blob.prefix(Int.random(in: 0...blob.count, using: &random)))
        #expect(!isReadable(damaged) || damaged.count == blob.count)
        for _ in 0..<3 where !damaged.isEmpty {
          damaged[Int.random(in: damaged.indices, using: &random)] = UInt8.random(
            in: .min ... .max, using: &random)
        }
        _ = isReadable(damaged)
      }
    }
  }

  @Test func `say a tag that comes again in a byte`() {
    let tag = String(repeating: "long ", count: 20)
    let receipts = (0..<100).map {
      Receipt(
        call: 0, contact: .sample($0), before: [tag],
        outcome: .done(added: [], removed: [tag], certainty: .proven))
    }
    #expect(ReceiptsBlob.encode(receipts).count < 100 * (20 + 7) + 120)
  }

  /// Whether a blob can be read as what its first byte says it is.
  private func isReadable(_ blob: [UInt8]) -> Bool {
    do {
      switch blob.first {
      case 1: _ = try ChangesBlob.decode(blob)
      case 2: _ = try PlanBlob.decode(blob)
      default: _ = try ReceiptsBlob.decode(blob, call: 0)
      }
      return true
    } catch {
      return false
    }
  }
}

private let names = ["vip", "VIP", "caf\u{E9}", "cafe\u{301}", "", "🏷️"]

extension [String] {
  fileprivate static func random(using random: inout SeededGenerator) -> [String] {
    (0..<Int.random(in: 0..<4, using: &random)).map { _ in
      names[Int.random(in: names.indices, using: &random)]
    }
  }
}

extension Plan {
  fileprivate static func random(using random: inout SeededGenerator) -> Plan {
    let calls = (0..<Int.random(in: 0..<8, using: &random)).map { id in
      let contacts = (0..<Int.random(in: 0..<30, using: &random)).map { number in
        id % 2 == 0 ? ContactID.sample(number) : ContactID(String(repeating: "x", count: number % 7))
      }
      return PlannedCall(
        id: id, action: Bool.random(using: &random) ? .add : .remove, tags: .random(using: &random),
        contacts: contacts, removesAllTags: Bool.random(using: &random))
    }
    return Plan(calls: calls, lowerBound: Int.random(in: 0..<1_000, using: &random))
  }
}

extension Receipt {
  fileprivate static func random(
    _ call: Int, _ contact: ContactID, using random: inout SeededGenerator
  ) -> Receipt {
    let certainties: [Certainty] = [.proven, .inferred, .uncertain]
    let outcome: Outcome
    switch Int.random(in: 0..<3, using: &random) {
    case 0: outcome = .failed(reason: names[Int.random(in: names.indices, using: &random)])
    case 1: outcome = .notSent(reason: "stopped")
    default:
      outcome = .done(
        added: .random(using: &random), removed: .random(using: &random),
        certainty: certainties[Int.random(in: 0..<3, using: &random)])
    }
    return Receipt(
      call: call, contact: contact, before: Bool.random(using: &random) ? .random(using: &random) : nil,
      outcome: outcome)
  }
}
