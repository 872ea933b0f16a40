/// Finds the calls that make a changeset true, as few as it can.
///
/// Contacts with equal edits are taken together, `limits.contacts` a call and `limits.tags` tags a call.
/// All adds come before all removes, so that a rename that is interrupted halfway never loses a membership.
/// The result depends on the edits alone, never on the order in which they were made.
public struct Planner: Sendable {
  public var limits: PlanLimits

  /// Makes a planner.
  public init(limits: PlanLimits = PlanLimits()) { self.limits = limits }

  /// Plans the edits; `id` gives the contact of a row.
  public func plan(_ matrix: EditMatrix, id: (ContactRow) -> ContactID) -> Plan {
    var calls: [PlannedCall] = []
    var bound = 0
    for action in [TagAction.add, .remove] {
      let groups = Self.groups(of: matrix.lines.filter { $0.action == action })
      for group in groups {
        for tags in group.tags.chunked(limits.tags) {
          for rows in group.rows.rows.chunked(limits.contacts) {
            calls.append(
              PlannedCall(id: calls.count, action: action, tags: Array(tags), contacts: rows.map(id)))
          }
        }
      }
      bound += lowerBound(of: matrix.lines.filter { $0.action == action })
    }
    return Plan(calls: calls, lowerBound: bound)
  }

  /// Rows that get the same tags.
  private struct Group {
    var tags: [String]
    var rows: RowSet
  }

  /// Splits the rows by refinement: each line divides the groups found so far into bearing and not bearing.
  private static func groups(of lines: [EditMatrix.Line]) -> [Group] {
    var groups: [Group] = []
    for line in lines {
      var rest = line.rows
      var refined: [Group] = []
      for group in groups {
        let shared = group.rows.intersection(rest)
        if shared.isEmpty {
          refined.append(group)
          continue
        }
        let others = group.rows.subtracting(shared)
        if !others.isEmpty { refined.append(Group(tags: group.tags, rows: others)) }
        refined.append(Group(tags: group.tags + [line.tag], rows: shared))
        rest.subtract(shared)
      }
      if !rest.isEmpty { refined.append(Group(tags: [line.tag], rows: rest)) }
      groups = refined
    }
    return groups.sorted { ($0.rows.count, $1.rows.first ?? 0) > ($1.rows.count, $0.rows.first ?? 0) }
  }

  /// The most that any one tag needs, or all contacts together.
  private func lowerBound(of lines: [EditMatrix.Line]) -> Int {
    let contacts = lines.reduce(into: RowSet()) { $0.formUnion($1.rows) }.count
    return max(
      lines.map { $0.rows.count.divided(roundingUpBy: limits.contacts) }.max() ?? 0,
      contacts.divided(roundingUpBy: limits.contacts))
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
