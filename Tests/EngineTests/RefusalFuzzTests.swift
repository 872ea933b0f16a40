import Engine
import Tagging
import Testing

/// A server with rules of its own, and a plan that breaks some of them.
private struct Rules: Sendable {
  var size = 500
  var tagCount = 500
  var badTags: Set<String> = []
  var badContacts: Set<ContactID> = []
  var hasBulk = true
  var seed: UInt64
  var lossRate = 0

  func fault(_ number: Int, _ write: StubService.Write) -> StubService.Fault? {
    if write.isBulk, !hasBulk {
      return .failBefore(.rejected(status: 404, message: "Cannot POST", traceID: nil))
    }
    func refuse(_ text: String) -> StubService.Fault {
      .failBefore(.rejected(status: 422, message: text, traceID: nil))
    }
    if write.contacts.count > size { return refuse("too many contacts") }
    if write.tags.count > tagCount { return refuse("too many tags") }
    if !badTags.isDisjoint(with: write.tags) { return refuse("a tag is not allowed") }
    if !badContacts.isDisjoint(with: write.contacts) { return refuse("a contact is not valid") }
    var random = SeededRandom(seed: seed &+ UInt64(number) &* 7919)
    guard Int.random(in: 0..<100, using: &random) < lossRate else { return nil }
    let error = ServiceError.unreachable(mayHaveArrived: true, reason: "reset")
    return Bool.random(using: &random) ? .failBefore(error) : .failAfter(error)
  }
}

@Suite struct `Refusals of all kinds at once` {
  @Test(arguments: Array(0..<24) + [1386, 2407, 2586] as [UInt64])
  func `end with exactly the edits failed that the server refuses`(seed: UInt64) async throws {
    var random = SeededRandom(seed: seed)
    let count = 400
    var rules = Rules(seed: seed, lossRate: seed % 3 == 0 ? 10 : 0)
    if Bool.random(using: &random) { rules.size = Int.random(in: 1...120, using: &random) }
    if Bool.random(using: &random) { rules.tagCount = Int.random(in: 1...6, using: &random) }
    if Bool.random(using: &random) { rules.badTags = ["t\(Int.random(in: 0..<8, using: &random))"] }
    rules.hasBulk = Int.random(in: 0..<8, using: &random) > 0
    for _ in 0..<Int.random(in: 0...4, using: &random) {
      rules.badContacts.insert(.number(Int.random(in: 0..<count, using: &random)))
    }
    var calls: [(TagAction, [String], [Int])] = []
    let order = (0..<count).shuffled(using: &random)
    var at = 0
    while at < count {
      let size = min(count - at, Int.random(in: 1...100, using: &random))
      let tags = (0..<8).map { "t\($0)" }.shuffled(using: &random)
        .prefix(Int.random(in: 1...8, using: &random))
      calls.append((.add, Array(tags), Array(order[at..<at + size])))
      at += size
    }
    calls += calls.map { (.remove, ["old"], $0.2) }
    let plan = Plan(calls)
    let service = StubService(count: count, tags: ["old"])
    let rule = rules
    await service.set(fault: { rule.fault($0, $1) })
    let listener = await commit(plan, on: service, options: .sample(base: await service.tags))
    let outcome = try #require(listener.outcome)

    var expected: Set<String> = []
    for (action, tags, contacts) in calls {
      let hasBadTag = !rules.badTags.isDisjoint(with: tags)
      for contact in contacts.map(ContactID.number) {
        let isBad = rules.badContacts.contains(contact)
        for tag in tags where isBad || rules.badTags.contains(tag) {
          expected.insert("\(action) \(tag) \(contact)")
        }
        if action == .add, isBad || hasBadTag { expected.insert("remove old \(contact)") }
      }
    }
    let failed = Set(outcome.failures.map { "\($0.action) \($0.tag) \($0.contact)" })
    let innocent = failed.subtracting(expected).sorted()
    #expect(innocent.isEmpty, "\(innocent.prefix(5)) under \(rules) \(outcome.reasons)")
    #expect(expected.subtracting(failed).isEmpty)
    #expect(outcome.failures.count == failed.count)
    #expect(outcome.done + outcome.failed + outcome.notSent == plan.editCount)
    #expect(await service.clashes.isEmpty)
    var wanted: [ContactID: Set<String>] = [:]
    for (action, names, contacts) in calls {
      for contact in contacts.map(ContactID.number) {
        var tags = wanted[contact] ?? ["old"]
        for name in names where !failed.contains("\(action) \(name) \(contact)") {
          if action == .add { tags.insert(name) } else { tags.remove(name) }
        }
        wanted[contact] = tags
      }
    }
    #expect(await service.tags.mapValues { Set($0) } == wanted)
  }
}
