public import Tagging

/// Where a client gets its token from.
public protocol TokenSource: Sendable {
  /// The token to send now.
  func token() async throws(ServiceError) -> String

  /// A newer token than the one that was refused; `nil` when there can be none.
  func refreshed(after refused: String) async throws(ServiceError) -> String?
}

/// A token that never changes, as a Private Integration Token (facts §6.1): a 401 is final.
public struct StaticToken: TokenSource {
  private let text: String

  /// Takes a token; white space around it, which a file or a pipe leaves there, is dropped.
  public init(_ text: String) {
    self.text = String(text.trimmingWhiteSpace())
  }

  public func token() async throws(ServiceError) -> String {
    if text.isEmpty { throw .unauthorized(.invalidToken, message: "There is no token.", traceID: nil) }
    return text
  }

  public func refreshed(after refused: String) async throws(ServiceError) -> String? { nil }
}
