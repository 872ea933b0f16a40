/// The bound from weights of edits such that no call can make edits of more than 1 in all: then the sum of all weights is
/// one. It looks at every set of tags, so it is for few tags.
///
/// The weights begin as 1/w, w the size of the largest call that makes the edit, and are then shifted from edits whose
/// calls are overweight to those whose are not.
struct FewTagsBound {
  private static let mostTags = 10
  private static let rounds = 60

  let value: Int

  /// Nothing for more tags than it can look at.
  init?(_ problem: CoverProblem) {
    let width = problem.tags.count
    guard width <= Self.mostTags else { return nil }
    let masks = problem.groups.map { $0.tags.reduce(0) { $0 | 1 << $1 } }
    // For each set of tags the groups that have them all.
    let sets = (1..<1 << max(width, 0)).filter { $0.nonzeroBitCount <= problem.limits.tags }
    var members = [[Int]](repeating: [], count: 1 << width)
    for (index, mask) in masks.enumerated() {
      var part = mask
      while part != 0 {
        members[part].append(index)
        part = (part - 1) & mask
      }
    }
    var weights = Self.inverseSizes(problem, masks: masks, members: members, sets: sets, width: width)
    let visits = members.reduce(1) { $0 + $1.count }
    var best = 0.0
    for round in 0..<min(Self.rounds, max(2, 3_000_000 / visits)) {
      var heaviest = [Double](repeating: 0, count: weights.count)
      var most = 1e-9
      for set in sets where !members[set].isEmpty {
        let sums = members[set].map { group in
          (group: group, weight: Self.sum(weights, of: set, in: group, width: width))
        }.sorted { ($1.weight, $0.group) < ($0.weight, $1.group) }
        var left = problem.limits.contacts
        var total = 0.0
        var used = 0
        while used < sums.count, left > 0 {
          let count = min(left, problem.groups[sums[used].group].count)
          total += Double(count) * sums[used].weight
          left -= count
          used += 1
        }
        most = max(most, total)
        for (group, _) in sums.prefix(used) {
          for tag in 0..<width where set & 1 << tag != 0 {
            heaviest[group * width + tag] = max(heaviest[group * width + tag], total)
          }
        }
      }
      var sum = 0.0
      for (index, group) in problem.groups.enumerated() {
        for tag in group.tags { sum += Double(group.count) * weights[index * width + tag] }
      }
      best = max(best, sum / most)
      let step = 0.8 / (1 + Double(round) / 12)
      for index in weights.indices where weights[index] > 0 {
        let ratio = max(0.6, min(1.3, heaviest[index] > 0 ? 1 / heaviest[index] : 1.3))
        weights[index] *= 1 + step * (ratio - 1)
      }
    }
    // Less what rounding may have added.
    value = Int((best * (1 - 1e-9) - 1e-6).rounded(.up))
  }

  private static func sum(_ weights: [Double], of set: Int, in group: Int, width: Int) -> Double {
    var sum = 0.0
    var rest = set
    while rest != 0 {
      sum += weights[group * width + rest.trailingZeroBitCount]
      rest &= rest - 1
    }
    return sum
  }

  private static func inverseSizes(
    _ problem: CoverProblem, masks: [Int], members: [[Int]], sets: [Int], width: Int
  ) -> [Double] {
    var sizes = [Int](repeating: 0, count: masks.count * width)
    for set in sets {
      let contacts = members[set].reduce(0) { $0 + problem.groups[$1].count }
      let size = set.nonzeroBitCount * min(contacts, problem.limits.contacts)
      for group in members[set] {
        for tag in 0..<width where set & 1 << tag != 0 {
          sizes[group * width + tag] = max(sizes[group * width + tag], size)
        }
      }
    }
    return sizes.map { $0 > 0 ? 1 / Double($0) : 0 }
  }
}
