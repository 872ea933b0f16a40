import Foundation
import Tagging
import Testing

@testable import HighLevelAPI

/// A row of facts §1.3 or §7: what the server says to a single-contact write, and what it means.
struct ErrorRow: Sendable, CustomTestStringConvertible {
  var status: Int
  var body: String
  var meaning: ServiceError
  var testDescription: String { "\(status) \(body.prefix(60))" }
}

private func refused(_ refusal: ServiceError.Refusal, _ message: String, _ trace: String? = nil)
  -> ServiceError
{
  .unauthorized(refusal, message: message, traceID: trace)
}

private let rows: [ErrorRow] = [
  ErrorRow(
    status: 401, body: #"{"statusCode":401,"message":"version header was not found.","traceId":"t-1"}"#,
    meaning: refused(.missingVersion, "version header was not found.", "t-1")),
  ErrorRow(
    status: 401, body: #"{"message":"version header is invalid"}"#,
    meaning: refused(.invalidVersion, "version header is invalid")),
  ErrorRow(
    status: 401, body: #"{"message":"Invalid Private Integration token"}"#,
    meaning: refused(.invalidToken, "Invalid Private Integration token")),
  ErrorRow(
    status: 401,
    body: #"{"statusCode":401,"message":"Invalid token: access token is invalid","error":"Unauthorized"}"#,
    meaning: refused(.invalidToken, "Invalid token: access token is invalid")),
  ErrorRow(
    status: 401, body: #"{"message":"Invalid JWT"}"#, meaning: refused(.invalidToken, "Invalid JWT")),
  ErrorRow(
    status: 401, body: #"{"message":"The access token has expired"}"#,
    meaning: refused(.expiredToken, "The access token has expired")),
  ErrorRow(
    status: 401, body: #"{"message":"The token is not authorized for this scope."}"#,
    meaning: refused(.missingScope, "The token is not authorized for this scope.")),
  ErrorRow(
    status: 403, body: #"{"message":"You do not have permission to access this resource"}"#,
    meaning: refused(.missingScope, "You do not have permission to access this resource")),
  ErrorRow(
    status: 401, body: #"{"message":"Token's user type mismatch"}"#,
    meaning: refused(.wrongTokenType, "Token's user type mismatch")),
  ErrorRow(
    status: 403, body: #"{"message":"The token does not have access to this location."}"#,
    meaning: refused(.foreignLocation, "The token does not have access to this location.")),
  ErrorRow(
    status: 401, body: #"{"message":"This location is not accessible from this token!"}"#,
    meaning: refused(.foreignLocation, "This location is not accessible from this token!")),
  ErrorRow(
    status: 403, body: "<html><title>Access denied</title><p>Error 1010</p></html>",
    meaning: refused(.blockedByNetwork, "Access denied")),
  ErrorRow(status: 403, body: "error code: 1010", meaning: refused(.other, "error code: 1010")),
  ErrorRow(status: 401, body: #"{"status":401}"#, meaning: refused(.other, "HTTP 401 Unauthorized")),
  ErrorRow(
    status: 400, body: #"{"message":"Contact with id X not found","traceId":"t-2"}"#,
    meaning: .contactGone(message: "Contact with id X not found", traceID: "t-2")),
  ErrorRow(
    status: 400, body: #"{"message":"contact is deleted"}"#,
    meaning: .contactGone(message: "contact is deleted", traceID: nil)),
  ErrorRow(
    status: 404, body: #"{"statusCode":404,"message":"Contact not found"}"#,
    meaning: .contactGone(message: "Contact not found", traceID: nil)),
  ErrorRow(status: 404, body: "", meaning: .contactGone(message: "HTTP 404 Not Found", traceID: nil)),
  ErrorRow(
    status: 400, body: #"{"message":"Location not found"}"#,
    meaning: .rejected(status: 400, message: "Location not found", traceID: nil)),
  ErrorRow(
    status: 404, body: #"{"message":"Cannot POST /contacts/x/tags"}"#,
    meaning: .rejected(status: 404, message: "Cannot POST /contacts/x/tags", traceID: nil)),
  ErrorRow(
    status: 404, body: "<!DOCTYPE html><body><pre>Cannot POST /contacts/x</pre></body>",
    meaning: .rejected(status: 404, message: "Cannot POST /contacts/x", traceID: nil)),
  ErrorRow(
    status: 404, body: "<html><h1>gone fishing</h1></html>",
    meaning: .malformed(firstBytes: "<html><h1>gone fishing</h1></html>", traceID: nil)),
  ErrorRow(
    status: 422,
    body: #"{"statusCode":422,"message":["a","b"],"error":"Unprocessable Entity","traceId":"t-3"}"#,
    meaning: .rejected(status: 422, message: "a; b", traceID: "t-3")),
  ErrorRow(
    status: 400, body: #"{"statusCode":400,"message":"Invalid field contact_name","error":"Bad Request"}"#,
    meaning: .rejected(status: 400, message: "Invalid field contact_name", traceID: nil)),
  ErrorRow(
    status: 400, body: #"{"error":"Bad Request"}"#,
    meaning: .rejected(status: 400, message: "Bad Request", traceID: nil)),
  ErrorRow(
    status: 400, body: #"{"detail":"no"}"#, meaning: .rejected(status: 400, message: "no", traceID: nil)),
  ErrorRow(
    status: 400, body: #"{"message":null,"error":{"deep":1},"status":400}"#,
    meaning: .rejected(status: 400, message: "HTTP 400 Bad Request", traceID: nil)),
  ErrorRow(
    status: 413, body: "<html><title>413 Request Entity Too Large</title></html>",
    meaning: .rejected(status: 413, message: "413 Request Entity Too Large", traceID: nil)),
  ErrorRow(
    status: 400, body: #"{"message":"\u001b[31mred\u202e"}"#,
    meaning: .rejected(status: 400, message: "·[31mred·", traceID: nil)),
  ErrorRow(
    status: 503, body: "<html><title>503 Service Unavailable</title></html>",
    meaning: .serverFailure(status: 503, message: "503 Service Unavailable", traceID: nil)),
  ErrorRow(
    status: 500, body: #"{"message":"Internal"}"#,
    meaning: .serverFailure(status: 500, message: "Internal", traceID: nil)),
]

@Suite struct `What the server refuses` {
  @Test(arguments: rows)
  func `every text has its meaning`(row: ErrorRow) async throws {
    try await withCannedAnswers(.status(row.status, row.body)) { service, server in
      let error = await failure { () async throws(ServiceError) in
        try await service.addTags([ContactTag("a")], to: ana)
      }
      #expect(error == row.meaning)
      #expect(server.requests.count == 1)
    }
  }

  @Test func `a bulk call that the server does not know can be told from a missing contact`() async throws {
    try await withCannedAnswers(.status(404, #"{"message":"Cannot POST /contacts/bulk/tags/update/add"}"#)) {
      service, _ in
      let error = await failure { () async throws(ServiceError) in
        try await service.updateTags(.add, [ContactTag("a")], of: [ana, bo])
      }
      let message = "Cannot POST /contacts/bulk/tags/update/add"
      #expect(error == .rejected(status: 404, message: message, traceID: nil))
    }
  }

  @Test func `no redirect is followed, and one to an open address is named as such`() async throws {
    let elsewhere = ["Location": "http://evil.example/x?token=1"]
    let other = ["Location": "https://other.example/y"]
    try await withCannedAnswers(.status(301, "", headers: elsewhere), .status(307, "", headers: other)) {
      service, server in
      let first = await failure { () async throws(ServiceError) in try await service.location() }
      #expect(first == .insecureAddress("http://evil.example/x"))
      let second = await failure { () async throws(ServiceError) in try await service.location() }
      guard case .rejected(307, let message, nil) = second else {
        Issue.record("\(String(describing: second))")
        return
      }
      #expect(message.contains("https://other.example/y"))
      #expect(server.requests.count == 2)
    }
  }

  @Test func `a token that no header can hold is named without being shown`() async throws {
    try await withCannedAnswers(.ok("{}"), tokens: StaticToken("pit-\nsecret")) { service, server in
      let error = await failure { () async throws(ServiceError) in
        try await service.addTags([ContactTag("a")], to: ana)
      }
      guard case .unauthorized(.invalidToken, let message, _) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(!message.contains("secret"))
      #expect(server.requests.isEmpty)
    }
  }
}
