/// The body of a token request, in either spelling of its names.
private struct TokenRequest {
  private let fields: [String: String]

  init(_ body: [UInt8], isJSON: Bool) throws(APIError) {
    var fields: [String: String] = [:]
    if isJSON {
      do {
        for (key, value) in try JSONParser.parse(body).members ?? [:] { fields[key] = value.text }
      } catch {
        throw .badRequest(error.message)
      }
    } else {
      fields = FormFields.parse(String(decoding: body, as: UTF8.self))
    }
    self.fields = fields
  }

  /// The field `name`, which `v3` spells `camelCase`.
  ///
  /// - Throws: 400 where it is missing.
  func required(_ name: String, _ camelCase: String) throws(APIError) -> String {
    guard let text = optional(name, camelCase) else { throw .badRequest("Missing parameter: \(camelCase)") }
    return text
  }

  func optional(_ name: String, _ camelCase: String) -> String? {
    guard let text = fields[name] ?? fields[camelCase], !text.isEmpty else { return nil }
    return text
  }
}

extension API {
  /// `POST /oauth/token`, operation `get-access-token`, a form (`v3`: or JSON): 200 with the new tokens.
  func exchangeToken(body: [UInt8], version: APIVersion) async throws -> Answer {
    let isJSON = version == .v3 && body.first == UInt8(ascii: "{")
    let request = try TokenRequest(body, isJSON: isJSON)
    let client = try request.required("client_id", "clientId")
    let secret = try request.required("client_secret", "clientSecret")
    let grant = try request.required("grant_type", "grantType")
    guard ["authorization_code", "refresh_token", "client_credentials"].contains(grant) else {
      throw APIError.badRequest("Invalid parameter: grantType")
    }
    if let type = request.optional("user_type", "userType"), type != "Location" && type != "Company" {
      throw APIError.unprocessable("user_type must be one of the following values: Company, Location")
    }
    guard client == credentials.clientId, secret == credentials.clientSecret else {
      throw APIError.unauthorized("Invalid client: client credentials are invalid")
    }
    switch grant {
    case "authorization_code":
      guard try request.required("code", "code") == credentials.authorizationCode else {
        throw APIError.badRequest("Invalid grant: authorization code is invalid")
      }
      return tokenAnswer(try await database.write { store in try store.issuePair() }, version)
    case "refresh_token":
      let refresh = try request.required("refresh_token", "refreshToken")
      guard let pair = try await database.write({ store in try store.refreshPair(refresh) }) else {
        throw APIError.badRequest("Invalid grant: refresh token is invalid")
      }
      return tokenAnswer(pair, version)
    default:
      return tokenAnswer(try await database.write { store in try store.issuePair() }, version)
    }
  }

  private func tokenAnswer(_ pair: OAuthPair, _ version: APIVersion) -> Answer {
    let isV3 = version == .v3
    return Answer.object(capacity: 1024) {
      $0.field(isV3 ? "accessToken" : "access_token", pair.access)
      $0.field(isV3 ? "tokenType" : "token_type", "Bearer")
      $0.field(isV3 ? "expiresIn" : "expires_in", OAuthTokens.lifetime)
      $0.field(isV3 ? "refreshToken" : "refresh_token", pair.refresh)
      $0.field("scope", Scope.allCases.map(\.rawValue).joined(separator: " "))
      $0.field("userType", "Location")
      $0.field("locationId", credentials.locationId)
      $0.field("companyId", "UAXssdawIWAWD00CmpNY")
      $0.field("userId", "UserSandbox000000001")
      $0.field("isBulkInstallation", false)
    }
  }
}
