import Foundation
import Tagging

/// A contact as any operation answers it (facts §1.2); nothing but the id and readable tags is required.
struct WireContact: Decodable {
  var contact: Contact
  var isDeleted: Bool

  private enum Key: String, CodingKey {
    case id, contactName, firstNameRaw, lastNameRaw, firstName, lastName, name
    case firstNameLowerCase, lastNameLowerCase, fullNameLowerCase
    case email, phone, companyName, businessName, source, type, country, city, assignedTo, dnd
    case additionalEmails, additionalPhones, tags, dateAdded, dateUpdated, deleted
  }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    func text(_ key: Key) throws -> String { try fields.text(key) ?? "" }
    let id = try text(.id)
    guard !id.isEmpty else {
      throw DecodingError.dataCorruptedError(forKey: .id, in: fields, debugDescription: "no id")
    }
    let tagCase = decoder.userInfo[.tagCase] as? TagCase ?? .fold
    let names =
      try fields.usual([String].self, .tags) ?? fields.decodeIfPresent(TagNames.self, forKey: .tags)?.names
      ?? []
    var contact = Contact(id: ContactID(id))
    contact.tags = names.map { ContactTag($0, case: tagCase) }
    contact.email = try text(.email)
    contact.phone = try text(.phone)
    contact.company = try text(.companyName)
    if contact.company.isEmpty { contact.company = try text(.businessName) }
    contact.source = try text(.source)
    contact.type = try text(.type)
    contact.country = try text(.country)
    contact.city = try text(.city)
    contact.assignedTo = try text(.assignedTo)
    contact.isDoNotDisturb = try fields.usual(Bool.self, .dnd) ?? (text(.dnd) == "true")
    contact.additionalEmails =
      try fields.decodeIfPresent(LenientTexts.self, forKey: .additionalEmails)?.texts ?? []
    contact.additionalPhones =
      try fields.decodeIfPresent(LenientTexts.self, forKey: .additionalPhones)?.texts ?? []
    contact.dateAdded = try fields.text(.dateAdded).flatMap(Date.init(wireText:))
    contact.dateUpdated = try fields.text(.dateUpdated).flatMap(Date.init(wireText:))
    contact.name = try Self.displayName(text, else: [contact.email, contact.phone, id])
    self.contact = contact
    isDeleted = try text(.deleted) == "true"
  }

  /// The first name that is there, in the order of facts §1.2.
  private static func displayName(_ text: (Key) throws -> String, else last: [String]) throws -> String {
    let choices: [[Key]] = [
      [.contactName], [.firstNameRaw, .lastNameRaw], [.firstName, .lastName], [.name],
      [.firstNameLowerCase, .lastNameLowerCase], [.fullNameLowerCase],
    ]
    for choice in choices {
      let parts = try choice.map { String(try text($0).trimmingWhiteSpace()) }.filter { !$0.isEmpty }
      if !parts.isEmpty { return parts.joined(separator: " ") }
    }
    return last.first { !$0.isEmpty } ?? ""
  }
}

/// A contact with the cursor that stands on it, which only the last of a page is asked for.
private struct LastContact: Decodable {
  var contact: Contact
  var cursor: JSONValue?

  private enum Key: String, CodingKey { case searchAfter, startAfter }

  init(from decoder: any Decoder) throws {
    contact = try WireContact(from: decoder).contact
    let fields = try decoder.container(keyedBy: Key.self)
    cursor =
      try fields.decodeIfPresent(JSONValue.self, forKey: .searchAfter)
      ?? fields.decodeIfPresent(JSONValue.self, forKey: .startAfter)
  }
}

extension CodingUserInfoKey {
  /// How tags are told apart in what is decoded.
  static let tagCase: CodingUserInfoKey = {
    guard let key = CodingUserInfoKey(rawValue: "tagCase") else { preconditionFailure("a key is a name") }
    return key
  }()
}

/// `{"contact": …}`, or the contact itself.
struct ContactAnswer: Decodable, Sendable {
  var contact: Contact
  var isDeleted: Bool
  /// Of an upsert: whether the contact is a new one.
  var isNew: Bool?

  private enum Key: String, CodingKey { case contact, new }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    let wire =
      try fields.contains(.contact)
      ? fields.decode(WireContact.self, forKey: .contact) : WireContact(from: decoder)
    contact = wire.contact
    isDeleted = wire.isDeleted
    isNew = try fields.text(.new).map { $0 == "true" }
  }
}

/// A page of a search, or of the deprecated list.
struct PageAnswer: Decodable, Sendable {
  var page: ContactPage
  /// Of the list: moment and id of the last contact.
  var listCursor: SearchCursor?

  private enum Key: String, CodingKey { case contacts, total, count, meta, searchAfter }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    var list = try fields.nestedUnkeyedContainer(forKey: .contacts)
    var contacts: [Contact] = []
    contacts.reserveCapacity(list.count ?? 0)
    while list.currentIndex + 1 < list.count ?? 0 {
      contacts.append(try list.decode(WireContact.self).contact)
    }
    let last = list.isAtEnd ? nil : try list.decode(LastContact.self)
    if let last { contacts.append(last.contact) }
    let meta = try fields.decodeIfPresent(Meta.self, forKey: .meta)
    let total =
      try fields.decodeIfPresent(LenientNumber.self, forKey: .total)?.number
      ?? meta?.total?.number ?? fields.decodeIfPresent(LenientNumber.self, forKey: .count)?.number
    // The cursor sits on each contact; one source has it beside them (facts §7, "cursor").
    let cursors = try [
      last?.cursor, meta?.searchAfter,
      fields.decodeIfPresent(JSONValue.self, forKey: .searchAfter),
    ]
    let cursor = cursors.lazy.compactMap { $0 }.first { $0 != .null }
    page = ContactPage(
      contacts: contacts, total: total ?? contacts.count,
      next: contacts.isEmpty ? nil : try cursor.map(SearchCursor.init))
    listCursor = try Self.listCursor(meta, last)
  }

  /// What `meta` says, or the last contact's own cursor, or what it should be (facts §4.6).
  private static func listCursor(_ meta: Meta?, _ last: LastContact?) throws -> SearchCursor? {
    guard let last else { return nil }
    if let time = meta?.startAfter, let id = meta?.startAfterId, time != .null, id != .null {
      return try SearchCursor(.list([time, id]))
    }
    if case .list(let parts) = last.cursor, parts.count == 2 { return try SearchCursor(.list(parts)) }
    return try last.contact.dateAdded.map { date in
      // No page is later than the year 9999.
      let milliseconds = Decimal(Int64(max(-1e15, min(1e15, date.timeIntervalSince1970 * 1000)).rounded()))
      return try SearchCursor(.list([.number(milliseconds), .text(last.contact.id.rawValue)]))
    }
  }

  private struct Meta: Decodable {
    var total: LenientNumber?
    var searchAfter: JSONValue?
    var startAfter: JSONValue?
    var startAfterId: JSONValue?
  }
}

extension SearchCursor {
  init(_ value: JSONValue) throws {
    self.init(json: String(decoding: try JSONEncoder().encode(value), as: UTF8.self))
  }
}

/// The tags of a contact after a call.
struct TagsAnswer: Decodable, Sendable {
  var names: [String]

  private enum Key: String, CodingKey { case tags }

  init(from decoder: any Decoder) throws {
    // No tags at all would be a wrong receipt, so this one is required, if only as null.
    names = try decoder.container(keyedBy: Key.self).decode(TagNames.self, forKey: .tags).names
  }
}

/// `{"location": …}`, or the location itself.
struct LocationAnswer: Decodable, Sendable {
  var location: Location

  private enum Key: String, CodingKey { case location, id, name, timezone }

  init(from decoder: any Decoder) throws {
    var fields = try decoder.container(keyedBy: Key.self)
    if fields.contains(.location) {
      fields = try fields.nestedContainer(keyedBy: Key.self, forKey: .location)
    }
    guard let id = try fields.text(.id), !id.isEmpty else {
      throw DecodingError.dataCorruptedError(forKey: .id, in: fields, debugDescription: "no id")
    }
    location = Location(
      id: id, name: try fields.text(.name) ?? "", timezone: try fields.text(.timezone) ?? "")
  }
}

/// An entry of the dictionary of tags.
struct WireDefinition: Decodable, Sendable {
  var definition: TagDefinition

  private enum Key: String, CodingKey { case id, name }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    let name = try fields.text(.name) ?? ""
    guard !name.isEmpty else {
      throw DecodingError.dataCorruptedError(forKey: .name, in: fields, debugDescription: "no name")
    }
    let tagCase = decoder.userInfo[.tagCase] as? TagCase ?? .fold
    definition = TagDefinition(id: try fields.text(.id) ?? "", tag: ContactTag(name, case: tagCase))
  }
}

struct DefinitionsAnswer: Decodable, Sendable {
  var tags: [WireDefinition]
}

struct DefinitionAnswer: Decodable, Sendable {
  var tag: WireDefinition
}

/// An answer of which nothing but its success matters: any JSON, or no body at all.
struct AnyAnswer: Decodable, Sendable {
  init() {}
  init(from decoder: any Decoder) throws {}
}
