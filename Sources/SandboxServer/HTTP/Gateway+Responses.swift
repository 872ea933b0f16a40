import HTTPTypes
import Hummingbird
import NIOCore

extension HTTPField.Name {
  // The names are valid, so making them cannot fail; a name that were not would show in every test.
  static let version = known("Version")
  static let rateMaximum = known("X-RateLimit-Max")
  static let rateRemaining = known("X-RateLimit-Remaining")
  static let rateInterval = known("X-RateLimit-Interval-Milliseconds")
  static let rateDailyMaximum = known("X-RateLimit-Limit-Daily")
  static let rateDailyRemaining = known("X-RateLimit-Daily-Remaining")

  private static func known(_ name: String) -> HTTPField.Name {
    HTTPField.Name(name) ?? .server
  }
}

extension Gateway {
  /// The answer with its headers: five about the rate, also where the answer is an error.
  func response(_ outcome: Outcome) -> Response {
    var headers = rateHeaders(outcome.budget)
    headers[.contentType] = "application/json; charset=utf-8"
    if !outcome.budget.isAllowed, configuration.retryAfter {
      headers[.retryAfter] = String((outcome.budget.wait + 999) / 1000)
    }
    let body = ResponseBody(byteBuffer: ByteBuffer(bytes: outcome.answer.body))
    return Response(status: HTTPResponse.Status(code: outcome.answer.status), headers: headers, body: body)
  }

  private func rateHeaders(_ budget: RateLimiter.Budget) -> HTTPFields {
    var headers = HTTPFields()
    headers[.rateMaximum] = String(limiter.maximum)
    headers[.rateRemaining] = String(budget.remaining)
    headers[.rateInterval] = String(limiter.intervalMilliseconds)
    headers[.rateDailyMaximum] = String(limiter.dailyMaximum)
    headers[.rateDailyRemaining] = String(budget.dailyRemaining)
    return headers
  }

  /// An answer that promises its whole length, and ends in the middle.
  func truncated(_ outcome: Outcome, _ channel: any Channel) -> Response {
    let whole = response(outcome)
    var headers = whole.headers
    let bytes = outcome.answer.body
    headers[.contentLength] = String(bytes.count)
    let half = ByteBuffer(bytes: bytes.prefix(bytes.count / 2))
    let body = ResponseBody(contentLength: bytes.count) { writer in
      try await writer.write(half)
      await withCheckedContinuation { continuation in
        channel.close().whenComplete { _ in continuation.resume() }
      }
    }
    return Response(status: whole.status, headers: headers, body: body)
  }

  /// What a content delivery network says when it thinks of the API as down.
  func htmlPage(status: Int) -> Response {
    let page = """
      <!DOCTYPE html><html><head><title>Bad gateway</title></head>
      <body><h1>Error 502</h1><p>The web server reported a bad gateway error.</p></body></html>
      """
    return Response(
      status: HTTPResponse.Status(code: status), headers: [.contentType: "text/html; charset=UTF-8"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: page)))
  }

  /// Answers `GET /_sandbox/requests`, to this machine only.
  func inspect(_ request: Request, _ context: SandboxRequestContext) -> Response {
    func json(_ status: HTTPResponse.Status, _ bytes: [UInt8]) -> Response {
      Response(
        status: status, headers: [.contentType: "application/json"],
        body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
    let path = request.uri.path
    guard request.method == .get, path == "/_sandbox/requests", Self.isLocal(context.channel.remoteAddress)
    else {
      return json(.notFound, Answer.error(.notFound("Cannot \(request.method.rawValue) \(path)")).body)
    }
    let parameters = FormFields.parse(request.uri.query ?? "")
    let after = parameters["after"].map { Int($0) ?? 0 } ?? 0
    return json(.ok, log.json(after: after, writesOnly: parameters["writes"] == "1"))
  }

  private static func isLocal(_ address: SocketAddress?) -> Bool {
    guard let address = address?.ipAddress else { return false }
    return address == "::1" || address.hasPrefix("127.") || address.hasPrefix("::ffff:127.")
  }
}
