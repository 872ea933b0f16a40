/// What went wrong with a request, by what the caller can do about it.
public enum ServiceError: Error, Sendable, Equatable {
  /// 401 or 403 that the token's owner has to mend.
  case unauthorized(Refusal, message: String, traceID: String?)
  /// 429, in spite of pacing; seconds to wait when the server named them.
  case rateLimited(retryAfter: Double?)
  /// The day's budget is used up: `X-RateLimit-Daily-Remaining: 0`.
  case dailyLimitReached
  /// 400 or 404 that says the contact is unknown or deleted (facts §7, "unknown contact").
  case contactGone(message: String, traceID: String?)
  /// Any other 4xx: sending it again would be answered the same.
  case rejected(status: Int, message: String, traceID: String?)
  /// 5xx.
  case serverFailure(status: Int, message: String, traceID: String?)
  /// A 2xx that can't be read: its first bytes, made printable.
  case malformed(firstBytes: String, traceID: String?)
  /// No answer: whether the request may have reached the server, and what was tried.
  case unreachable(mayHaveArrived: Bool, reason: String)
  /// The address is neither `https` nor loopback, so no token is sent there.
  case insecureAddress(String)
  /// The caller's task was cancelled.
  case cancelled

  /// Which of the meanings of 401 and 403 the text names (facts §1.3).
  public enum Refusal: Sendable, Equatable {
    case missingVersion, invalidVersion, invalidToken, expiredToken, missingScope, wrongTokenType
    case foreignLocation, blockedByNetwork, other
  }

  /// Whether the same request may succeed later without anybody doing anything.
  public var isTransient: Bool {
    switch self {
    case .rateLimited, .serverFailure, .malformed, .unreachable: true
    case .unauthorized, .dailyLimitReached, .contactGone, .rejected, .insecureAddress, .cancelled: false
    }
  }

  /// Whether the server may have done what was asked although its answer was lost.
  public var mayHaveBeenDone: Bool {
    switch self {
    case .unreachable(let mayHaveArrived, _): mayHaveArrived
    case .serverFailure, .malformed, .cancelled: true
    case .unauthorized, .rateLimited, .dailyLimitReached, .contactGone, .rejected, .insecureAddress: false
    }
  }
}
