/// A bound from edits chosen so that one call can make none of two different tags: what each tag takes of them adds up.
///
/// The contacts with one edit only are such a choice, a fooling set (one contact per tag) another.
struct CoverConflicts {
  let value: Int

  init(_ problem: CoverProblem) {
    // For each tag the groups that get it, those with the fewest tags first.
    var groupsOfTag = [[Int]](repeating: [], count: problem.tags.count)
    let byLength = problem.groups.indices.sorted {
      (problem.groups[$0].tags.count, $0) < (problem.groups[$1].tags.count, $1)
    }
    for index in byLength {
      for tag in problem.groups[index].tags { groupsOfTag[tag].append(index) }
    }
    // Beyond this many tags the table of conflicts is not worth its memory.
    guard problem.tags.count <= 1 << 12 else {
      value = groupsOfTag.reduce(0) { bound, groups in
        let singles = groups.prefix { problem.groups[$0].tags.count == 1 }
        return bound
          + singles.reduce(0) { $0 + problem.groups[$1].count }
          .divided(roundingUpBy: problem.limits.contacts)
      }
      return
    }
    let rareFirst = problem.tags.indices.sorted { (problem.tagCounts[$0], $0) < (problem.tagCounts[$1], $1) }
    value =
      [rareFirst, rareFirst.reversed()].flatMap { order in
        [true, false].map { Self.bound(problem, groupsOfTag, order: order, spread: $0) }
      }.max() ?? 0
  }

  /// Chooses in the order of tags; `spread` gives every tag one group before any gets more.
  private static func bound(
    _ problem: CoverProblem, _ groupsOfTag: [[Int]], order: [Int], spread: Bool
  ) -> Int {
    // For each tag, the tags of the contacts chosen for it. Two tags conflict where each is among the other's.
    let words = (problem.tags.count + 63) / 64
    var reach = [UInt64](repeating: 0, count: problem.tags.count * words)
    var chosen = [Int](repeating: 0, count: problem.tags.count)
    var first = [Int](repeating: -1, count: problem.tags.count)
    for isFirstRound in spread ? [true, false] : [false] {
      for tag in order {
        let (word, bit) = (tag / 64, UInt64(1) << UInt64(tag % 64))
        for index in groupsOfTag[tag] where index != first[tag] {
          let tags = problem.groups[index].tags
          if tags.contains(where: { $0 != tag && reach[$0 * words + word] & bit != 0 }) { continue }
          chosen[tag] += problem.groups[index].count
          for other in tags { reach[tag * words + other / 64] |= 1 << UInt64(other % 64) }
          if isFirstRound {
            first[tag] = index
            break
          }
        }
      }
    }
    return chosen.reduce(0) { $0 + $1.divided(roundingUpBy: problem.limits.contacts) }
  }
}
