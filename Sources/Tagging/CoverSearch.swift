/// A cover that is being improved: calls are dissolved by moving their contacts into room that other calls have left.
///
/// Everything is bounded by counts of work and drawn from a fixed seed: equal edits give equal covers on every machine.
struct CoverSearch {
  let problem: CoverProblem
  private(set) var sets: [[Int]]
  private(set) var shares: [Cover.Share]
  /// For each set how many contacts get it, and how many calls it has.
  private(set) var totals: [Int]
  private(set) var calls: [Int]
  private(set) var callCount: Int
  /// For each set the shares that have it, and some that had.
  private var members: [[Int]]
  private var places: [[Int]: Int] = [:]
  /// For each tag the sets of which it is the first.
  private var setsByFirstTag: [[Int]]
  private var choices: [Choices]
  private var undoLog: [Change] = []
  private var marks: [Int]
  private var stamps: [Int] = []
  private var stamp = 0

  /// The sets that contacts of a group may get, as bits of the group's tags; the largest first.
  private struct Choices {
    var sets: [(set: Int, mask: UInt64)] = []
    var setCount = 0
  }

  private enum Change {
    case moved(share: Int, sets: [Int])
    case split(share: Int)
    case calls(set: Int, count: Int)
  }

  init(_ cover: Cover, of problem: CoverProblem) {
    self.problem = problem
    sets = cover.sets
    shares = []
    totals = cover.totals
    calls = totals.map { $0.divided(roundingUpBy: problem.limits.contacts) }
    callCount = calls.reduce(0, +)
    members = Array(repeating: [], count: sets.count)
    setsByFirstTag = Array(repeating: [], count: problem.tags.count)
    choices = Array(repeating: Choices(), count: problem.groups.count)
    marks = Array(repeating: 0, count: problem.tags.count)
    for (index, tags) in sets.enumerated() {
      places[tags] = index
      setsByFirstTag[tags[0]].append(index)
    }
    // Shares of a group that were split and then treated alike are one again.
    var merged: [[Int]: Int] = [:]
    for share in cover.shares {
      let key = [share.group] + share.sets.sorted()
      if let place = merged[key] {
        shares[place].count += share.count
      } else {
        merged[key] = shares.count
        for set in share.sets { members[set].append(shares.count) }
        shares.append(share)
      }
    }
  }

  /// The cover as it is now.
  var cover: Cover {
    var cover = Cover()
    for share in shares {
      var share = share
      share.sets = share.sets.map { cover.index(of: sets[$0]) }
      cover.shares.append(share)
    }
    return cover
  }

  /// How many contacts the last call of a set has.
  func load(_ set: Int) -> Int { totals[set] - (calls[set] - 1) * problem.limits.contacts }

  /// How many more contacts the calls of a set can take.
  func room(_ set: Int) -> Int { calls[set] * problem.limits.contacts - totals[set] }

  // MARK: Changes that can be taken back

  /// A point to come back to.
  func checkpoint() -> Int { undoLog.count }

  /// Keeps all changes.
  mutating func keep() { undoLog.removeAll(keepingCapacity: true) }

  /// Takes back the changes since the checkpoint.
  mutating func undo(to checkpoint: Int) {
    while undoLog.count > checkpoint, let change = undoLog.popLast() {
      switch change {
      case .moved(let share, let sets):
        for set in shares[share].sets { totals[set] -= shares[share].count }
        shares[share].sets = sets
        for set in sets {
          totals[set] += shares[share].count
          members[set].append(share)
        }
      case .split(let share):
        shares[share].count += shares.removeLast().count
      case .calls(let set, let count):
        callCount += count - calls[set]
        calls[set] = count
      }
    }
  }

  private mutating func setCalls(of set: Int, to count: Int) {
    undoLog.append(.calls(set: set, count: calls[set]))
    callCount += count - calls[set]
    calls[set] = count
  }

  /// Gives a set of tags one more call, still empty.
  mutating func open(_ tags: [Int]) -> Int {
    let set: Int
    if let place = places[tags] {
      set = place
    } else {
      set = sets.count
      places[tags] = set
      sets.append(tags)
      totals.append(0)
      calls.append(0)
      members.append([])
      setsByFirstTag[tags[0]].append(set)
    }
    setCalls(of: set, to: calls[set] + 1)
    return set
  }

  /// Drops the calls of a set that hold no contact.
  mutating func close(_ set: Int) {
    let needed = totals[set].divided(roundingUpBy: problem.limits.contacts)
    if needed < calls[set] { setCalls(of: set, to: needed) }
  }

  private mutating func move(_ share: Int, to sets: [Int]) {
    undoLog.append(.moved(share: share, sets: shares[share].sets))
    let count = shares[share].count
    let former = shares[share].sets
    for set in former { totals[set] -= count }
    shares[share].sets = sets
    for set in sets {
      totals[set] += count
      if !former.contains(set) { members[set].append(share) }
    }
    for set in former { close(set) }
  }

  private mutating func split(_ share: Int, keeping count: Int) {
    var other = shares[share]
    other.count -= count
    shares[share].count = count
    for set in other.sets { members[set].append(shares.count) }
    shares.append(other)
    undoLog.append(.split(share: share))
  }

  // MARK: Dissolving a call

  /// Moves the contacts of the set's last call into room elsewhere; changes nothing and returns false where that fails.
  mutating func dissolveLastCall(of set: Int, work: inout Int) -> Bool {
    guard calls[set] > 0 else { return false }
    let start = checkpoint()
    let target = calls[set] - 1
    let size = problem.limits.contacts
    members[set] = current(members[set], of: set)
    work -= 4 * members[set].count + 8
    for share in members[set] {
      while totals[set] > target * size, work > 0 {
        guard shares[share].sets.contains(set) else { break }
        guard let sets = division(of: share, avoiding: set, work: &work) else { break }
        let fresh = sets.filter { !shares[share].sets.contains($0) }
        let count = min(
          shares[share].count, totals[set] - target * size, fresh.map { room($0) }.min() ?? Int.max)
        if count < shares[share].count {
          split(share, keeping: shares[share].count - count)
          move(shares.count - 1, to: sets)
        } else {
          move(share, to: sets)
        }
      }
      if totals[set] <= target * size { break }
    }
    if totals[set] <= target * size {
      close(set)
      return true
    }
    undo(to: start)
    return false
  }

  /// The shares that have the set, each once.
  private mutating func current(_ list: [Int], of set: Int) -> [Int] {
    if stamps.count < shares.count {
      stamps.append(contentsOf: repeatElement(0, count: shares.count - stamps.count))
    }
    stamp += 1
    return list.filter { share in
      guard share < shares.count, stamps[share] != stamp, shares[share].sets.contains(set) else {
        return false
      }
      stamps[share] = stamp
      return true
    }
  }

  /// The best division of a share's tags into sets with room and sets that it has already, without one of these.
  private mutating func division(of share: Int, avoiding avoided: Int, work: inout Int) -> [Int]? {
    let group = shares[share].group
    let width = problem.groups[group].tags.count
    guard width <= 64 else { return nil }
    refreshChoices(of: group, work: &work)
    let own = shares[share].sets
    var usable: [DivisionSearch.Option] = []
    work -= 40 + 2 * choices[group].sets.count
    for (set, mask) in choices[group].sets where set != avoided {
      // A set kept costs a little less than room used: the same number of sets, but fewer contacts moved.
      if own.contains(set) {
        usable.append(.init(set: set, mask: mask, cost: 15))
      } else if room(set) > 0 {
        usable.append(.init(set: set, mask: mask, cost: 16))
      }
    }
    var search = DivisionSearch(options: usable, effort: min(work, 600))
    search.run(open: .max >> UInt64(64 - width), cost: 0)
    work -= 600 - max(search.effort, 0)
    return search.best
  }

  /// Brings the list of sets that the group's contacts may get up to date.
  private mutating func refreshChoices(of group: Int, work: inout Int) {
    guard choices[group].setCount < sets.count else { return }
    let tags = problem.groups[group].tags
    for (bit, tag) in tags.enumerated() { marks[tag] = bit + 1 }
    let known = choices[group].setCount
    var isChanged = false
    for tag in tags {
      for set in setsByFirstTag[tag].reversed() {
        if set < known { break }
        work -= 2 + sets[set].count / 4
        var mask: UInt64 = 0
        for tag in sets[set] where marks[tag] > 0 { mask |= 1 << UInt64(marks[tag] - 1) }
        guard mask.nonzeroBitCount == sets[set].count else { continue }
        choices[group].sets.append((set, mask))
        isChanged = true
      }
    }
    for tag in tags { marks[tag] = 0 }
    choices[group].setCount = sets.count
    guard isChanged else { return }
    choices[group].sets.sort { (sets[$1.set].count, $0.set) < (sets[$0.set].count, $1.set) }
  }
}

/// Finds the cheapest way to divide tags into some of the sets on offer, as far as the effort goes.
private struct DivisionSearch {
  struct Option {
    var set: Int
    var mask: UInt64
    var cost: Int
  }

  let options: [Option]
  /// How many more options may be looked at.
  var effort: Int
  private(set) var best: [Int]?
  private var bestCost = Int.max
  private var chosen: [Int] = []

  init(options: [Option], effort: Int) {
    self.options = options
    self.effort = effort
  }

  mutating func run(open: UInt64, cost: Int) {
    if open == 0 {
      best = chosen
      bestCost = cost
      return
    }
    let lowest = open & (~open &+ 1)
    for option in options where option.mask & lowest != 0 && option.mask & ~open == 0 {
      effort -= 1
      if effort <= 0 { return }
      // What is still open takes one more set at least.
      let rest = open & ~option.mask
      if cost + option.cost + (rest == 0 ? 0 : 15) >= bestCost { continue }
      chosen.append(option.set)
      run(open: rest, cost: cost + option.cost)
      chosen.removeLast()
    }
  }
}
