package import Tagging

/// By what contacts are sorted.
package enum SortKey: String, Sendable, Equatable, Codable, CaseIterable {
  case name, email, phone, company, source, type, country, city, assigned, added, updated
  case tagCount = "tags"
  case id
  /// The newest first, as the server lists them.
  case server
}

/// An order of contacts.
package struct SortOrder: Sendable, Hashable, Codable {
  package var key: SortKey
  package var isDescending: Bool

  /// Makes an order.
  package init(_ key: SortKey, isDescending: Bool = false) {
    self.key = key
    self.isDescending = isDescending
  }
}

extension ContactTable {
  /// Rows in an order: equal ones as their rows are, empty values last both ways; text without case and accents.
  ///
  /// The order of all contacts is kept, also through changes, so that the next view in the same order costs some
  /// milliseconds at a million contacts; the first one takes some tenths of a second.
  /// - Returns: `nil` when it was cancelled.
  package func sorted(
    _ rows: RowSet, by order: SortOrder, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) -> [ContactRow]? {
    if isCancelled() { return nil }
    let sorter = Sorter(chunks: chunks, order: order, isCancelled: isCancelled)
    // Few rows are sorted faster than a million are looked through.
    let isPart = rows.count * 64 < loadedRows.count || rows.intersectionCount(loadedRows) < rows.count
    if isPart || rows.count < 1_000 { return sorter.sorted(rows).map { $0.map(Int.init) } }
    guard let all = all(in: order, sorter) else { return nil }
    let words = rows.words(atLeast: (rowLimit + 63) >> 6)
    return [ContactRow](unsafeUninitializedCapacity: rows.count) { found, count in
      for row in all where words[Int(row >> 6)] & (1 << UInt64(row & 63)) != 0 {
        found.initializeElement(at: count, to: Int(row))
        count += 1
      }
    }
  }

  /// All loaded contacts in an order, from the cache where it has it.
  private func all(in order: SortOrder, _ sorter: Sorter) -> [UInt32]? {
    if let kept = sortCache.order(order) {
      if kept.changed.isEmpty { return kept.rows }
      guard let rows = sorter.merged(kept, loaded: loadedRows) else { return nil }
      sortCache.keep(rows, as: order)
      return rows
    }
    guard let rows = sorter.sorted(loadedRows) else { return nil }
    sortCache.keep(rows, as: order)
    return rows
  }
}
