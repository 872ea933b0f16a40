import GRDB

/// A search as the database carries it out.
struct Search: Sendable {
  var filter = SearchFilter.all([])
  var query = ""
  var order = SearchOrder.newestFirst
  /// Lets through what comes behind the cursor.
  var after: SearchCondition?
  var offset = 0
  var limit: Int
}

/// Some contacts of a search, and how many it has in all.
struct SearchPage: Sendable {
  var contacts: [ContactRecord]
  var total: Int
  /// The names of all tags by their rows.
  var tagNames: [Int64: String]
}

extension Store {
  /// The page of contacts that `search` asks for.
  func search(_ search: Search) throws -> SearchPage {
    let isLagging = configuration.indexLagMilliseconds > 0 ? try refreshIndex() : false
    let source = isLagging ? Self.laggingContacts : "contact"
    let filter = SearchCondition.all([
      try condition(search.filter, isLagging: isLagging), Self.condition(query: search.query),
    ])
    let total = try memory.total(of: filter.key, dependingOn: filter.topics) {
      if let sql = filter.countSQL { return try Int.fetchOne(db, sql: sql) ?? 0 }
      let sql = "SELECT COUNT(*) FROM \(source)\(filter.sql == "1" ? "" : " WHERE \(filter.sql)")"
      return try Int.fetchOne(db, sql: sql, arguments: StatementArguments(filter.arguments)) ?? 0
    }
    let all = SearchCondition.all([filter, search.after ?? .always])
    let statement = try db.cachedStatement(
      sql: """
        SELECT \(ContactRecord.selection) FROM \(source) WHERE \(all.sql) ORDER BY \(search.order.sql)
        LIMIT ? OFFSET ?
        """)
    var arguments = all.arguments
    arguments.append(search.limit.databaseValue)
    arguments.append(search.offset.databaseValue)
    var contacts: [ContactRecord] = []
    contacts.reserveCapacity(min(search.limit, total))
    let rows = try Row.fetchCursor(statement, arguments: StatementArguments(arguments))
    while let row = try rows.next() { contacts.append(ContactRecord(row: row)) }
    return SearchPage(contacts: contacts, total: total, tagNames: try tagNames())
  }

  /// The contacts as search sees them before the index has caught up, under the table's name.
  private static let laggingContacts = """
    (SELECT * FROM contact WHERE n NOT IN (SELECT n FROM stale_contact) UNION ALL
    SELECT \(ContactRecord.columns.joined(separator: ", ")) FROM stale_contact WHERE NOT hidden) AS contact
    """

  /// That each word of `query` is in the name, mail, phone or company.
  private static func condition(query: String) -> SearchCondition {
    let words = query.lowercased().split(separator: " ")
    return .all(
      words.map { word in
        let digits = word.filter(\.isNumber)
        let isNumber = word.allSatisfy { $0.isNumber || "+-().".contains($0) } && !digits.isEmpty
        let text = isNumber ? String(digits) : String(word)
        return SearchCondition(
          sql: "instr(contact.haystack, ?) > 0", arguments: [text.databaseValue], topics: [.fields])
      })
  }
}
