import GRDB

/// A setting that is kept in the database.
enum Meta: String, CaseIterable {
  case seed, locationId, token, rotatedToken, restrictedToken, foreignToken
  case foreignLocationId, clientId, clientSecret, authorizationCode, refreshToken

  static func value(_ key: Meta, _ db: Database) throws -> String? {
    try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = ?", arguments: [key.rawValue])
  }

  static func set(_ key: Meta, to value: String, _ db: Database) throws {
    try db.execute(
      sql: "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", arguments: [key.rawValue, value])
  }
}
