import GRDB

/// A text of a contact that has a column of its own; an absent one is the empty text.
enum TextField: Int, CaseIterable, Sendable {
  case firstName, lastName, email, phone, companyName, address1, city, state, country, postalCode
  case website, timezone, source, type, assignedTo, dateOfBirth, gender

  /// The name in requests and full answers.
  var wireName: String { Self.wireNames[rawValue] }

  /// The column of the table `contact`.
  var column: String { Self.columns[rawValue] }

  private static let wireNames = allCases.map { String(describing: $0) }
  private static let columns = [
    "first_name", "last_name", "email", "phone", "company", "address1", "city", "state", "country",
    "postal_code", "website", "timezone", "source", "type", "assigned_to", "date_of_birth", "gender",
  ]
}

/// A part of a contact that is kept as the JSON text it is answered with; an absent one is the empty text.
enum DocumentField: Int, CaseIterable, Sendable {
  case additionalEmails, additionalPhones, customFields, dndSettings, inboundDndSettings, followers

  /// The name in requests and answers.
  var wireName: String { Self.wireNames[rawValue] }

  /// The column of the table `contact`.
  var column: String { Self.columns[rawValue] }

  private static let wireNames = allCases.map { String(describing: $0) }
  private static let columns = [
    "additional_emails", "additional_phones", "custom_fields", "dnd_settings",
    "inbound_dnd_settings", "followers",
  ]
}

/// A contact as it is stored.
struct ContactRecord: Sendable, Equatable {
  /// The row; 0 before the contact is inserted.
  var row: Int64 = 0
  var id = ""
  var dnd = false
  /// Milliseconds since 1970, or 0 for a contact without the date.
  var dateAdded: Int64 = 0
  /// Milliseconds since 1970, or 0 for a contact without the date.
  var dateUpdated: Int64 = 0
  /// The rows of the contact's tags, in the order in which they were added.
  var tags: [Int64] = []
  private var texts = [String](repeating: "", count: TextField.allCases.count)
  private var documents = [String](repeating: "", count: DocumentField.allCases.count)

  init() {}

  subscript(field: TextField) -> String {
    get { texts[field.rawValue] }
    set { texts[field.rawValue] = newValue }
  }

  subscript(field: DocumentField) -> String {
    get { documents[field.rawValue] }
    set { documents[field.rawValue] = newValue }
  }

  /// First and last name as typed, or the empty text.
  var fullName: String {
    let names = [self[.firstName], self[.lastName]].filter { !$0.isEmpty }
    return names.joined(separator: " ")
  }

  /// What `query` of a search looks at: name, mail, digits of the phone, company, in lower case.
  private var haystack: String {
    let digits = self[.phone].hasPrefix("+") ? String(self[.phone].dropFirst()) : self[.phone]
    let parts = [fullName, self[.email], digits, self[.companyName], self[.additionalEmails]]
    return parts.joined(separator: "\u{1}").lowercased()
  }
}

// MARK: - Rows

extension ContactRecord {
  /// The columns of the tables `contact` and `deleted_contact`, in the order of `values` and `init(row:)`.
  static let columns: [String] =
    ["n", "id", "dnd", "date_added", "date_updated", "tags"]
    + TextField.allCases.map(\.column) + DocumentField.allCases.map(\.column)
    + ["first_lower", "last_lower", "haystack"]

  /// The columns that `init(row:)` needs, for a `SELECT`.
  static let selection = columns.dropLast(3).joined(separator: ", ")

  /// Reads a row of the columns in `selection`.
  init(row: Row) {
    self.row = row[0]
    id = row[1]
    dnd = row[2]
    dateAdded = row[3]
    dateUpdated = row[4]
    tags = Self.tagRows(row[5])
    for index in texts.indices { texts[index] = row[6 + index] }
    for index in documents.indices { documents[index] = row[6 + texts.count + index] }
  }

  /// The values of `columns`; a row of 0 is left to SQLite.
  var values: StatementArguments {
    var values: [(any DatabaseValueConvertible)?] = [
      row == 0 ? nil : row, id, dnd, dateAdded, dateUpdated, tagText,
    ]
    values.reserveCapacity(Self.columns.count)
    values.append(contentsOf: texts)
    values.append(contentsOf: documents)
    values.append(self[.firstName].lowercased())
    values.append(self[.lastName].lowercased())
    values.append(haystack)
    return StatementArguments(values)
  }

  /// The column `tags`: the tags' rows, separated by spaces.
  var tagText: String {
    tags.map(String.init).joined(separator: " ")
  }

  /// The tags' rows in a text as `tagText` writes it.
  static func tagRows(_ text: String) -> [Int64] {
    guard !text.isEmpty else { return [] }
    var rows: [Int64] = []
    var current: Int64 = 0
    for byte in text.utf8 {
      if byte == UInt8(ascii: " ") {
        rows.append(current)
        current = 0
      } else {
        current = current * 10 + Int64(byte &- UInt8(ascii: "0"))
      }
    }
    rows.append(current)
    return rows
  }
}
