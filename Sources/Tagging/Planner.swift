/// Finds the calls that make a changeset true, as few as it can.
///
/// Every edit is made by exactly one call, all adds come before all removes, so that a rename that is interrupted halfway
/// never loses a membership. Covers of four kinds are compared: tag by tag, equal rows together, tags in bundles, and the
/// largest call first; the best is improved by dissolving calls into the room that others have left. The result depends
/// on the edits alone, never on the order in which they were made, nor on the speed of the machine.
public struct Planner: Sendable {
  public var limits: PlanLimits

  /// How many elementary steps each stage of the search may take, for one direction of edits.
  private static let (bundleWork, greedyWork, trialWork, searchWork) = (
    6_000_000, 30_000_000, 4_000_000, 10_000_000
  )

  /// How much of the search for improvements is done, in percent: less where only its being right matters.
  package var effort = 100

  /// Makes a planner.
  public init(limits: PlanLimits = PlanLimits()) { self.limits = limits }

  /// Plans the edits; `id` gives the contact of a row.
  ///
  /// The lower bound holds for all plans that make each edit once.
  public func plan(_ matrix: EditMatrix, id: (ContactRow) -> ContactID) -> Plan {
    var calls: [PlannedCall] = []
    var bound = 0
    for action in [TagAction.add, .remove] {
      let problem = CoverProblem(matrix.lines.filter { $0.action == action }, limits: limits)
      guard !problem.groups.isEmpty else { continue }
      let least = CoverBound(problem: problem).value
      bound += least
      for call in cover(problem, downTo: least).calls(of: problem) {
        calls.append(
          PlannedCall(id: calls.count, action: action, tags: call.tags, contacts: call.rows.map(id)))
      }
    }
    return Plan(calls: calls, lowerBound: bound)
  }

  /// The best cover found; none has fewer calls than the bound.
  private func cover(_ problem: CoverProblem, downTo bound: Int) -> Cover {
    var best = Cover.equalRows(problem)
    var fewest = best.callCount(limits: problem.limits)
    let others: [(CoverProblem) -> Cover] = [
      Cover.tagByTag,
      {
        var work = Self.bundleWork
        return Cover.bundled($0, work: &work)
      },
      {
        var work = Self.greedyWork
        return Cover.greedy($0, work: &work)
      },
    ]
    var covers = [best]
    for make in others where fewest > bound {
      let cover = make(problem)
      covers.append(cover)
      let count = cover.callCount(limits: problem.limits)
      if count < fewest { (best, fewest) = (cover, count) }
    }
    guard fewest > bound else { return best }
    // The best to begin with need not be the best that comes of it, but what is far off does not catch up.
    var winner: CoverSearch?
    for cover in covers where cover.callCount(limits: problem.limits) <= fewest + fewest / 4 + 16 {
      var search = CoverSearch(cover, of: problem)
      var work = Self.trialWork * effort / 100
      search.dissolveCalls(downTo: bound, work: &work)
      if search.callCount < winner?.callCount ?? Int.max { winner = search }
    }
    guard var search = winner else { return best }
    // What a small changeset can gain is found soon.
    let edits = problem.tagCounts.reduce(0, +)
    var work = min(Self.searchWork, 600_000 + 400 * edits) * effort / 100
    search.exchangeCalls(downTo: bound, work: &work)
    return search.callCount < fewest ? search.cover : best
  }
}

extension Int {
  /// The quotient, rounded up.
  func divided(roundingUpBy divisor: Int) -> Int { (self + divisor - 1) / divisor }
}

extension Array {
  /// The elements in stretches of at most `size`.
  func chunked(_ size: Int) -> [ArraySlice<Element>] {
    stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
  }
}
