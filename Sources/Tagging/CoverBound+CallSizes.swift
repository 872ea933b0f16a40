/// The sum over all edits of 1/w, where no call that makes the edit makes more than w.
///
/// A call with two tags has no more contacts than get both, and with j tags no more than get both and the j-th of the
/// others: that is found for each pair of tags of each group. Where it would take too long, for each tag of each group.
struct CallSizes {
  private static let mostSteps = 20_000_000

  private let problem: CoverProblem
  /// For each tag the groups that get it, and its place among the tags of each.
  private var places: [[(group: Int, place: Int)]]
  /// For each group where its sizes begin, one for each of its tags.
  private var starts: [Int] = []
  private var sizes: [Int] = []
  /// Working space: how many contacts share each tag with those looked at.
  private var shared: [Int]
  private var largest: [Int] = []

  init(_ problem: CoverProblem) {
    self.problem = problem
    places = Array(repeating: [], count: problem.tags.count)
    shared = Array(repeating: 0, count: problem.tags.count)
    var steps = 0
    for (index, group) in problem.groups.enumerated() {
      starts.append(sizes.count)
      for (place, tag) in group.tags.enumerated() {
        places[tag].append((index, place))
        sizes.append(min(problem.tagCounts[tag], problem.limits.contacts))
      }
      steps += group.tags.count * group.tags.count * group.tags.count
    }
    guard problem.limits.tags > 1 else { return }
    for tag in problem.tags.indices {
      if steps <= Self.mostSteps { measurePairs(with: tag) } else { measure(tag) }
    }
  }

  /// Summed in parts of 2⁻³², each rounded down: a sum of a million fractions that errs upwards would be no bound.
  var value: Int {
    let one = 1 << 32
    var sum = 0
    for (index, group) in problem.groups.enumerated() {
      for place in group.tags.indices { sum += group.count * (one / sizes[starts[index] + place]) }
    }
    return sum.divided(roundingUpBy: one)
  }

  private mutating func measure(_ tag: Int) {
    let members = places[tag].map(\.group)
    count(members)
    for (group, place) in places[tag] {
      sizes[starts[group] + place] = max(sizes[starts[group] + place], size(in: group))
    }
    forget(members)
  }

  private mutating func measurePairs(with tag: Int) {
    var members: [Int: [(group: Int, place: Int, other: Int)]] = [:]
    for (group, place) in places[tag] {
      let tags = problem.groups[group].tags
      for other in tags.indices.dropFirst(place + 1) {
        members[tags[other], default: []].append((group, place, other))
      }
    }
    for pairs in members.values {
      let contacts = pairs.reduce(0) { $0 + problem.groups[$1.group].count }
      let groups = pairs.map(\.group)
      count(groups)
      for (group, place, other) in pairs {
        let width = min(problem.groups[group].tags.count, problem.limits.tags)
        let (one, two) = (starts[group] + place, starts[group] + other)
        guard min(contacts, problem.limits.contacts) * width > min(sizes[one], sizes[two]) else { continue }
        let size = size(in: group)
        sizes[one] = max(sizes[one], size)
        sizes[two] = max(sizes[two], size)
      }
      forget(groups)
    }
  }

  private mutating func count(_ groups: [Int]) {
    for group in groups {
      for tag in problem.groups[group].tags { shared[tag] += problem.groups[group].count }
    }
  }

  private mutating func forget(_ groups: [Int]) {
    for group in groups {
      for tag in problem.groups[group].tags { shared[tag] = 0 }
    }
  }

  /// The most edits of a call with tags of the group, as far as the counted contacts allow.
  private mutating func size(in group: Int) -> Int {
    largest.removeAll(keepingCapacity: true)
    for tag in problem.groups[group].tags { largest.append(shared[tag]) }
    largest.sort(by: >)
    var most = 1
    for (place, count) in largest.prefix(problem.limits.tags).enumerated() {
      most = max(most, (place + 1) * min(count, problem.limits.contacts))
    }
    return most
  }
}
