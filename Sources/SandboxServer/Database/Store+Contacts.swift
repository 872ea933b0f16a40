import GRDB

extension Store {
  /// The contact with this id, unless it is deleted.
  func contact(id: String) throws -> ContactRecord? {
    let statement = try db.cachedStatement(
      sql: "SELECT \(ContactRecord.selection) FROM contact WHERE id = ?")
    return try Row.fetchOne(statement, arguments: [id]).map(ContactRecord.init(row:))
  }

  /// The contact in this row of the table.
  func contact(row: Int64) throws -> ContactRecord? {
    let statement = try db.cachedStatement(
      sql: "SELECT \(ContactRecord.selection) FROM contact WHERE n = ?")
    return try Row.fetchOne(statement, arguments: [row]).map(ContactRecord.init(row:))
  }

  /// The oldest contact with this text in `field`, other than `excluded`.
  func contact(with field: TextField, _ text: String, except excluded: String = "") throws -> ContactRecord? {
    let statement = try db.cachedStatement(
      sql: """
        SELECT \(ContactRecord.selection) FROM contact WHERE \(field.column) = ? AND id <> ? ORDER BY n LIMIT 1
        """)
    return try Row.fetchOne(statement, arguments: [text, excluded]).map(ContactRecord.init(row:))
  }

  /// Whether there was a contact with this id and it was deleted.
  func isDeleted(id: String) throws -> Bool {
    let statement = try db.cachedStatement(sql: "SELECT 1 FROM deleted_contact WHERE id = ?")
    return try Int.fetchOne(statement, arguments: [id]) != nil
  }

  /// Adds `contact`, and gives it a row.
  func insert(_ contact: ContactRecord) throws -> ContactRecord {
    var contact = contact
    try db.cachedStatement(sql: Self.insertion(into: "contact")).execute(arguments: contact.values)
    contact.row = db.lastInsertedRowID
    try setMembership(of: contact, from: [])
    try hideFromSearch(contact)
    memory.forgetTotals([.contacts])
    return contact
  }

  /// Writes every field of `contact`, which was `old`.
  func update(_ contact: ContactRecord, from old: ContactRecord) throws {
    try showInSearch(old)
    let assignments = ContactRecord.columns.map { "\($0) = ?" }.joined(separator: ", ")
    let arguments = contact.values + [contact.row]
    try db.cachedStatement(sql: "UPDATE contact SET \(assignments) WHERE n = ?").execute(arguments: arguments)
    if contact.tags != old.tags { try setMembership(of: contact, from: old.tags) }
    memory.forgetTotals([.fields, .tags, .dateUpdated])
  }

  /// Gives `contact` these tags, and moves its date where the configuration says so.
  func setTags(_ tags: [Int64], of contact: ContactRecord) throws {
    guard tags != contact.tags else { return }
    try showInSearch(contact)
    var changed = contact
    changed.tags = tags
    if configuration.dateUpdated == .always { changed.dateUpdated = Timestamp.now() }
    try db.cachedStatement(sql: "UPDATE contact SET tags = ?, date_updated = ? WHERE n = ?")
      .execute(arguments: [changed.tagText, changed.dateUpdated, contact.row])
    try setMembership(of: changed, from: contact.tags)
    memory.forgetTotals(configuration.dateUpdated == .always ? [.tags, .dateUpdated] : [.tags])
  }

  /// Deletes `contact` softly: its id stays known.
  func delete(_ contact: ContactRecord) throws {
    try showInSearch(contact)
    try db.execute(
      sql: "INSERT INTO deleted_contact SELECT * FROM contact WHERE n = ?", arguments: [contact.row])
    try db.execute(sql: "DELETE FROM contact WHERE n = ?", arguments: [contact.row])
    var bare = contact
    bare.tags = []
    try setMembership(of: bare, from: contact.tags)
    memory.forgetTotals([.contacts])
  }

  /// The statement that inserts a row of `ContactRecord.values`.
  static func insertion(into table: String) -> String {
    let columns = ContactRecord.columns.joined(separator: ", ")
    let marks = [String](repeating: "?", count: ContactRecord.columns.count).joined(separator: ", ")
    return "INSERT INTO \(table) (\(columns)) VALUES (\(marks))"
  }

  private func setMembership(of contact: ContactRecord, from old: [Int64]) throws {
    for tag in old where !contact.tags.contains(tag) {
      try db.cachedStatement(sql: "DELETE FROM contact_tag WHERE tag = ? AND contact = ?")
        .execute(arguments: [tag, contact.row])
    }
    for tag in contact.tags where !old.contains(tag) {
      try db.cachedStatement(sql: "INSERT INTO contact_tag (tag, contact) VALUES (?, ?)")
        .execute(arguments: [tag, contact.row])
    }
  }
}

// MARK: - The lag of the search index

extension Store {
  /// Lets search go on showing `contact` as it is until the lag is over.
  private func showInSearch(_ contact: ContactRecord) throws {
    try keepStale(contact, hidden: false)
  }

  /// Keeps search from showing the new `contact` until the lag is over.
  private func hideFromSearch(_ contact: ContactRecord) throws {
    try keepStale(contact, hidden: true)
  }

  private func keepStale(_ contact: ContactRecord, hidden: Bool) throws {
    guard configuration.indexLagMilliseconds > 0 else { return }
    let visibleAt = Timestamp.now() + Int64(configuration.indexLagMilliseconds)
    // The first of several writes decides: an index that is refreshed shows the later ones too.
    try db.execute(
      sql: """
        INSERT OR IGNORE INTO stale_contact SELECT contact.*, ?, ? FROM contact WHERE n = ?
        """, arguments: [hidden, visibleAt, contact.row])
    memory.forgetStaleContacts()
  }

  /// Ends the lag of what was written long enough ago, and says whether anything is left.
  func refreshIndex() throws -> Bool {
    let count = try memory.staleContacts {
      try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM stale_contact") ?? 0
    }
    guard count > 0 else { return false }
    try db.execute(sql: "DELETE FROM stale_contact WHERE visible_at <= ?", arguments: [Timestamp.now()])
    guard db.changesCount > 0 else { return true }
    memory.forgetStaleContacts()
    return count > db.changesCount
  }
}
