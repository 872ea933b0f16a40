import GRDB

/// An access token, and the refresh token that gets the next one.
struct OAuthPair: Sendable, Equatable {
  let access: String
  let refresh: String
}

/// The rules of OAuth tokens.
///
/// API: highlevel-api.md §6.2.
enum OAuthTokens {
  static let accessPrefix = "eyJ-sandbox-"
  /// How long an access token is valid, in seconds.
  static let lifetime = 86_399
  /// How long the same refresh gives the same answer, in milliseconds.
  static let grace: Int64 = 30_000

  static func newAccess() -> String { accessPrefix + SandboxID.randomHex(48) }
  static func newRefresh() -> String { "refresh-sandbox-" + SandboxID.randomHex(48) }
}

extension Store {
  /// Whether `token` is an access token that has not run out.
  func isValidAccessToken(_ token: String) throws -> Bool {
    try Int.fetchOne(
      db.cachedStatement(sql: "SELECT 1 FROM access_token WHERE token = ? AND expires_at > ?"),
      arguments: [token, Timestamp.now()]) != nil
  }

  /// A new pair, remembered.
  func issuePair() throws -> OAuthPair {
    let pair = OAuthPair(access: OAuthTokens.newAccess(), refresh: OAuthTokens.newRefresh())
    try db.execute(
      sql: "INSERT INTO access_token (token, expires_at) VALUES (?, ?)",
      arguments: [pair.access, Timestamp.now() + Int64(OAuthTokens.lifetime) * 1000])
    try db.execute(sql: "INSERT INTO refresh_token (token) VALUES (?)", arguments: [pair.refresh])
    return pair
  }

  /// The pair that follows `refresh`, or nothing where it is unknown or used up.
  ///
  /// Within the grace the pair of the first use comes again, so that a client whose answer was lost can go on.
  func refreshPair(_ refresh: String) throws -> OAuthPair? {
    let row = try Row.fetchOne(
      db, sql: "SELECT used_at, next_access, next_refresh FROM refresh_token WHERE token = ?",
      arguments: [refresh])
    guard let row else { return nil }
    if let usedAt: Int64 = row[0] {
      guard Timestamp.now() - usedAt <= OAuthTokens.grace, let access: String = row[1],
        let next: String = row[2]
      else {
        return nil
      }
      return OAuthPair(access: access, refresh: next)
    }
    let pair = try issuePair()
    try db.execute(
      sql: "UPDATE refresh_token SET used_at = ?, next_access = ?, next_refresh = ? WHERE token = ?",
      arguments: [Timestamp.now(), pair.access, pair.refresh, refresh])
    try Meta.set(.refreshToken, to: pair.refresh, db)
    return pair
  }
}
