extension Cover {
  /// One bulk sequence per tag.
  static func tagByTag(_ problem: CoverProblem) -> Cover {
    var cover = Cover()
    for tag in problem.tags.indices { _ = cover.index(of: [tag]) }
    cover.shares = problem.groups.indices.map {
      Share(group: $0, count: problem.groups[$0].count, sets: problem.groups[$0].tags)
    }
    return cover
  }

  /// Contacts with equal edits together; longer sets of tags are cut.
  static func equalRows(_ problem: CoverProblem) -> Cover {
    var cover = Cover()
    for (index, group) in problem.groups.enumerated() {
      let sets = group.tags.chunked(problem.limits.tags).map { cover.index(of: Array($0)) }
      cover.shares.append(Share(group: index, count: group.count, sets: sets))
    }
    return cover
  }
}

/// The planners that need no thought, to measure the real one by: it is never worse than the best of them.
package enum PlainPlanner: String, CaseIterable, Sendable {
  /// A call (or several, with many tags) for each contact.
  case contactByContact
  /// One bulk sequence per tag.
  case tagByTag
  /// One bulk sequence for each group of contacts with equal edits.
  case equalRows

  /// How many calls it makes.
  package func callCount(_ matrix: EditMatrix, limits: PlanLimits) -> Int {
    TagAction.allCases.reduce(0) { calls, action in
      let problem = CoverProblem(matrix.lines.filter { $0.action == action }, limits: limits)
      switch self {
      case .contactByContact:
        return problem.groups.reduce(calls) {
          $0 + $1.count * $1.tags.count.divided(roundingUpBy: limits.tags)
        }
      case .tagByTag:
        return problem.tagCounts.reduce(calls) { $0 + $1.divided(roundingUpBy: limits.contacts) }
      case .equalRows:
        return problem.groups.reduce(calls) {
          $0 + $1.count.divided(roundingUpBy: limits.contacts)
            * $1.tags.count.divided(roundingUpBy: limits.tags)
        }
      }
    }
  }
}
