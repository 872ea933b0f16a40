import GRDB

/// The tables of the sandbox's database.
enum Schema {
  /// What marks a file as ours ("TgSb"), in SQLite's `application_id`.
  static let applicationId = 0x5467_5362
  /// The version of the tables, in SQLite's `user_version`.
  static let version = 1

  /// Makes the tables, without the indexes on contacts.
  static func createTables(_ db: Database) throws {
    let texts = (TextField.allCases.map(\.column) + DocumentField.allCases.map(\.column))
      .map { "\($0) TEXT NOT NULL DEFAULT ''" }
      .joined(separator: ", ")
    let columns = """
      n INTEGER PRIMARY KEY, id TEXT NOT NULL, dnd INTEGER NOT NULL DEFAULT 0,
      date_added INTEGER NOT NULL DEFAULT 0, date_updated INTEGER NOT NULL DEFAULT 0,
      tags TEXT NOT NULL DEFAULT '', \(texts), first_lower TEXT NOT NULL DEFAULT '',
      last_lower TEXT NOT NULL DEFAULT '', haystack TEXT NOT NULL DEFAULT ''
      """
    try db.execute(
      sql: """
        CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE contact (\(columns));
        -- Deleted contacts live apart, so that counting the others needs an index only.
        CREATE TABLE deleted_contact (\(columns));
        CREATE UNIQUE INDEX deleted_contact_id ON deleted_contact (id);
        -- What search still shows of contacts written lately; hidden ones are not to be seen yet.
        CREATE TABLE stale_contact (\(columns), hidden INTEGER NOT NULL, visible_at INTEGER NOT NULL);
        CREATE TABLE tag (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
          key TEXT NOT NULL);
        CREATE INDEX tag_key ON tag (key);
        CREATE TABLE contact_tag (tag INTEGER NOT NULL, contact INTEGER NOT NULL,
          PRIMARY KEY (tag, contact)) WITHOUT ROWID;
        CREATE TABLE access_token (token TEXT PRIMARY KEY, expires_at INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE refresh_token (token TEXT PRIMARY KEY, used_at INTEGER, next_access TEXT,
          next_refresh TEXT) WITHOUT ROWID;
        PRAGMA application_id = \(applicationId);
        PRAGMA user_version = \(version);
        """)
  }

  /// Makes the indexes on contacts; after the seeding, which is faster without them.
  ///
  /// One for each field that search can sort by, closed by the id, which breaks ties: a page then starts at its cursor
  /// without reading what comes before.
  static func createIndexes(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE UNIQUE INDEX contact_id ON contact (id);
        CREATE INDEX contact_phone ON contact (phone);
        """)
    for field in SortField.allCases {
      try db.execute(
        sql: "CREATE INDEX contact_by_\(field.column) ON contact (\(field.column), id)")
    }
  }
}
