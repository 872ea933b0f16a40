import Engine
import HighLevelAPI
import Storage
import Tagging

/// Access tokens of a profile's OAuth client, whose refresh token is in a file.
struct OAuthAccess: TokenSource {
  private let client: HighLevelAPI.OAuthClient
  private let source: OAuthTokenSource

  /// Reads the client's secret; nothing is sent yet.
  init(_ place: Storage.OAuthClient, settings: Settings) throws {
    var app = OAuthApp(clientID: place.id, clientSecret: try TokenReader.text(of: place.secret))
    app.baseURL = settings.baseURL.value
    app.version = settings.version.value
    client = try HighLevelAPI.OAuthClient(app)
    source = OAuthTokenSource(client: client, store: RefreshTokenFile(path: place.refreshTokenFile))
  }

  func token() async throws(ServiceError) -> String { try await source.token() }

  func refreshed(after refused: String) async throws(ServiceError) -> String? {
    try await source.refreshed(after: refused)
  }

  /// Closes its connections.
  func shutdown() async { await client.shutdown() }
}

/// A refresh token in a file that only its owner can read; a new one takes its place as a whole.
struct RefreshTokenFile: RefreshTokenStore {
  let path: String

  /// What the user reads of a failure; the token is not in it.
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  func load() async throws -> String {
    do throws(SettingsError) {
      return try FileTokenStore.read(path)
    } catch {
      throw Failure(description: "\(error.message) \(error.remedy)")
    }
  }

  func store(_ refreshToken: String) async throws {
    do throws(SettingsError) {
      try FileTokenStore.replace(path, with: refreshToken)
    } catch {
      throw Failure(description: "\(error.message) \(error.remedy)")
    }
  }
}
