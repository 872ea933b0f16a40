import Foundation
import NIOHTTP1
import Tagging

/// A request before it has an address and a token.
struct APIRequest: Sendable {
  var method: HTTPMethod
  /// The path with its parts encoded, and the query.
  var path: String
  var body: Data?
  var subject: Subject
  /// Whether it may be sent as often as one likes.
  var isRead: Bool

  /// Makes a request without a body.
  init(
    _ method: HTTPMethod, _ path: String, about subject: Subject = .other, isRead: Bool = false
  ) throws(ServiceError) {
    self.method = method
    self.path = path
    self.subject = subject
    self.isRead = isRead
  }

  /// Makes a request with a JSON body.
  /// - Throws: `rejected` when the body can't be written as JSON.
  init(
    _ method: HTTPMethod, _ path: String, body: some Encodable, about subject: Subject = .other,
    isRead: Bool = false
  ) throws(ServiceError) {
    try self.init(method, path, about: subject, isRead: isRead)
    do {
      self.body = try Self.encoder.encode(body)
    } catch {
      throw .rejected(status: 400, message: "The request can't be written; nothing was sent.", traceID: nil)
    }
  }

  private static let encoder: JSONEncoder = {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }()
}
