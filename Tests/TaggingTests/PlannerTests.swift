import Testing

@testable import Tagging

@Suite struct `Planning calls` {
  static let seeds = Array(1...120)
  static let plans = seeds.map { PlannerSample(seed: $0).plan }

  @Test(arguments: seeds) func `each staged edit is made once and nothing else is`(seed: Int) {
    let sample = PlannerSample(seed: seed)
    let edits = Self.plans[seed - 1].edits
    #expect(Set(edits) == sample.matrix.edits)
    #expect(edits.count == sample.matrix.editCount)
  }

  @Test(arguments: seeds) func `no call is larger than the limits`(seed: Int) {
    let sample = PlannerSample(seed: seed)
    for call in Self.plans[seed - 1].calls {
      #expect(!call.contacts.isEmpty && call.contacts.count <= sample.limits.contacts)
      #expect(!call.tags.isEmpty && call.tags.count <= sample.limits.tags)
      #expect(Set(call.contacts).count == call.contacts.count)
      #expect(Set(call.tags).count == call.tags.count)
      #expect(!call.removesAllTags)
    }
  }

  @Test(arguments: seeds) func `all adds come before all removes`(seed: Int) {
    let calls = Self.plans[seed - 1].calls
    let adds = calls.prefix { $0.action == .add }
    #expect(calls.dropFirst(adds.count).allSatisfy { $0.action == .remove })
    #expect(calls.map(\.id) == Array(calls.indices))
  }

  @Test(arguments: seeds) func `the order of the edits makes no difference`(seed: Int) {
    let sample = PlannerSample(seed: seed)
    var random = SplitMix(state: UInt64(seed) << 8)
    let shuffled = sample.matrix { $0.shuffled(using: &random) }
    #expect(sample.planner.plan(shuffled) { ContactID("c\($0)") } == Self.plans[seed - 1])
  }

  @Test(arguments: seeds) func `it is never worse than the plain planners`(seed: Int) {
    let sample = PlannerSample(seed: seed)
    let calls = Self.plans[seed - 1].calls.count
    for plain in PlainPlanner.allCases {
      #expect(calls <= plain.callCount(sample.matrix, limits: sample.limits), "\(plain)")
    }
  }

  @Test(arguments: seeds) func `no plan goes below the bound`(seed: Int) {
    let plan = Self.plans[seed - 1]
    #expect(plan.lowerBound <= plan.calls.count)
    #expect((plan.lowerBound == 0) == plan.calls.isEmpty)
  }

  @Test(arguments: [1, 2, 99, 100, 101, 250, 1_234], [1, 2, 9, 10, 11, 20])
  func `contacts that all get the same edits take as few calls as can be`(contacts: Int, tags: Int) {
    let sample = PlannerSample(adds: Array(repeating: Array(0..<tags), count: contacts))
    #expect(sample.plan.calls.count == sample.plan.lowerBound)
    #expect(sample.plan.calls.count == (contacts + 99) / 100 * ((tags + 9) / 10))
  }

  @Test func `a rename adds to all before it removes from any`() {
    let contacts = 250
    let sample = PlannerSample(
      adds: Array(repeating: [1], count: contacts), removes: Array(repeating: [0], count: contacts))
    #expect(sample.plan.calls.map(\.action) == [.add, .add, .add, .remove, .remove, .remove])
    #expect(sample.plan.calls.map(\.contacts.count) == [100, 100, 50, 100, 100, 50])
  }

  @Test func `contacts with a tag more share the calls of those without it`() {
    // 150 with A, 150 with A and B: calls are shared by what both get, or kept apart.
    let sample = PlannerSample(
      adds: Array(repeating: [0], count: 150) + Array(repeating: [0, 1], count: 150))
    #expect(sample.plan.calls.count == 4)
    #expect(PlainPlanner.allCases.map { $0.callCount(sample.matrix, limits: sample.limits) } == [300, 5, 4])
  }

  @Test func `the bound is exact where every contact needs a call of its own`() {
    // Sums of fractions like 1/7 must not err upwards.
    let adds = (0..<3_000).map { contact in (0..<3 + contact % 7).map { ($0 * 11 + contact) % 40 } }
    let sample = PlannerSample(limits: PlanLimits(contacts: 1, tags: 10), adds: adds)
    #expect(sample.plan.calls.count == 3_000)
    #expect(sample.plan.lowerBound == 3_000)
  }

  @Test func `an empty changeset takes no call`() {
    #expect(PlannerSample().plan == Plan(calls: [], lowerBound: 0))
  }

  @Test func `a contact with very many tags takes as few calls as they fill`() {
    let sample = PlannerSample(adds: [Array(0..<131), [3]])
    #expect(sample.plan.calls.count == 14)
    #expect(sample.plan.lowerBound == 14)
  }
}

@Suite struct `Planning calls against the optimum` {
  @Test(arguments: PlannerInstance.all)
  func `a plan takes at most 1.15 times as many calls as the optimum`(instance: PlannerInstance) {
    let plan = PlannerSample(instance).plan
    #expect(Double(plan.calls.count) <= 1.15 * Double(instance.optimum))
    #expect(plan.calls.count >= instance.optimum)
    #expect(plan.lowerBound <= instance.optimum)
  }
}
