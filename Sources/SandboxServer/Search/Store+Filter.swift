import GRDB

extension Store {
  /// `filter` as SQL; `isLagging` says that the contacts searched are not the ones stored.
  func condition(_ filter: SearchFilter, isLagging: Bool) throws -> SearchCondition {
    switch filter {
    case .all(let parts): .all(try parts.map { try condition($0, isLagging: isLagging) })
    case .any(let parts): .any(try parts.map { try condition($0, isLagging: isLagging) })
    case .condition(.tags, let comparison): try tagCondition(comparison, isLagging: isLagging)
    case .condition(let storage, let comparison): Self.condition(storage, comparison)
    }
  }

  private func tagCondition(_ comparison: SearchFilter.Comparison, isLagging: Bool) throws -> SearchCondition
  {
    switch comparison {
    case .equal(let names):
      return try bears(tagRows(known: names), isLagging: isLagging)
    case .unequal(let names):
      return try bears(tagRows(known: names), isLagging: isLagging).negated
    case .contains(let texts):
      return try bears(tagRows(containing: texts), isLagging: isLagging)
    case .lacks(let texts):
      return try bears(tagRows(containing: texts), isLagging: isLagging).negated
    case .exists: return SearchCondition(sql: "contact.tags <> ''", topics: [.tags])
    case .absent: return SearchCondition(sql: "contact.tags = ''", topics: [.tags])
    case .range: return .never
    }
  }

  private func tagRows(containing texts: [String]) throws -> Set<Int64> {
    let parts = texts.map(storedTagName)
    return Set(try tagNames().filter { entry in parts.contains { entry.value.contains($0) } }.keys)
  }

  /// The number of contacts from which on a tag is looked up contact by contact, not contact after contact.
  private static let manyBearers = 20_000

  /// That a contact has one of these tags.
  private func bears(_ tags: Set<Int64>, isLagging: Bool) throws -> SearchCondition {
    guard !tags.isEmpty else { return SearchCondition(sql: "0", topics: [.tags]) }
    let rows = tags.sorted()
    if isLagging {
      let wanted = rows.map(String.init).joined(separator: " ")
      return SearchCondition(
        sql: "has_tag(contact.tags, ?)", arguments: [wanted.databaseValue], topics: [.tags])
    }
    let list = rows.map(String.init).joined(separator: ", ")
    let isCommon =
      try Int.fetchOne(
        db, sql: "SELECT 1 FROM contact_tag WHERE tag IN (\(list)) LIMIT 1 OFFSET \(Self.manyBearers)") != nil
    let sql =
      isCommon
      ? "EXISTS (SELECT 1 FROM contact_tag WHERE tag IN (\(list)) AND contact_tag.contact = contact.n)"
      : "contact.n IN (SELECT contact_tag.contact FROM contact_tag WHERE tag IN (\(list)))"
    return SearchCondition(
      sql: sql, topics: [.tags],
      countSQL:
        "SELECT COUNT(\(rows.count == 1 ? "*" : "DISTINCT contact")) FROM contact_tag WHERE tag IN (\(list))")
  }

  private static func condition(
    _ storage: FilterField.Storage, _ comparison: SearchFilter.Comparison
  ) -> SearchCondition {
    switch comparison {
    case .equal(let values): .any(values.map { equality(storage, $0) })
    case .unequal(let values): SearchCondition.any(values.map { equality(storage, $0) }).negated
    case .contains(let texts): .any(texts.map { containment(storage, $0) })
    case .lacks(let texts): SearchCondition.any(texts.map { containment(storage, $0) }).negated
    case .exists: presence(storage)
    case .absent: absence(storage)
    case .range(let bounds): range(storage, bounds)
    }
  }

  private static func equality(_ storage: FilterField.Storage, _ value: String) -> SearchCondition {
    let lowered = value.lowercased().databaseValue
    switch storage {
    case .id:
      return SearchCondition(sql: "contact.id = ?", arguments: [value.databaseValue])
    case .lowered(let column):
      return SearchCondition(sql: "contact.\(column) = ?", arguments: [lowered], topics: [.fields])
    case .text(let column):
      return SearchCondition(sql: "fold(contact.\(column)) = ?", arguments: [lowered], topics: [.fields])
    case .phone:
      let number = TextRules.phone(value).databaseValue
      return SearchCondition(sql: "contact.phone = ?", arguments: [number], topics: [.fields])
    case .boolean(let column):
      guard let flag = boolean(value) else { return .never }
      return SearchCondition(sql: "contact.\(column) = ?", arguments: [flag.databaseValue], topics: [.fields])
    case .validEmail:
      guard let flag = boolean(value) else { return .never }
      return flag ? presence(storage) : .never
    case .list(let column):
      return SearchCondition(
        sql:
          "contact.\(column) <> '' AND EXISTS (SELECT 1 FROM json_each(contact.\(column)) WHERE value = ?)",
        arguments: [value.databaseValue], topics: [.fields])
    case .customField(let id):
      return customField(id, "fold(value ->> '$.value') = ?", lowered)
    case .date, .tags, .absent:
      return .never
    }
  }

  private static func containment(_ storage: FilterField.Storage, _ text: String) -> SearchCondition {
    let lowered = text.lowercased().databaseValue
    switch storage {
    case .lowered(let column):
      return SearchCondition(sql: "instr(contact.\(column), ?) > 0", arguments: [lowered], topics: [.fields])
    case .text(let column):
      return SearchCondition(
        sql: "instr(fold(contact.\(column)), ?) > 0", arguments: [lowered], topics: [.fields])
    case .phone:
      let digits = text.filter(\.isNumber)
      guard !digits.isEmpty else { return .never }
      return SearchCondition(
        sql: "instr(contact.phone, ?) > 0", arguments: [digits.databaseValue], topics: [.fields])
    case .customField(let id):
      return customField(id, "instr(fold(value ->> '$.value'), ?) > 0", lowered)
    case .id, .boolean, .validEmail, .date, .tags, .list, .absent:
      return .never
    }
  }

  private static func presence(_ storage: FilterField.Storage) -> SearchCondition {
    switch storage {
    case .lowered(let column), .text(let column), .list(let column):
      SearchCondition(sql: "contact.\(column) <> ''", topics: [.fields])
    case .phone: SearchCondition(sql: "contact.phone <> ''", topics: [.fields])
    case .validEmail: SearchCondition(sql: "contact.email <> ''", topics: [.fields])
    case .date(let column, let topic): SearchCondition(sql: "contact.\(column) > 0", topics: [topic])
    case .customField(let id): customField(id, "value ->> '$.value' <> ?", "".databaseValue)
    case .id, .boolean: .always
    case .tags, .absent: .never
    }
  }

  private static func absence(_ storage: FilterField.Storage) -> SearchCondition {
    guard case .date(let column, let topic) = storage else { return presence(storage).negated }
    return SearchCondition(sql: "contact.\(column) <= 0", topics: [topic])
  }

  private static func range(_ storage: FilterField.Storage, _ bounds: [SearchFilter.Bound]) -> SearchCondition
  {
    guard case .date(let column, let topic) = storage else { return .never }
    let parts = bounds.map {
      SearchCondition(
        sql: "contact.\(column) \($0.sign) ?", arguments: [$0.value.databaseValue], topics: [topic])
    }
    // A second lower bound would hide the first from the index.
    let hasStart = bounds.contains { $0.sign.hasPrefix(">") && $0.value > 0 }
    return .all(hasStart ? parts : [presence(storage)] + parts)
  }

  private static func customField(_ id: String, _ test: String, _ argument: DatabaseValue) -> SearchCondition
  {
    let column = "contact.\(DocumentField.customFields.column)"
    return SearchCondition(
      sql: """
        \(column) <> '' AND EXISTS (SELECT 1 FROM json_each(\(column)) WHERE value ->> '$.id' = ? AND \(test))
        """,
      arguments: [id.databaseValue, argument], topics: [.fields])
  }

  private static func boolean(_ text: String) -> Bool? {
    switch text {
    case "true", "1": true
    case "false", "0": false
    default: nil
    }
  }
}
