import AsyncHTTPClient
import Foundation
import NIOHTTP1
public import Tagging

/// An app of the marketplace, as which tokens are asked for (facts §6.2).
public struct OAuthApp: Sendable, Equatable {
  public var clientID: String
  public var clientSecret: String
  /// `Location` or `Company`; contacts belong to a location.
  public var userType = "Location"
  /// The address of the API; `https`, or loopback.
  public var baseURL = HighLevelConfiguration.publicAddress
  /// What is sent as `Version`; the answers of `v3` are read as well.
  public var version = "2021-07-28"

  /// Makes an app from what its page in the marketplace shows.
  public init(clientID: String, clientSecret: String) {
    self.clientID = clientID
    self.clientSecret = clientSecret
  }
}

/// What an exchange gave.
public struct OAuthTokens: Sendable, Equatable {
  public var accessToken: String
  /// The next refresh token: the one that was used is worth nothing any more.
  public var refreshToken: String
  /// Seconds for which the access token is good; about a day.
  public var expiresIn: Double
  public var locationID: String
  public var scope: String

  /// Makes tokens.
  public init(
    accessToken: String, refreshToken: String, expiresIn: Double = 86_399, locationID: String = "",
    scope: String = ""
  ) {
    self.accessToken = accessToken
    self.refreshToken = refreshToken
    self.expiresIn = expiresIn
    self.locationID = locationID
    self.scope = scope
  }
}

/// The exchange of codes and refresh tokens for access tokens.
public final class OAuthClient: Sendable {
  private static let attempts = 4

  private let app: OAuthApp
  private let base: BaseAddress
  private let transport: HTTPTransport
  private let clock: ServiceClock

  /// Makes a client; nothing is sent yet.
  /// - Throws: `insecureAddress` when the address is neither `https` nor loopback.
  public convenience init(_ app: OAuthApp) throws(ServiceError) {
    // The same exchange gives the same tokens for 30 s: all attempts must fit into that (facts §6.2, "reuse").
    try self.init(app, timeout: 10, clock: .continuous)
  }

  init(_ app: OAuthApp, timeout: Double, clock: ServiceClock) throws(ServiceError) {
    self.app = app
    self.clock = clock
    base = try BaseAddress(app.baseURL)
    transport = HTTPTransport(
      address: base.text, timeout: timeout, maxConnections: 1, longestAnswer: 1 << 20)
  }

  /// Closes the connection.
  public func shutdown() async { await transport.shutdown() }

  /// Exchanges the code that came back from the page where a user chose a location.
  ///
  /// API: `POST /oauth/token`, operation `get-access-token`, with `grant_type=authorization_code`: 200.
  /// - Throws: `rejected(status: 400, …)` for a code that is wrong or was used.
  public func exchange(code: String, redirectURI: String?) async throws(ServiceError) -> OAuthTokens {
    var fields = [("grant_type", "authorization_code"), ("code", code)]
    if let redirectURI { fields.append(("redirect_uri", redirectURI)) }
    return try await request(fields, refreshToken: "")
  }

  /// Exchanges a refresh token, which is used up by it, for a new pair.
  ///
  /// API: `POST /oauth/token`, operation `get-access-token`, with `grant_type=refresh_token`: 200.
  /// - Throws: `unauthorized(.invalidToken, …)` when the refresh token is not good any more.
  public func refresh(_ refreshToken: String) async throws(ServiceError) -> OAuthTokens {
    let fields = [("grant_type", "refresh_token"), ("refresh_token", refreshToken)]
    do {
      return try await request(fields, refreshToken: refreshToken)
    } catch .rejected(400, let message, let traceID) where message.lowercased().contains("invalid grant") {
      throw .unauthorized(.invalidToken, message: message, traceID: traceID)
    }
  }

  private func request(
    _ fields: [(String, String)], refreshToken: String
  ) async throws(ServiceError) -> OAuthTokens {
    let form =
      [("client_id", app.clientID), ("client_secret", app.clientSecret), ("user_type", app.userType)] + fields
    let body = Data(form.map { "\($0.0)=\($0.1.percentEncoded)" }.joined(separator: "&").utf8)
    var attempt = 1
    while true {
      do throws(ServiceError) {
        return try await exchange(body, refreshToken: refreshToken)
      } catch {
        guard error.isTransient, attempt < Self.attempts else { throw error }
        do { try await clock.sleep(.seconds(0.5 * Double(attempt))) } catch { throw .cancelled }
        attempt += 1
      }
    }
  }

  private func exchange(_ body: Data, refreshToken: String) async throws(ServiceError) -> OAuthTokens {
    let url = base.text + "/oauth/token"
    var message = HTTPClientRequest(url: url)
    message.method = .POST
    message.headers = [
      "Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded",
      "User-Agent": "tagdesk/0.1", "Version": app.version,
    ]
    let answer: Answer
    do throws(NoAnswer) {
      answer = try await transport.send(message, body: body)
    } catch {
      throw error.reason
    }
    guard (200...299).contains(answer.status) else {
      throw ServiceError(answer, about: .other, url: url, headers: answer.rateHeaders)
    }
    do {
      let wire = try JSONDecoder().decode(WireTokens.self, from: answer.body)
      return wire.tokens(orKeeping: refreshToken)
    } catch {
      // Its first bytes would be a token.
      throw .malformed(firstBytes: "(an answer of \(answer.body.count) bytes)", traceID: answer.traceID)
    }
  }
}

/// The answer to an exchange, in the spelling of any version.
private struct WireTokens: Decodable {
  private var fields: [String: JSONValue]

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    fields = try value.decode([String: JSONValue].self)
    if text("access_token", "accessToken") == nil {
      throw DecodingError.dataCorruptedError(in: value, debugDescription: "no access token")
    }
  }

  func tokens(orKeeping refreshToken: String) -> OAuthTokens {
    OAuthTokens(
      accessToken: text("access_token", "accessToken") ?? "",
      refreshToken: text("refresh_token", "refreshToken") ?? refreshToken,
      // Between a minute and a year, so that no slip of the server means an exchange for every request.
      expiresIn: max(60, min(31_536_000, text("expires_in", "expiresIn").flatMap { Double($0) } ?? 86_399)),
      locationID: text("locationId", "location_id") ?? "", scope: text("scope", "scopes") ?? "")
  }

  private func text(_ keys: String...) -> String? {
    for key in keys {
      switch fields[key] {
      case .text(let text) where !text.isEmpty: return text
      case .number(let number): return number.description
      default: continue
      }
    }
    return nil
  }
}
