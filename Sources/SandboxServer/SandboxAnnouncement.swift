/// What a client needs to know to talk to a running sandbox.
public struct SandboxAnnouncement: Codable, Sendable, Equatable {
  /// The base address, such as `http://127.0.0.1:41234`.
  public var url: String
  public var locationId: String
  /// The token with every scope.
  public var token: String
  /// A second token with every scope, for going on after the fault `401-after` retired the first one.
  public var rotatedToken: String
  /// A token that may read only.
  public var restrictedToken: String
  /// A token of another location, whose id is `foreignLocationId`.
  public var foreignToken: String
  public var foreignLocationId: String
  public var clientId: String
  public var clientSecret: String
  /// A code that can be exchanged for tokens, as often as one likes.
  public var authorizationCode: String
  /// The refresh token that is valid at the moment.
  public var refreshToken: String

  /// The announcement as one line of JSON, with `url`, `locationId` and `token` first.
  public var jsonLine: String {
    var writer = JSONWriter()
    writer.object {
      $0.field("url", url)
      $0.field("locationId", locationId)
      $0.field("token", token)
      $0.field("rotatedToken", rotatedToken)
      $0.field("restrictedToken", restrictedToken)
      $0.field("foreignToken", foreignToken)
      $0.field("foreignLocationId", foreignLocationId)
      $0.field("clientId", clientId)
      $0.field("clientSecret", clientSecret)
      $0.field("authorizationCode", authorizationCode)
      $0.field("refreshToken", refreshToken)
    }
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}
