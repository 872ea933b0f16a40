package import ContactStore
package import Tagging

/// Contacts that a list names by id, e-mail address or phone number.
package struct ContactLookup: Sendable, Equatable {
  /// A name that several contacts share.
  package struct Shared: Sendable, Equatable {
    package var text: String
    package var contacts: [ContactID]

    /// Makes it.
    package init(text: String, contacts: [ContactID]) {
      self.text = text
      self.contacts = contacts
    }
  }

  /// The contacts that were found.
  package private(set) var rows: RowSet = []
  /// Names that no contact has.
  package private(set) var unknown: [String] = []
  package private(set) var shared: [Shared] = []

  /// Looks names up among the loaded contacts.
  package init(_ names: some Sequence<String>, in table: ContactTable) {
    for name in names {
      let found = Self.rows(of: name, in: table)
      if found.isEmpty { unknown.append(name) }
      if found.count > 1 { shared.append(Shared(text: name, contacts: found.map { table.id(at: $0) })) }
      for row in found { rows.insert(row) }
    }
  }

  /// The contacts that a name means: one with this id, else those with the e-mail or the phone number.
  package static func rows(of name: String, in table: ContactTable) -> [ContactRow] {
    if let row = table.row(of: ContactID(name)) { return table.isLoaded(row) ? [row] : [] }
    if name.contains("@") { return table.rows(email: name) }
    return looksLikePhone(name) ? table.rows(phone: name) : []
  }

  /// Whether a text can only be an id, so that the contact can be asked for by it.
  package static func looksLikeID(_ name: String) -> Bool {
    (15...64).contains(name.utf8.count) && name.utf8.allSatisfy(\.isLetterOrDigit)
      && name.utf8.contains { !$0.isDigit }
  }

  private static func looksLikePhone(_ name: String) -> Bool {
    name.utf8.count { $0.isDigit } >= 5
      && name.unicodeScalars.allSatisfy { "0123456789+-()./ \u{A0}".unicodeScalars.contains($0) }
  }

  /// Reads a list: one name a line, or the first column of a CSV file; its heading is skipped.
  package static func names(_ text: String) throws(CSV.Failure) -> [String] {
    var names: [String] = []
    for (place, row) in try CSV.rows(text).enumerated() {
      let cell = row.cells.first?.split(whereSeparator: { ";\t".contains($0) }).first.map(String.init)
      let name = String(CSV.original(String((cell ?? "").trimmingWhiteSpace())))
      if name.isEmpty || (place == 0 && headings.contains(name.lowercased())) { continue }
      names.append(name)
    }
    return names
  }

  static let headings: Set = [
    "id", "ids", "contact", "contact id", "contactid", "contact_id", "email", "e-mail", "email address",
    "phone", "phone number",
  ]
}

extension UInt8 {
  fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }
  fileprivate var isLetterOrDigit: Bool {
    isDigit || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
  }
}
