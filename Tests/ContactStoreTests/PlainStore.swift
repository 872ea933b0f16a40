import ContactStore
import Foundation
import Tagging

/// The store as a plain array of structs: what the real one has to agree with.
struct PlainStore {
  struct Entry {
    var id: ContactID
    var contact: Contact?
  }

  var entries: [Entry] = []

  func row(of id: ContactID) -> ContactRow? { entries.firstIndex { $0.id == id } }

  mutating func upsert(_ contact: Contact) -> ContactRow {
    let row = reserve(contact.id)
    entries[row].contact = contact
    return row
  }

  mutating func reserve(_ id: ContactID) -> ContactRow {
    if let row = row(of: id) { return row }
    entries.append(Entry(id: id))
    return entries.count - 1
  }

  func rows(where isWanted: (ContactRow, Contact) -> Bool) -> RowSet {
    RowSet(entries.indices.filter { row in entries[row].contact.map { isWanted(row, $0) } ?? false })
  }

  func rows(matching query: Query, in context: QueryContext) -> RowSet {
    rows { row, contact in Self.matches(query, row, contact, context) }
  }

  func tagCounts(in rows: RowSet) -> [ContactTag: Int] {
    rows.rows.reduce(into: [:]) { counts, row in
      for tag in entries[row].contact?.tags ?? [] { counts[tag, default: 0] += 1 }
    }
  }
}

/// Queries, slowly.
extension PlainStore {
  static func matches(_ query: Query, _ row: ContactRow, _ contact: Contact, _ context: QueryContext) -> Bool
  {
    switch query {
    case .all: return true
    case .and(let parts): return parts.allSatisfy { matches($0, row, contact, context) }
    case .or(let parts): return parts.contains { matches($0, row, contact, context) }
    case .not(let part): return !matches(part, row, contact, context)
    case .anywhere(let pattern):
      return values(.name, contact).contains { fits($0, pattern) }
        || values(.email, contact).contains { fits($0, pattern) }
        || values(.company, contact).contains { fits($0, pattern) }
        || phoneFits(pattern, contact)
    case .text(.phone, let pattern): return values(.phone, contact).contains { fits(digits($0), pattern) }
    case .text(let field, let pattern):
      return values(field, contact).contains { fits($0, pattern, isExact: field == .id ? true : nil) }
    case .tag(let pattern): return tags(row, contact, context).contains(where: pattern.matches)
    case .base(let pattern): return contact.tags.contains(where: pattern.matches)
    case .tagCount(let counts): return counts.contains(tags(row, contact, context).count)
    case .date(let field, let condition):
      guard let date = field == .added ? contact.dateAdded : contact.dateUpdated else { return false }
      return condition.times(now: context.now, timeZone: context.timeZone)?.contains(date) ?? false
    case .has(.added): return contact.dateAdded != nil
    case .has(.updated): return contact.dateUpdated != nil
    case .has(.tags): return !tags(row, contact, context).isEmpty
    case .has(let presence):
      guard let field = Query.TextField(rawValue: presence.rawValue) else { return false }
      return values(field, contact).contains { !$0.isEmpty }
    case .mark(.staged): return context.stagedRows.contains(row)
    case .mark(.marked): return context.marks.contains(row)
    case .mark(.failed): return context.failed.contains(row)
    case .doNotDisturb(let isOn): return contact.isDoNotDisturb == isOn
    }
  }

  private static func phoneFits(_ pattern: TextPattern, _ contact: Contact) -> Bool {
    let isNumber = pattern.pieces.allSatisfy {
      !digits($0).isEmpty && $0.allSatisfy("0123456789 +-()./".contains)
    }
    let asDigits = TextPattern(pattern.pieces.map(digits))
    return values(.phone, contact).contains { phone in
      pattern.isExact ? fits(phone, pattern) : fits(digits(phone), isNumber ? asDigits : pattern)
    }
  }

  private static func tags(_ row: ContactRow, _ contact: Contact, _ context: QueryContext) -> Set<ContactTag>
  {
    var tags = Set(contact.tags)
    for (tag, staged) in context.staged {
      if staged.removes.contains(row) { tags.remove(tag) }
      if staged.adds.contains(row) { tags.insert(tag) }
    }
    return tags
  }

  private static func values(_ field: Query.TextField, _ contact: Contact) -> [String] {
    switch field {
    case .name: [contact.name]
    case .email: [contact.email] + contact.additionalEmails
    case .phone: [contact.phone] + contact.additionalPhones
    case .company: [contact.company]
    case .id: [contact.id.rawValue]
    case .source: [contact.source]
    case .type: [contact.type]
    case .country: [contact.country]
    case .city: [contact.city]
    case .assigned: [contact.assignedTo]
    }
  }

  static func digits(_ text: String) -> String { text.filter("0123456789".contains) }

  static func folded(_ text: String) -> String {
    text.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
      .replacingOccurrences(of: "ß", with: "ss")
  }

  private static func fits(_ text: String, _ pattern: TextPattern, isExact: Bool? = nil) -> Bool {
    if isExact ?? pattern.isExact { return pattern.matches(text) }
    var pattern = pattern
    pattern.pieces = pattern.pieces.map(folded)
    return pattern.matches(folded(text))
  }
}
