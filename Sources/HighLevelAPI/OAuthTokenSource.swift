public import Tagging

/// Where the refresh token of a location is kept between two runs.
///
/// Several processes may share a store: it is read before every exchange.
public protocol RefreshTokenStore: Sendable {
  /// The refresh token that is good now.
  func load() async throws -> String

  /// Keeps a new refresh token, for good when this returns: the one before it is worth nothing any more.
  func store(_ refreshToken: String) async throws
}

/// Access tokens from a refresh token, exchanged when they run out or are refused (facts §6.2).
///
/// One exchange at a time, whoever asks, and it is finished even when those who asked are cancelled: half an
/// exchange loses the login. The new refresh token is stored before the new access token is used.
public actor OAuthTokenSource: TokenSource {
  /// An access token with less than this many seconds left is exchanged before it is used.
  static let leastTimeLeft = 30.0

  private let client: OAuthClient
  private let store: any RefreshTokenStore
  private let clock: ServiceClock
  private var current: (token: String, until: Duration)?
  /// Tokens that could not be stored yet; they are not used until they are.
  private var unstored: OAuthTokens?
  private var exchange: Task<Result<String, ServiceError>, Never>?

  /// Makes a source that exchanges its refresh token when the first token is asked for.
  public init(client: OAuthClient, store: any RefreshTokenStore) {
    self.init(client: client, store: store, clock: .continuous)
  }

  init(client: OAuthClient, store: any RefreshTokenStore, clock: ServiceClock) {
    self.client = client
    self.store = store
    self.clock = clock
  }

  public func token() async throws(ServiceError) -> String {
    if let current, current.until - clock.now() > .seconds(Self.leastTimeLeft) { return current.token }
    return try await exchanged()
  }

  public func refreshed(after refused: String) async throws(ServiceError) -> String? {
    // Somebody else may have been refused the same token, and have got a new one.
    if let current, current.token != refused { return current.token }
    let newer = try await exchanged()
    return newer == refused ? nil : newer
  }

  private func exchanged() async throws(ServiceError) -> String {
    let running: Task<Result<String, ServiceError>, Never>
    if let exchange {
      running = exchange
    } else {
      running = Task { await self.run() }
      exchange = running
    }
    let result = await running.value
    if Task.isCancelled { throw .cancelled }
    return try result.get()
  }

  private func run() async -> Result<String, ServiceError> {
    defer { exchange = nil }
    do throws(ServiceError) {
      let tokens: OAuthTokens
      if let unstored { tokens = unstored } else { tokens = try await newTokens() }
      unstored = tokens
      do {
        try await store.store(tokens.refreshToken)
      } catch {
        let message = "The new refresh token can't be stored, so the new token is not used: \(error)"
        throw .unauthorized(.other, message: message, traceID: nil)
      }
      unstored = nil
      current = (tokens.accessToken, clock.now() + .seconds(tokens.expiresIn))
      return .success(tokens.accessToken)
    } catch {
      return .failure(error)
    }
  }

  private func newTokens() async throws(ServiceError) -> OAuthTokens {
    let refreshToken = try await load()
    do {
      return try await client.refresh(refreshToken)
    } catch .unauthorized(let refusal, let message, let traceID) {
      // Another process may have exchanged it in the meantime, and stored the next one.
      let newer = try await load()
      if newer != refreshToken { return try await client.refresh(newer) }
      throw .unauthorized(refusal, message: message, traceID: traceID)
    }
  }

  private func load() async throws(ServiceError) -> String {
    do {
      return String(try await store.load().trimmingWhiteSpace())
    } catch {
      throw .unauthorized(.other, message: "The refresh token can't be read: \(error)", traceID: nil)
    }
  }
}
