/// A refusal, as the API answers it.
///
/// API: the bodies of highlevel-api.md §1.3.
struct APIError: Error, Equatable, Sendable {
  /// What `message` is: a text, or for 422 an array with one text a violation.
  enum Message: Equatable, Sendable {
    case text(String)
    case list([String])
  }

  let status: Int
  let message: Message
  /// What stands beside the message in `meta`.
  var meta: [String: JSONValue] = [:]

  static func badRequest(_ text: String, meta: [String: JSONValue] = [:]) -> APIError {
    APIError(status: 400, message: .text(text), meta: meta)
  }

  static func unauthorized(_ text: String) -> APIError {
    APIError(status: 401, message: .text(text))
  }

  static func forbidden(_ text: String) -> APIError {
    APIError(status: 403, message: .text(text))
  }

  static func notFound(_ text: String) -> APIError {
    APIError(status: 404, message: .text(text))
  }

  static func unprocessable(_ violations: String...) -> APIError {
    APIError(status: 422, message: .list(violations))
  }

  static func unprocessable(_ violations: [String]) -> APIError {
    APIError(status: 422, message: .list(violations))
  }

  static let tooLarge = APIError(status: 413, message: .text("request entity too large"))
  static let tooManyRequests = APIError(status: 429, message: .text("Too Many Requests"))
  static let internalError = APIError(status: 500, message: .text("Internal server error"))
  static let unavailable = APIError(status: 503, message: .text("Service Unavailable"))
  static let foreignLocation = APIError.forbidden("The token does not have access to this location.")

  /// The name of the status, which is `error` in the body.
  var reason: String {
    switch status {
    case 400: "Bad Request"
    case 401: "Unauthorized"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 413: "Payload Too Large"
    case 422: "Unprocessable Entity"
    case 429: "Too Many Requests"
    case 503: "Service Unavailable"
    default: "Internal Server Error"
    }
  }
}
