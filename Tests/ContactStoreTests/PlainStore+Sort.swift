import ContactStore
import Tagging

import struct Foundation.Date

/// Orders, slowly.
extension PlainStore {
  func sorted(_ rows: RowSet, by order: SortOrder) -> [ContactRow] {
    let keyed = rows.rows.map { row in (row: row, key: key(order.key, row)) }
    let filled = keyed.filter { $0.key != nil }.sorted { left, right in
      guard let one = left.key, let other = right.key, one != other else { return left.row < right.row }
      return one.lexicographicallyPrecedes(other) != order.isDescending
    }
    return (filled + keyed.filter { $0.key == nil }).map(\.row)
  }

  /// Numbers that sort as the value does; `nil` when it is empty.
  private func key(_ key: SortKey, _ row: ContactRow) -> [Double]? {
    guard let contact = entries[row].contact else { return nil }
    switch key {
    case .name: return text(contact.name)
    case .email: return text(contact.email)
    case .phone: return text(Self.digits(contact.phone))
    case .company: return text(contact.company)
    case .source: return text(contact.source)
    case .type: return text(contact.type)
    case .country: return text(contact.country)
    case .city: return text(contact.city)
    case .assigned: return text(contact.assignedTo)
    case .added: return contact.dateAdded.map { [$0.timeIntervalSinceReferenceDate] }
    case .updated: return contact.dateUpdated.map { [$0.timeIntervalSinceReferenceDate] }
    case .server: return contact.dateAdded.map { [-$0.timeIntervalSinceReferenceDate] }
    case .tagCount: return [Double(contact.tags.count)]
    case .id: return contact.id.rawValue.utf8.map(Double.init)
    }
  }

  private func text(_ text: String) -> [Double]? {
    text.isEmpty ? nil : Self.folded(text).utf8.map(Double.init)
  }
}
