import Foundation
package import Tagging

extension ContactTable {
  /// The loaded contacts that a query means.
  ///
  /// Text is looked for in all chunks, on all cores; conditions on tags cost microseconds. At a million contacts a
  /// word takes some milliseconds.
  /// - Parameter isCancelled: Asked between chunks, from any thread.
  /// - Returns: `nil` when it was cancelled.
  package func rows(
    matching query: Query, in context: QueryContext,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) -> RowSet? {
    Filter(table: self, context: context, isCancelled: isCancelled).rows(query, among: loadedRows)
  }
}

/// The evaluation of a query over one state of the table.
struct Filter: Sendable {
  let table: ContactTable
  let context: QueryContext
  let isCancelled: @Sendable () -> Bool

  /// Those of some rows that the query means; `nil` when cancelled.
  func rows(_ query: Query, among rows: RowSet) -> RowSet? {
    if isCancelled() { return nil }
    switch query {
    case .all: return rows
    case .and(let parts):
      var found = rows
      for part in parts.sorted(by: { $0.cost < $1.cost }) {
        guard !found.isEmpty else { return found }
        guard let next = self.rows(part, among: found) else { return nil }
        found = next
      }
      return found
    case .or(let parts):
      var found = RowSet()
      for part in parts.sorted(by: { $0.cost < $1.cost }) {
        guard let next = self.rows(part, among: rows.subtracting(found)) else { return nil }
        found.formUnion(next)
      }
      return found
    case .not(let part): return self.rows(part, among: rows).map { rows.subtracting($0) }
    case .anywhere(let pattern): return matching(TextTest(anywhere: pattern), among: rows)
    case .text(let field, let pattern): return matching(TextTest(field, pattern), among: rows)
    case .tag(let pattern): return rowsAfterCommit(bearing: pattern).intersection(rows)
    case .base(let pattern):
      return RowSet.union(of: tags(pattern).map(table.rows(bearing:))).intersection(rows)
    case .tagCount(let counts): return withTagCount(counts, among: rows)
    case .date(let field, let condition): return within(condition, field, among: rows)
    case .has(let presence): return having(presence, among: rows)
    case .mark(.staged): return rows.intersection(context.stagedRows)
    case .mark(.marked): return rows.intersection(context.marks)
    case .mark(.failed): return rows.intersection(context.failed)
    case .doNotDisturb(let isOn):
      let mask = Chunk.Flags.doNotDisturb.rawValue
      return scan(among: rows) { chunk, place in (chunk.flags[place] & mask != 0) == isOn }
    }
  }
}

extension Query {
  /// A guess at what a condition costs, so that cheap ones go first and leave less to the others.
  fileprivate var cost: Int {
    switch self {
    case .all, .mark: 0
    case .tag, .base: 1
    case .tagCount, .date, .has, .doNotDisturb: 2
    case .text, .anywhere: 3
    case .not(let part): part.cost
    case .and(let parts), .or(let parts): parts.reduce(0) { max($0, $1.cost) }
    }
  }
}

/// Conditions on tags.
extension Filter {
  /// The tags that a pattern means, known from the table or only staged.
  private func tags(_ pattern: TagPattern) -> [ContactTag] {
    if case .tag(let tag) = pattern { return [tag] }
    let known = table.tagIndex.entries.indices.map { table.tagIndex.firstSpelling($0) }
    return Set(known).union(context.staged.keys).filter(pattern.matches)
  }

  private func rowsAfterCommit(bearing pattern: TagPattern) -> RowSet {
    RowSet.union(
      of: tags(pattern).map { tag in
        let rows = table.rows(bearing: tag)
        guard let staged = context.staged[tag] else { return rows }
        return rows.subtracting(staged.removes).union(staged.adds)
      })
  }

  private func withTagCount(_ counts: ClosedRange<Int>, among rows: RowSet) -> RowSet? {
    var changes: [Int32] = []
    if !context.staged.isEmpty {
      changes = Array(repeating: 0, count: table.rowLimit)
      for (tag, staged) in context.staged {
        let bearing = table.rows(bearing: tag)
        staged.adds.subtracting(bearing).forEach { if $0 < changes.count { changes[$0] += 1 } }
        staged.removes.intersection(bearing).forEach { if $0 < changes.count { changes[$0] -= 1 } }
      }
    }
    let staged = changes
    return scanRows(among: rows) { chunk, place, row in
      let count = chunk.tags.count(place)
      return counts.contains(count + (staged.isEmpty ? 0 : Int(staged[row])))
    }
  }
}

/// Conditions on other columns.
extension Filter {
  private func within(_ condition: DateCondition, _ field: Query.DateField, among rows: RowSet) -> RowSet? {
    guard let times = condition.times(now: context.now, timeZone: context.timeZone) else { return [] }
    let lower = times.lowerBound.timeIntervalSinceReferenceDate
    let upper = times.upperBound.timeIntervalSinceReferenceDate
    return scan(among: rows) { chunk, place in
      let time = field == .added ? chunk.added[place] : chunk.updated[place]
      return time >= lower && time < upper
    }
  }

  private func having(_ presence: Query.Presence, among rows: RowSet) -> RowSet? {
    switch presence {
    case .name: flagged(.name, among: rows)
    case .email: flagged(.email, among: rows)
    case .phone: flagged(.phone, among: rows)
    case .company: flagged(.company, among: rows)
    case .source: scan(among: rows) { !$0.source.isEmpty($1) }
    case .type: scan(among: rows) { !$0.type.isEmpty($1) }
    case .country: scan(among: rows) { !$0.country.isEmpty($1) }
    case .city: scan(among: rows) { !$0.city.isEmpty($1) }
    case .assigned: scan(among: rows) { !$0.assignedTo.isEmpty($1) }
    case .added: scan(among: rows) { !$0.added[$1].isNaN }
    case .updated: scan(among: rows) { !$0.updated[$1].isNaN }
    case .tags: withTagCount(1...Int.max, among: rows)
    }
  }

  private func flagged(_ flag: Chunk.Flags, among rows: RowSet) -> RowSet? {
    scan(among: rows) { chunk, place in chunk.flags[place] & flag.rawValue != 0 }
  }
}
