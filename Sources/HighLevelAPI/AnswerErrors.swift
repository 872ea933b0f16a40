import Foundation
import NIOHTTP1
import Tagging

/// What a request was about, which decides what a 400 or 404 means.
enum Subject: Sendable {
  case contact
  case other
}

/// The one place where statuses and texts of the server become errors (facts §1.3).
extension ServiceError {
  /// Reads an answer that is no success.
  init(_ answer: Answer, about subject: Subject, url: String, headers: RateHeaders) {
    let report = ErrorReport(answer)
    let text = report.message
    let traceID = report.traceID
    switch answer.status {
    case 300...399:
      self = Self.redirected(answer, from: url, traceID: traceID)
    case 401, 403:
      self = .unauthorized(Refusal(report, status: answer.status), message: text, traceID: traceID)
    case 429 where headers.dailyRemaining == 0:
      self = .dailyLimitReached
    case 429:
      self = .rateLimited(retryAfter: headers.retryAfter)
    case 404 where report.isMissingRoute:
      self = .rejected(status: 404, message: text, traceID: traceID)
    case 400 where subject == .contact && report.saysGone, 404 where subject == .contact && !report.isPage:
      self = .contactGone(message: text, traceID: traceID)
    case 408, 425, 500...599:
      self = .serverFailure(status: answer.status, message: text, traceID: traceID)
    case 400, 402, 404...412:
      // A page instead of JSON comes from the network in front of the API, which may think better of it.
      self =
        report.isPage
        ? .malformed(firstBytes: answer.firstBytes, traceID: traceID)
        : .rejected(status: answer.status, message: text, traceID: traceID)
    case 413...499:
      self = .rejected(status: answer.status, message: text, traceID: traceID)
    default:
      self = .malformed(firstBytes: answer.firstBytes, traceID: traceID)
    }
  }

  private static func redirected(_ answer: Answer, from url: String, traceID: String?) -> ServiceError {
    guard let target = answer.headers.first(name: "Location") else {
      return .rejected(
        status: answer.status, message: "The server redirects to nowhere.", traceID: traceID)
    }
    let resolved = URL(string: target, relativeTo: URL(string: url))?.absoluteString ?? target
    let address = resolved.prefix { $0 != "?" && $0 != "#" }.printable(upTo: 200)
    if !BaseAddress.isSafe(address) { return .insecureAddress(address) }
    let message = "The server redirects to \(address), where no token is sent."
    return .rejected(status: answer.status, message: message, traceID: traceID)
  }
}

extension ServiceError.Refusal {
  /// Tells the meanings of 401 and 403 apart, which only the text does.
  fileprivate init(_ report: ErrorReport, status: Int) {
    let text = report.message.lowercased()
    func says(_ words: String...) -> Bool { words.contains { text.contains($0) } }
    if says("version header was not found", "version header is missing") {
      self = .missingVersion
    } else if says("version header") {
      self = .invalidVersion
    } else if says("for this scope", "insufficient scope", "missing scope", "permission to access") {
      self = .missingScope
    } else if says("user type mismatch") {
      self = .wrongTokenType
    } else if says("access to this location", "not accessible from this token", "access this location") {
      self = .foreignLocation
    } else if says("expired") {
      self = .expiredToken
    } else if says(
      "invalid private integration token", "access token is invalid", "invalid jwt", "invalid token")
    {
      self = .invalidToken
    } else if status == 403 && (report.isPage || says("error 1010", "access denied")) {
      self = .blockedByNetwork
    } else {
      self = .other
    }
  }

  /// Whether a newer token could be taken where this one was not.
  var isCuredByNewToken: Bool {
    switch self {
    case .invalidToken, .expiredToken, .other: true
    case .missingVersion, .invalidVersion, .missingScope, .wrongTokenType, .foreignLocation,
      .blockedByNetwork:
      false
    }
  }
}

/// What an error's body says, in whichever of its forms.
struct ErrorReport {
  /// One line for a person; never empty.
  var message: String
  var traceID: String?
  /// Whether the body is an HTML page.
  var isPage = false

  /// Whether the server has no such operation, as against no such thing.
  var isMissingRoute: Bool { message.hasPrefix("Cannot ") }

  /// Whether the text says that a contact is not there, or no longer.
  var saysGone: Bool {
    let text = message.lowercased()
    if text.contains("location") && !text.contains("contact") { return false }
    return text.contains("not found") || text.contains("deleted")
  }

  init(_ answer: Answer) {
    traceID = answer.traceID
    var found: String?
    do {
      found = try JSONDecoder().decode(Body.self, from: answer.body).text
    } catch {
      // Not JSON: whatever the network in front of the API had to say.
      let text = String(decoding: answer.body.prefix(4096), as: UTF8.self)
      isPage = text.trimmingWhiteSpace().hasPrefix("<")
      found = isPage ? Self.gist(of: text) : text
    }
    let line = found?.split(whereSeparator: \.isWhitespace).joined(separator: " ") ?? ""
    message = line.isEmpty ? Self.reason(answer.status) : line.printable(upTo: 300)
  }

  private static func reason(_ status: Int) -> String {
    "HTTP \(status) \(HTTPResponseStatus(statusCode: status).reasonPhrase)"
  }

  /// What a page says: a framework's text between `pre`, or else its title.
  private static func gist(of page: String) -> String? {
    for tag in ["pre", "title"] {
      guard let start = page.range(of: "<\(tag)>", options: .caseInsensitive),
        let end = page.range(
          of: "</\(tag)>", options: .caseInsensitive, range: start.upperBound..<page.endIndex)
      else { continue }
      return String(page[start.upperBound..<end.lowerBound])
    }
    return page.range(of: "error 1010", options: .caseInsensitive) == nil ? nil : "Error 1010"
  }

  private struct Body: Decodable {
    var message: LenientTexts?
    var error: LenientTexts?
    var detail: LenientTexts?
    var details: LenientTexts?
    var errorDescription: LenientTexts?
    var text: String? {
      [message, errorDescription, error, detail, details].lazy
        .compactMap { $0?.texts.joined(separator: "; ") }.first { !$0.isEmpty }
    }
    enum CodingKeys: String, CodingKey {
      case message, error, detail, details
      case errorDescription = "error_description"
    }
  }
}

extension Answer {
  /// The first bytes of the body, made printable.
  var firstBytes: String { String(decoding: body.prefix(120), as: UTF8.self).printable(upTo: 120) }

  /// The trace id, from the body if it can be found there, even in half a body.
  var traceID: String? {
    for end in [body.prefix(2048), body.suffix(2048)] {
      let text = String(decoding: end, as: UTF8.self)
      guard let key = text.range(of: "\"traceId\"") else { continue }
      let rest = text[key.upperBound...].drop { $0 == ":" || $0.isWhitespace }
      guard rest.first == "\"" else { continue }
      let value = rest.dropFirst().prefix { $0 != "\"" }
      if !value.isEmpty { return value.printable(upTo: 64) }
    }
    return headers.first(name: "x-trace-id") ?? headers.first(name: "traceid")
  }

  /// What the headers say of the limits.
  var rateHeaders: RateHeaders {
    func number(_ name: String) -> Int? {
      headers.first(name: name).flatMap { Int($0.trimmingWhiteSpace()) }
    }
    let retryAfter = headers.first(name: "Retry-After").flatMap { Double($0.trimmingWhiteSpace()) }
    return RateHeaders(
      maximum: number("X-RateLimit-Max"), remaining: number("X-RateLimit-Remaining"),
      interval: number("X-RateLimit-Interval-Milliseconds").map { .milliseconds($0) },
      dailyRemaining: number("X-RateLimit-Daily-Remaining"),
      retryAfter: retryAfter.flatMap { $0 >= 0 ? min($0, 1_000_000) : nil })
  }
}

extension StringProtocol {
  /// The text with everything that could act on a terminal replaced by a dot, and cut to a length.
  func printable(upTo length: Int) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in unicodeScalars.prefix(length) {
      let isHarmful =
        scalar.properties.generalCategory == .control || scalar.isBidirectionalControl
        || scalar.value == 0x2028 || scalar.value == 0x2029
      scalars.append(isHarmful ? "·" : scalar)
    }
    return String(scalars)
  }
}
