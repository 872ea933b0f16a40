extension CoverSearch {
  /// Dissolves calls, those of the fewest contacts first, until none gives way.
  mutating func dissolveCalls(downTo bound: Int, work: inout Int) {
    var isImproved = true
    while isImproved, work > 0, callCount > bound {
      isImproved = false
      work -= sets.count
      let order = sets.indices.filter { calls[$0] > 0 }.sorted { (load($0), $0) < (load($1), $1) }
      for set in order where work > 0 && callCount > bound {
        while dissolveLastCall(of: set, work: &work) { isImproved = true }
      }
      keep()
    }
  }

  /// Opens a call that makes room, and keeps it where at least one other can be dissolved for it.
  ///
  /// A swap one for one is kept as well: it costs nothing, and leads to where the next step saves.
  mutating func exchangeCalls(downTo bound: Int, work: inout Int) {
    var random = SplitMix(state: 0x7461_6764_6573_6b)
    while work > 0, callCount > bound {
      guard let tags = proposal(&random, work: &work) else { continue }
      let before = callCount
      let start = checkpoint()
      let opened = open(tags)
      var also: Int?
      if random.below(3) == 0, let more = proposal(&random, work: &work) { also = open(more) }
      for set in neighbors(of: opened, &random, work: &work) where work > 0 && calls[set] > 0 && set != also {
        _ = dissolveLastCall(of: set, work: &work)
      }
      close(opened)
      if let also { close(also) }
      if callCount <= before { keep() } else { undo(to: start) }
    }
  }

  /// Tags that several contacts share, out of the sets in use: a part, an overlap or a union.
  private func proposal(_ random: inout SplitMix, work: inout Int) -> [Int]? {
    let share = shares[random.below(shares.count)]
    let one = sets[share.sets[random.below(share.sets.count)]]
    let other = shares[random.below(shares.count)]
    let two = sets[other.sets[random.below(other.sets.count)]]
    work -= 30 + 2 * one.count + one.count * two.count / 4
    let tags: [Int]
    switch random.below(7) {
    case 0: tags = one.filter { two.contains($0) }
    case 1: tags = one.filter { !two.contains($0) }
    case 2: tags = one
    case 3: tags = one.filter { _ in random.below(2) == 0 }
    case 5:
      let all = problem.groups[share.group].tags
      work -= all.count
      tags = all.filter { _ in random.below(2) == 0 }
    case 4:
      let same = problem.groups[share.group].tags
      let different = problem.groups[other.group].tags
      work -= same.count * different.count / 4
      tags = same.filter { different.contains($0) }
    default:
      let next = sets[share.sets[random.below(share.sets.count)]]
      tags = next == one ? [] : (one + next).sorted()
    }
    return tags.isEmpty || tags.count > problem.limits.tags ? nil : tags
  }

  /// Sets that share a tag with the opened one, a few, those with the smallest last call first.
  private func neighbors(of opened: Int, _ random: inout SplitMix, work: inout Int) -> [Int] {
    let first = random.below(sets.count)
    let tags = sets[opened]
    var found: [Int] = []
    for step in sets.indices where found.count < 40 {
      let set = (first + step) % sets.count
      work -= calls[set] > 0 ? 4 + tags.count / 4 : 1
      if calls[set] > 0, set != opened, sets[set].contains(where: { tags.contains($0) }) { found.append(set) }
    }
    return found.sorted { (load($0), $0) < (load($1), $1) }
  }
}

/// A small generator of numbers that look random and are the same everywhere.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number from 0 up to the limit, without it.
  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
}
