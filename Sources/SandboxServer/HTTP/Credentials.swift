import Synchronization

/// The tokens that the sandbox knows, and what each allows.
final class Credentials: Sendable {
  let locationId: String
  let foreignLocationId: String
  let clientId: String
  let clientSecret: String
  let authorizationCode: String
  /// The token with every scope, which the fault `401-after` retires.
  let token: String
  let rotatedToken: String
  let restrictedToken: String
  let foreignToken: String
  private let seeded: [String: Principal]
  private let unauthorizedAfter: Int?
  private let uses = Mutex<[String: Int]>([:])

  init(_ announcement: SandboxAnnouncement, unauthorizedAfter: Int?) {
    locationId = announcement.locationId
    foreignLocationId = announcement.foreignLocationId
    clientId = announcement.clientId
    clientSecret = announcement.clientSecret
    authorizationCode = announcement.authorizationCode
    token = announcement.token
    rotatedToken = announcement.rotatedToken
    restrictedToken = announcement.restrictedToken
    foreignToken = announcement.foreignToken
    self.unauthorizedAfter = unauthorizedAfter
    let all = Set(Scope.allCases)
    var seeded: [String: Principal] = [:]
    let principals = [
      Principal(token: foreignToken, locationId: foreignLocationId, scopes: all),
      Principal(
        token: restrictedToken, locationId: locationId, scopes: [.readContacts, .readLocation, .readTags]),
      Principal(token: rotatedToken, locationId: locationId, scopes: all),
      Principal(token: token, locationId: locationId, scopes: all),
    ]
    for principal in principals { seeded[principal.token] = principal }
    self.seeded = seeded
  }

  /// Who sends the header `Authorization: authorization`.
  ///
  /// - Throws: 401, worded by what is wrong with the token; highlevel-api.md §1.3.
  func principal(authorization: String?, _ database: SandboxDatabase) async throws -> Principal {
    let invalid = APIError.unauthorized("Invalid token: access token is invalid")
    let words = (authorization ?? "").split(separator: " ")
    guard words.count == 2, words[0].lowercased() == "bearer" else { throw invalid }
    let text = String(words[1])
    if let principal = seeded[text] {
      if text == token, isWornOut(text) { throw APIError.unauthorized("Invalid Private Integration token") }
      return principal
    }
    if text.hasPrefix("pit-") { throw APIError.unauthorized("Invalid Private Integration token") }
    guard text.hasPrefix(OAuthTokens.accessPrefix) else { throw APIError.unauthorized("Invalid JWT") }
    let isValid = try await database.read { store in try store.isValidAccessToken(text) }
    guard isValid, !isWornOut(text) else { throw invalid }
    return Principal(token: text, locationId: locationId, scopes: Set(Scope.allCases))
  }

  /// Counts a use of `token`, and says whether it was used as often as the fault `401-after` lets it be.
  private func isWornOut(_ token: String) -> Bool {
    guard let unauthorizedAfter else { return false }
    return uses.withLock {
      $0[token, default: 0] += 1
      return $0[token, default: 0] > unauthorizedAfter
    }
  }
}
