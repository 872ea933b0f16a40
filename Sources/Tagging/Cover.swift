/// Who gets which sets of tags: a way to cover a problem, not yet cut into calls.
///
/// The sets of a share divide its group's tags, so that every edit is made exactly once: its one receipt says what became
/// of it. (Making some edits twice can save a call where groups are small. Not done: the second removal would be of a tag
/// that the contact no longer has.)
struct Cover {
  /// Contacts of one group that get their tags in the same sets.
  struct Share {
    var group: Int
    var count: Int
    /// Indexes of sets.
    var sets: [Int]
  }

  /// Sets of tags that go out together, each ascending and at most `limits.tags` long.
  private(set) var sets: [[Int]] = []
  var shares: [Share] = []
  private var places: [[Int]: Int] = [:]

  /// The index of a set of tags, which is put in if it is new.
  mutating func index(of tags: [Int]) -> Int {
    if let place = places[tags] { return place }
    places[tags] = sets.count
    sets.append(tags)
    return sets.count - 1
  }

  /// For each set, how many contacts get it.
  var totals: [Int] {
    var totals = [Int](repeating: 0, count: sets.count)
    for share in shares {
      for set in share.sets { totals[set] += share.count }
    }
    return totals
  }

  /// How many calls it takes.
  func callCount(limits: PlanLimits) -> Int {
    totals.reduce(0) { $0 + $1.divided(roundingUpBy: limits.contacts) }
  }

  /// Cuts it into calls, those of the most contacts first; the contacts of a set are taken in order.
  func calls(of problem: CoverProblem) -> [(tags: [String], rows: [ContactRow])] {
    var taken = [Int](repeating: 0, count: problem.groups.count)
    var members = [[ContactRow]](repeating: [], count: sets.count)
    for share in shares {
      let start = problem.groups[share.group].rows.lowerBound + taken[share.group]
      taken[share.group] += share.count
      for set in share.sets { members[set] += problem.rows[start..<start + share.count] }
    }
    let order = sets.indices.sorted {
      members[$0].count != members[$1].count
        ? members[$0].count > members[$1].count : sets[$0].lexicographicallyPrecedes(sets[$1])
    }
    return order.flatMap { set in
      members[set].sorted().chunked(problem.limits.contacts)
        .map { (tags: sets[set].map { problem.tags[$0] }, rows: Array($0)) }
    }
  }
}
