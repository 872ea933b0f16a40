import Foundation
import GRDB

/// Fills a new database: tables, settings, tags, and contacts that are made up or imported.
struct Seeder: Sendable {
  private let configuration: SandboxConfiguration

  init(_ configuration: SandboxConfiguration) {
    self.configuration = configuration
  }

  /// Fills the database, which must be empty.
  func fill(_ db: Database) throws {
    // Nothing is lost when this is interrupted: the file is moved to its place only when it is complete.
    try db.execute(sql: "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000")
    try db.inTransaction(.immediate) {
      try Schema.createTables(db)
      try writeSettings(db)
      if let file = configuration.importFile {
        try ContactImport(path: file, configuration: configuration).run(db)
      } else {
        try writeContacts(db)
      }
      try Schema.createIndexes(db)
      return .commit
    }
    try db.execute(sql: "PRAGMA cache_size = -65536; ANALYZE")
  }

  /// Ids and tokens: the ones of the configuration, else ones that follow from the seed.
  private func writeSettings(_ db: Database) throws {
    var random = SandboxRandom(seed: configuration.seed &+ 0x7461_6764)
    let settings: [(Meta, String)] = [
      (.seed, String(configuration.seed)),
      (.locationId, SandboxID.make(&random)),
      (.foreignLocationId, SandboxID.make(&random)),
      (.token, "pit-" + SandboxID.uuid(&random)),
      (.rotatedToken, "pit-" + SandboxID.uuid(&random)),
      (.restrictedToken, "pit-" + SandboxID.uuid(&random)),
      (.foreignToken, "pit-" + SandboxID.uuid(&random)),
      (.clientId, "client-" + SandboxID.make(&random)),
      (.clientSecret, SandboxID.uuid(&random)),
      (.authorizationCode, "code-" + SandboxID.make(&random)),
      (.refreshToken, "refresh-sandbox-" + SandboxID.make(&random)),
    ]
    for (key, value) in settings {
      try Meta.set(key, to: value, db)
      if key == .refreshToken {
        try db.execute(sql: "INSERT INTO refresh_token (token) VALUES (?)", arguments: [value])
      }
    }
  }

  private func writeContacts(_ db: Database) throws {
    let exact = configuration.keepsTagCase
    var random = SandboxRandom(seed: configuration.seed &+ 0x7461_6773)
    var tags = SeedTagWriter(exact: exact)
    var rows: [Int64] = []
    for name in SeedTags.names {
      rows.append(try tags.row(of: name, id: SandboxID.make(&random), db))
    }
    for name in SeedTags.unused { _ = try tags.row(of: name, id: SandboxID.make(&random), db) }
    try tags.addTwin(of: SeedTags.doubled, id: SandboxID.make(&random), db)

    let contacts = SeedContacts(seed: configuration.seed, count: configuration.contacts)
    let insertion = try db.makeStatement(sql: Store.insertion(into: "contact"))
    let membership = try db.makeStatement(
      sql: "INSERT OR IGNORE INTO contact_tag (tag, contact) VALUES (?, ?)")
    for (place, index) in contacts.inOrderOfDate().enumerated() {
      var contact = contacts.contact(index)
      contact.row = Int64(place + 1)
      var bearing: [Int64] = []
      for tag in contact.tags where !bearing.contains(rows[Int(tag)]) { bearing.append(rows[Int(tag)]) }
      contact.tags = bearing
      try insertion.execute(arguments: contact.values)
      for tag in contact.tags { try membership.execute(arguments: [tag, contact.row]) }
    }
  }
}

/// Adds tags while a database is filled.
struct SeedTagWriter {
  private let exact: Bool
  private var rows: [String: Int64] = [:]

  init(exact: Bool) {
    self.exact = exact
  }

  /// The row of the tag `name`, which is made with `id` if there is none.
  mutating func row(of name: String, id: String, _ db: Database) throws -> Int64 {
    let stored = TagName.stored(name, exact: exact)
    if let row = rows[stored] { return row }
    try addTwin(of: name, id: id, db)
    let row = db.lastInsertedRowID
    rows[stored] = row
    return row
  }

  /// Adds an entry for `name`, whether or not there is one.
  func addTwin(of name: String, id: String, _ db: Database) throws {
    let stored = TagName.stored(name, exact: exact)
    try db.execute(sql: "INSERT INTO tag (id, name, key) VALUES (?, ?, ?)", arguments: [id, stored, stored])
  }
}
