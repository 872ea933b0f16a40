/// What no plan can go below that makes each edit once, in one direction. Every figure holds by itself; the largest counts.
///
/// All but `grid` hold for plans that repeat edits too.
struct CoverBound {
  let problem: CoverProblem

  /// The largest of the figures.
  var value: Int { max(shares, incidences, grid, edges, CoverConflicts(problem).value) }

  private var limits: PlanLimits { problem.limits }

  /// What contacts alone, or the neediest tag alone, take.
  private var shares: Int {
    max(
      problem.rows.count.divided(roundingUpBy: limits.contacts),
      problem.tagCounts.max()?.divided(roundingUpBy: limits.contacts) ?? 0)
  }

  /// Every contact is in as many calls as its tags fill, every tag in as many as its contacts fill.
  private var incidences: Int {
    let byContact = problem.groups.reduce(0) {
      $0 + $1.count * $1.tags.count.divided(roundingUpBy: limits.tags)
    }
    let byTag = problem.tagCounts.reduce(0) { $0 + $1.divided(roundingUpBy: limits.contacts) }
    return max(
      byContact.divided(roundingUpBy: limits.contacts), byTag.divided(roundingUpBy: limits.tags))
  }

  /// What one group takes alone: `a` calls for its contacts times `b` for its tags, where `a` or `b` is at most 2.
  ///
  /// With `b` = 2 a contact is in two calls, whose sets of tags are complements, or in three or more. Calls pair off by
  /// complements; of 2a−1 calls at least one is left over. A contact in three calls takes a place in at least two of the
  /// pairs on one side only, so that pairs and the call left over serve at most (a−1) × limit contacts.
  private var grid: Int {
    problem.groups.reduce(0) {
      let contacts = $1.count.divided(roundingUpBy: limits.contacts)
      let tags = $1.tags.count.divided(roundingUpBy: limits.tags)
      return min(contacts, tags) <= 2 ? max($0, contacts * tags) : $0
    }
  }

  /// The sum over all edits of 1/w, where no call that makes the edit makes more than w.
  private var edges: Int { FewTagsBound(problem)?.value ?? CallSizes(problem).value }
}
