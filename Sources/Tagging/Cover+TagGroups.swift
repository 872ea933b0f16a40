extension Cover {
  /// Puts tags into bundles; each contact gets its tags of a bundle in one call.
  ///
  /// Every tag begins as a bundle of its own, and the two whose union saves most are united until none saves. Between tag
  /// by tag and equal rows together, this finds what both miss: ten tags each on a random half take 1,000 calls tag by
  /// tag, 1,023 together, 405 in bundles of eight and two.
  static func bundled(_ problem: CoverProblem, work: inout Int) -> Cover {
    var bundles = problem.tags.indices.map { Bundle(tag: $0, count: problem.tagCounts[$0]) }
    for (index, group) in problem.groups.enumerated() {
      for tag in group.tags { bundles[tag].patterns.append((index, 1)) }
    }
    unite(&bundles, problem: problem, work: &work)
    var tagsOfBundle = [Int](repeating: 0, count: problem.tags.count)
    for (index, bundle) in bundles.enumerated() {
      for tag in bundle.tags { tagsOfBundle[tag] = index }
    }
    var cover = Cover()
    for (index, group) in problem.groups.enumerated() {
      var parts: [Int: [Int]] = [:]
      var order: [Int] = []
      for tag in group.tags {
        let bundle = tagsOfBundle[tag]
        if parts[bundle] == nil { order.append(bundle) }
        parts[bundle, default: []].append(tag)
      }
      let sets = order.map { cover.index(of: parts[$0] ?? []) }
      cover.shares.append(Share(group: index, count: group.count, sets: sets))
    }
    return cover
  }

  /// Tags, and for each group that has some of them which ones: equal numbers from 1 on mean equal parts.
  private struct Bundle {
    var tags: [Int]
    /// Ascending by group.
    var patterns: [(group: Int, pattern: Int)] = []
    var patternCount = 1
    var contactCount: Int
    var calls = 0

    init(tag: Int, count: Int) {
      tags = [tag]
      contactCount = count
    }
  }

  private static func unite(_ bundles: inout [Bundle], problem: CoverProblem, work: inout Int) {
    for index in bundles.indices {
      bundles[index].calls = bundles[index].contactCount.divided(roundingUpBy: problem.limits.contacts)
    }
    // The busiest tags, as many as the work allows: a tag of one call has nothing to gain.
    let busiest = bundles.indices.filter { bundles[$0].calls > 0 }
      .sorted { (bundles[$1].contactCount, $0) < (bundles[$0].contactCount, $1) }
    var active: [Int] = []
    var savings: [Pair: Int] = [:]
    for index in busiest {
      guard work > 0, active.count < 200 else { break }
      for other in active { measure(index, other, bundles, &savings, problem: problem, work: &work) }
      active.append(index)
    }
    while work > 0, let best = savings.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }), best.value > 0 {
      let (one, two) = (best.key.low, best.key.high)
      bundles[one] = united(bundles[one], bundles[two], problem: problem)
      bundles[two].tags = []
      active.removeAll { $0 == two }
      savings = savings.filter {
        $0.key.low != one && $0.key.low != two && $0.key.high != one && $0.key.high != two
      }
      for other in active where other != one {
        measure(one, other, bundles, &savings, problem: problem, work: &work)
      }
    }
  }

  private struct Pair: Hashable, Comparable {
    var low: Int
    var high: Int

    init(_ one: Int, _ two: Int) {
      low = min(one, two)
      high = max(one, two)
    }

    static func < (left: Pair, right: Pair) -> Bool { (left.low, left.high) < (right.low, right.high) }
  }

  private static func measure(
    _ one: Int, _ two: Int, _ bundles: [Bundle], _ savings: inout [Pair: Int], problem: CoverProblem,
    work: inout Int
  ) {
    let (left, right) = (bundles[one], bundles[two])
    guard left.tags.count + right.tags.count <= problem.limits.tags else { return }
    guard (left.patternCount + 1) * (right.patternCount + 1) <= 1 << 16 else { return }
    work -= 2 * (left.patterns.count + right.patterns.count)
    let calls = united(left, right, problem: problem).calls
    if calls < left.calls + right.calls { savings[Pair(one, two)] = left.calls + right.calls - calls }
  }

  private static func united(_ left: Bundle, _ right: Bundle, problem: CoverProblem) -> Bundle {
    var bundle = left
    bundle.tags = (left.tags + right.tags).sorted()
    bundle.patterns = []
    bundle.patterns.reserveCapacity(left.patterns.count + right.patterns.count)
    let width = right.patternCount + 1
    var numbers = [Int](repeating: 0, count: (left.patternCount + 1) * width)
    var totals = [0]
    var (one, two) = (0, 0)
    while one < left.patterns.count || two < right.patterns.count {
      let first = one < left.patterns.count ? left.patterns[one].group : Int.max
      let second = two < right.patterns.count ? right.patterns[two].group : Int.max
      var joint = 0
      if first <= second {
        joint += left.patterns[one].pattern * width
        one += 1
      }
      if second <= first {
        joint += right.patterns[two].pattern
        two += 1
      }
      if numbers[joint] == 0 {
        numbers[joint] = totals.count
        totals.append(0)
      }
      let group = min(first, second)
      totals[numbers[joint]] += problem.groups[group].count
      bundle.patterns.append((group, numbers[joint]))
    }
    bundle.patternCount = totals.count - 1
    bundle.contactCount = totals.reduce(0, +)
    bundle.calls = totals.reduce(0) { $0 + $1.divided(roundingUpBy: problem.limits.contacts) }
    return bundle
  }
}
