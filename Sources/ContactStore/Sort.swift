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
package struct SortOrder: Sendable, Equatable, Codable {
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
  /// - Returns: `nil` when it was cancelled.
  package func sorted(
    _ rows: RowSet, by order: SortOrder, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) -> [ContactRow]? {
    if isCancelled() { return nil }
    let column = SortColumn(table: self, order: order)
    var filled: [SortColumn.Item] = []
    filled.reserveCapacity(rows.count)
    var empty: [ContactRow] = []
    rows.forEach { row in
      guard row < rowLimit else { return }
      if let prefix = column.prefix(of: row) {
        filled.append(SortColumn.Item(prefix: prefix, row: UInt32(row)))
      } else {
        empty.append(row)
      }
    }
    if isCancelled() { return nil }
    filled.sort(by: column.isBefore)
    if isCancelled() { return nil }
    return filled.map { Int($0.row) } + empty
  }
}

/// How rows are compared by one column.
struct SortColumn {
  /// A row with the beginning of its value, as a number that sorts like it.
  struct Item {
    var prefix: UInt64
    var row: UInt32
  }

  let table: ContactTable
  let order: SortOrder

  /// The beginning of the row's value; `nil` when it is empty.
  func prefix(of row: ContactRow) -> UInt64? {
    let chunk = table.chunk(of: row)
    let place = ContactTable.place(row)
    switch order.key {
    case .added: return Self.number(chunk.added[place])
    case .updated: return Self.number(chunk.updated[place])
    case .server: return Self.number(chunk.added[place]).map { ~$0 }
    case .tagCount: return UInt64(chunk.tagStarts[place + 1] - chunk.tagStarts[place])
    default:
      return withText(of: row) { text in
        if text.isEmpty { return nil }
        var prefix: UInt64 = 0
        for index in 0..<8 { prefix = prefix << 8 | (index < text.count ? UInt64(text[index]) : 0) }
        return prefix
      }
    }
  }

  func isBefore(_ left: Item, _ right: Item) -> Bool {
    if left.prefix != right.prefix { return (left.prefix < right.prefix) != order.isDescending }
    switch order.key {
    case .added, .updated, .server, .tagCount: return left.row < right.row
    default:
      let difference = withText(of: Int(left.row)) { one in
        withText(of: Int(right.row)) { other in Self.difference(one, other) }
      }
      return difference == 0 ? left.row < right.row : (difference < 0) != order.isDescending
    }
  }

  private static func difference(_ one: UnsafeBufferPointer<UInt8>, _ other: UnsafeBufferPointer<UInt8>)
    -> Int
  {
    for index in 0..<min(one.count, other.count) where one[index] != other[index] {
      return one[index] < other[index] ? -1 : 1
    }
    return one.count - other.count
  }

  /// Bits that sort as the number does.
  private static func number(_ value: Double) -> UInt64? {
    if value.isNaN { return nil }
    let bits = value.bitPattern
    return bits >> 63 == 0 ? bits | 1 << 63 : ~bits
  }

  /// The folded text that is compared; the id as it is.
  private func withText<Result>(of row: ContactRow, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result
  {
    let chunk = table.chunk(of: row)
    let place = ContactTable.place(row)
    switch order.key {
    case .name: return Self.firstValue(.name, chunk.folded, place, body)
    case .email: return Self.firstValue(.email, chunk.folded, place, body)
    case .phone: return Self.firstValue(.phone, chunk.folded, place, body)
    case .company: return Self.firstValue(.company, chunk.folded, place, body)
    case .source: return chunk.source.withFolded(place, body)
    case .type: return chunk.type.withFolded(place, body)
    case .country: return chunk.country.withFolded(place, body)
    case .city: return chunk.city.withFolded(place, body)
    case .assigned: return chunk.assignedTo.withFolded(place, body)
    case .id, .added, .updated, .tagCount, .server: return chunk.withField(.id, of: place, body)
    }
  }

  private static func firstValue<Result>(
    _ field: Chunk.Field, _ texts: ByteStrings, _ place: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    texts.withText(place) { record in
      let values = Record.field(field.rawValue, of: record)
      let end = values.firstIndex(of: Record.listSeparator) ?? values.endIndex
      return body(UnsafeBufferPointer(rebasing: values[..<end]))
    }
  }
}
