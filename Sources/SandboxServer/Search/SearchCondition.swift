import GRDB

/// A condition on contacts as SQL, and what its truth depends on.
struct SearchCondition: Sendable, Equatable {
  var sql: String
  var arguments: [DatabaseValue] = []
  var topics: Set<DatabaseMemory.Topic> = []
  /// A quicker statement that counts what the condition lets through, where there is one.
  var countSQL: String?

  static let always = SearchCondition(sql: "1")
  static let never = SearchCondition(sql: "0")

  static func all(_ parts: [SearchCondition]) -> SearchCondition {
    joined(parts.filter { $0.sql != always.sql }, by: " AND ", empty: always)
  }

  static func any(_ parts: [SearchCondition]) -> SearchCondition {
    joined(parts, by: " OR ", empty: never)
  }

  private static func joined(_ parts: [SearchCondition], by word: String, empty: SearchCondition)
    -> SearchCondition
  {
    guard let first = parts.first else { return empty }
    guard parts.count > 1 else { return first }
    return SearchCondition(
      sql: parts.map { "(\($0.sql))" }.joined(separator: word),
      arguments: parts.flatMap(\.arguments),
      topics: parts.reduce(into: []) { $0.formUnion($1.topics) })
  }

  var negated: SearchCondition {
    SearchCondition(sql: "NOT (\(sql))", arguments: arguments, topics: topics)
  }

  /// What tells this condition from others.
  var key: String {
    arguments.reduce(into: sql) { $0 += "\u{0}\($1)" }
  }
}

/// Functions of our own in SQL.
enum SearchFunctions {
  /// `fold(text)`: the text in lower case.
  static let fold = DatabaseFunction("fold", argumentCount: 1, pure: true) { values in
    String.fromDatabaseValue(values[0])?.lowercased()
  }

  /// `has_tag(contact.tags, wanted)`: whether one of the rows in `wanted` is among the contact's.
  static let hasTag = DatabaseFunction("has_tag", argumentCount: 2, pure: true) { values in
    guard let tags = String.fromDatabaseValue(values[0]), let wanted = String.fromDatabaseValue(values[1])
    else {
      return false
    }
    return !Set(ContactRecord.tagRows(tags)).isDisjoint(with: ContactRecord.tagRows(wanted))
  }
}
