import GRDB
import Tagging

/// The tables of the state file, and how an older file becomes one of this version.
enum StateSchema {
  /// Marks the file as ours: `tgds`.
  static let applicationID = 0x7467_6473
  /// What a file holds after all migrations.
  static var version: Int { migrations.count }

  /// Each brings a file of version `index` to `index + 1`; one that was released is never changed.
  ///
  /// Ids, tags and receipts are in blobs (see `Blob`): 100,000 contacts as rows take 40 times as long. Times are
  /// seconds since 2001-01-01 00:00 UTC, because only those give back the same `Date`.
  static let migrations: [String] = [
    """
    CREATE TABLE location (
      number INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      -- Steps of the draft that are not undone.
      position INTEGER NOT NULL DEFAULT 0
    ) STRICT;

    CREATE TABLE step (
      location INTEGER NOT NULL REFERENCES location,
      place INTEGER NOT NULL,
      title TEXT NOT NULL,
      changes BLOB NOT NULL,
      PRIMARY KEY (location, place)
    ) STRICT;

    CREATE TABLE setting (
      location INTEGER NOT NULL REFERENCES location,
      key TEXT NOT NULL,
      value TEXT NOT NULL,
      PRIMARY KEY (location, key)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE "commit" (
      number INTEGER PRIMARY KEY,
      location INTEGER NOT NULL REFERENCES location,
      id TEXT NOT NULL,
      title TEXT NOT NULL,
      started REAL NOT NULL,
      ended REAL,
      author TEXT NOT NULL,
      state TEXT NOT NULL,
      calls INTEGER NOT NULL,
      answered INTEGER NOT NULL DEFAULT 0,
      contacts INTEGER NOT NULL,
      failed INTEGER NOT NULL DEFAULT 0,
      UNIQUE (location, id)
    ) STRICT;

    -- Apart, so that listing commits does not read them.
    CREATE TABLE plan (
      "commit" INTEGER PRIMARY KEY REFERENCES "commit" ON DELETE CASCADE,
      calls BLOB NOT NULL
    ) STRICT;

    -- Calls that were sent or answered; the others of a plan have no row.
    CREATE TABLE call (
      "commit" INTEGER NOT NULL REFERENCES "commit" ON DELETE CASCADE,
      place INTEGER NOT NULL,
      sent INTEGER NOT NULL DEFAULT 0,
      -- Receipts that failed or were not sent; NULL until it is answered.
      failed INTEGER,
      receipts BLOB,
      PRIMARY KEY ("commit", place)
    ) STRICT;
    """
  ]

  /// Brings the file up to date in one transaction, however many processes open it at once.
  static func migrate(_ db: Database, subject: String) throws {
    try db.inTransaction(.immediate) {
      let mark = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
      let found = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
      let tables = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM sqlite_master") ?? 0
      guard mark == applicationID || (mark == 0 && tables == 0) else {
        throw StorageError(
          .damaged, "\(subject) is a database of another program. Name another directory with --state-dir.")
      }
      guard found <= version else {
        throw StorageError(
          .newerVersion,
          "\(subject) was written by a newer tagdesk (version \(found), this one knows \(version)). Update tagdesk, or"
            + " name another directory with --state-dir.")
      }
      guard found < version else { return .rollback }
      for migration in migrations[found...] { try db.execute(sql: migration) }
      try db.execute(sql: "PRAGMA application_id = \(applicationID)")
      try db.execute(sql: "PRAGMA user_version = \(version)")
      return .commit
    }
  }
}
