import GRDB

/// A field that a search can sort by.
enum SortField: String, CaseIterable, Sendable {
  case email, dnd, source, firstNameLowerCase, lastNameLowerCase, dateAdded, dateUpdated

  var column: String {
    switch self {
    case .email: TextField.email.column
    case .dnd: "dnd"
    case .source: TextField.source.column
    case .firstNameLowerCase: "first_lower"
    case .lastNameLowerCase: "last_lower"
    case .dateAdded: "date_added"
    case .dateUpdated: "date_updated"
    }
  }

  /// The value of the field in a cursor; a missing date is 0, a missing text is empty.
  func cursorValue(of contact: ContactRecord) -> JSONValue {
    switch self {
    case .email: .string(contact[.email])
    case .dnd: .integer(contact.dnd ? 1 : 0)
    case .source: .string(contact[.source])
    case .firstNameLowerCase: .string(contact[.firstName].lowercased())
    case .lastNameLowerCase: .string(contact[.lastName].lowercased())
    case .dateAdded: .integer(contact.dateAdded)
    case .dateUpdated: .integer(contact.dateUpdated)
    }
  }

  fileprivate func databaseValue(_ json: JSONValue) -> DatabaseValue? {
    switch self {
    case .email, .source, .firstNameLowerCase, .lastNameLowerCase: json.text?.databaseValue
    case .dnd, .dateAdded, .dateUpdated: json.wholeNumber?.databaseValue
    }
  }
}

/// The order of the contacts in a search: fields, then the id.
struct SearchOrder: Sendable, Equatable {
  struct Key: Sendable, Equatable {
    let field: SortField
    let isDescending: Bool
  }

  let keys: [Key]

  /// The newest first.
  static let newestFirst = SearchOrder(keys: [Key(field: .dateAdded, isDescending: true)])

  /// Reads the `sort` of a search.
  static func read(_ json: JSONValue) throws(APIError) -> SearchOrder {
    guard let elements = json.elements else { throw .unprocessable("sort must be an array") }
    guard !elements.isEmpty else { return newestFirst }
    var keys: [Key] = []
    for (index, element) in elements.enumerated() {
      guard let members = element.members else { throw .unprocessable("sort.\(index) must be an object") }
      guard let name = members["field"]?.text else {
        throw .unprocessable("sort.\(index).field must be a string")
      }
      guard let field = SortField(rawValue: name) else { throw .badRequest("Invalid field \(name)") }
      guard let direction = (members["direction"] ?? .string("asc")).text,
        ["asc", "desc"].contains(direction)
      else {
        throw .unprocessable("sort.\(index).direction must be one of the following values: asc, desc")
      }
      if !keys.contains(where: { $0.field == field }) {
        keys.append(Key(field: field, isDescending: direction == "desc"))
      }
    }
    return SearchOrder(keys: keys)
  }

  /// The direction of the id, which follows the last field.
  private var isIdDescending: Bool { keys.last?.isDescending ?? false }

  /// The order as SQL has it after `ORDER BY`.
  var sql: String {
    let parts = keys.map { "contact.\($0.field.column)\($0.isDescending ? " DESC" : "")" }
    return (parts + ["contact.id\(isIdDescending ? " DESC" : "")"]).joined(separator: ", ")
  }

  /// The cursor behind `contact`, as its `searchAfter`.
  func cursor(of contact: ContactRecord) -> JSONValue {
    .array(keys.map { $0.field.cursorValue(of: contact) } + [.string(contact.id)])
  }

  /// The condition that lets through what comes behind `cursor`.
  ///
  /// - Throws: 400 for a cursor of another order.
  func condition(after cursor: JSONValue) throws(APIError) -> SearchCondition {
    guard let elements = cursor.elements, elements.count == keys.count + 1, let id = elements[keys.count].text
    else {
      throw .badRequest("Invalid searchAfter")
    }
    var values: [DatabaseValue] = []
    for (key, element) in zip(keys, elements) {
      guard let value = key.field.databaseValue(element) else { throw .badRequest("Invalid searchAfter") }
      values.append(value)
    }
    values.append(id.databaseValue)
    let columns = keys.map { "contact.\($0.field.column)" } + ["contact.id"]
    let directions = keys.map(\.isDescending) + [isIdDescending]
    if Set(directions).count == 1 {
      // One comparison of rows, which an index answers.
      let marks = values.map { _ in "?" }.joined(separator: ", ")
      let sign = isIdDescending ? "<" : ">"
      return SearchCondition(
        sql: "(\(columns.joined(separator: ", "))) \(sign) (\(marks))", arguments: values)
    }
    var alternatives: [SearchCondition] = []
    for index in columns.indices {
      let equal = columns[..<index].map { "\($0) = ?" }
      let beyond = "\(columns[index]) \(directions[index] ? "<" : ">") ?"
      alternatives.append(
        SearchCondition(
          sql: (equal + [beyond]).joined(separator: " AND "), arguments: Array(values[...index])))
    }
    return SearchCondition.any(alternatives)
  }
}
