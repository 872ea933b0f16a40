import GRDB

/// An entry of the location's dictionary of tags.
struct TagRecord: Sendable, Equatable {
  var row: Int64
  var id: String
  var name: String

  init(row: Int64, id: String, name: String) {
    self.row = row
    self.id = id
    self.name = name
  }

  fileprivate init(row: Row) {
    self.init(row: row[0], id: row[1], name: row[2])
  }
}

extension Store {
  /// The name of `text` as it is stored under this configuration.
  func storedTagName(_ text: String) -> String {
    TagName.stored(text, exact: configuration.keepsTagCase)
  }

  /// The names of all tags by their rows.
  func tagNames() throws -> [Int64: String] {
    try memory.tagNames {
      var names: [Int64: String] = [:]
      let rows = try Row.fetchCursor(db, sql: "SELECT n, name FROM tag")
      while let row = try rows.next() { names[row[0]] = row[1] }
      return names
    }
  }

  /// The names of the tags of `contact`, in their order.
  func tagNames(of contact: ContactRecord) throws -> [String] {
    let names = try tagNames()
    return contact.tags.compactMap { names[$0] }
  }

  /// The row that stands for the tag `name`, if the dictionary has it.
  ///
  /// Where the dictionary lists a name twice, contacts have the older entry.
  func tagRow(named name: String) throws -> Int64? {
    try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT MIN(n) FROM tag WHERE key = ?"), arguments: [storedTagName(name)])
  }

  /// The rows of the tags `names`, without repeats, those unknown made new.
  func tagRows(creating names: [String]) throws -> [Int64] {
    var rows: [Int64] = []
    for name in names {
      let row = if let row = try tagRow(named: name) { row } else { try createTag(named: name).row }
      if !rows.contains(row) { rows.append(row) }
    }
    return rows
  }

  /// The rows of those of the tags `names` that are known.
  func tagRows(known names: [String]) throws -> Set<Int64> {
    var rows: Set<Int64> = []
    for name in names {
      if let row = try tagRow(named: name) { rows.insert(row) }
    }
    return rows
  }

  /// Adds an entry to the dictionary, also when there is one of the same name.
  func createTag(named name: String) throws -> TagRecord {
    let stored = storedTagName(name)
    let id = SandboxID.random()
    try db.execute(
      sql: "INSERT INTO tag (id, name, key) VALUES (?, ?, ?)", arguments: [id, stored, stored])
    let row = db.lastInsertedRowID
    memory.setTagName(stored, row: row)
    return TagRecord(row: row, id: id, name: stored)
  }

  /// The whole dictionary, by name.
  func tags() throws -> [TagRecord] {
    try Row.fetchAll(db, sql: "SELECT n, id, name FROM tag ORDER BY name, n").map(TagRecord.init(row:))
  }

  /// The entry with this id.
  func tag(id: String) throws -> TagRecord? {
    try Row.fetchOne(db, sql: "SELECT n, id, name FROM tag WHERE id = ?", arguments: [id])
      .map(TagRecord.init(row:))
  }

  /// Renames an entry, and with it the tag on every contact.
  ///
  /// Where the new name is taken, contacts get the tag of that name instead, once.
  /// - Note: Assumed: that contacts follow; highlevel-api.md §2 knows no source.
  func renameTag(_ tag: TagRecord, to name: String) throws -> TagRecord {
    let stored = storedTagName(name)
    let other = try Int64.fetchOne(
      db, sql: "SELECT MIN(n) FROM tag WHERE key = ? AND n <> ?", arguments: [stored, tag.row])
    if let other {
      try replaceTag(tag.row, with: other)
    }
    try db.execute(
      sql: "UPDATE tag SET name = ?, key = ? WHERE n = ?", arguments: [stored, stored, tag.row])
    memory.setTagName(stored, row: tag.row)
    memory.forgetTotals([.tags])
    return TagRecord(row: tag.row, id: tag.id, name: stored)
  }

  /// Deletes an entry, and takes the tag off every contact, unless another entry has the name too.
  ///
  /// - Note: Assumed: that contacts lose it; highlevel-api.md §2 knows no source.
  func deleteTag(_ tag: TagRecord) throws {
    let twin = try Int64.fetchOne(
      db, sql: "SELECT MIN(n) FROM tag WHERE key = (SELECT key FROM tag WHERE n = ?1) AND n <> ?1",
      arguments: [tag.row])
    try replaceTag(tag.row, with: twin)
    try db.execute(sql: "DELETE FROM tag WHERE n = ?", arguments: [tag.row])
    memory.setTagName(nil, row: tag.row)
    memory.forgetTotals([.tags])
  }

  /// Gives every contact that has the tag `old` the tag `new` in its place, or nothing.
  private func replaceTag(_ old: Int64, with new: Int64?) throws {
    let bearers = try Int64.fetchAll(
      db, sql: "SELECT contact FROM contact_tag WHERE tag = ?", arguments: [old])
    for row in bearers {
      guard let contact = try contact(row: row) else { continue }
      var tags = contact.tags
      if let new, !tags.contains(new) {
        tags = tags.map { $0 == old ? new : $0 }
      } else {
        tags.removeAll { $0 == old }
      }
      try setTags(tags, of: contact)
    }
  }
}
