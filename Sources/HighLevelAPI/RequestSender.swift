import AsyncHTTPClient
import Foundation
import NIOHTTP1
import Tagging

/// Sends requests: paced, with a token, again where that is safe; and reads what comes back.
final class RequestSender: Sendable {
  let budget: RateBudget
  let quirks = ServerQuirks()
  private let base: BaseAddress
  private let transport: HTTPTransport
  private let tokens: any TokenSource
  private let clock: ServiceClock
  private let configuration: HighLevelConfiguration

  init(
    configuration: HighLevelConfiguration, tokens: any TokenSource, clock: ServiceClock
  ) throws(ServiceError) {
    base = try BaseAddress(configuration.baseURL)
    budget = RateBudget(
      dailyReserve: configuration.dailyReserve, file: configuration.budgetFile.flatMap(BudgetFile.init),
      clock: clock)
    transport = HTTPTransport(
      address: base.text, timeout: configuration.requestTimeout,
      maxConnections: configuration.maxConnections, longestAnswer: configuration.longestAnswer)
    self.tokens = tokens
    self.clock = clock
    self.configuration = configuration
  }

  func shutdown() async { await transport.shutdown() }

  /// Sends a request until it is answered for good, and decodes the answer off the caller's actor.
  @concurrent
  func send<Value: Decodable & Sendable>(
    _ request: APIRequest, for type: Value.Type
  ) async throws(ServiceError) -> Value {
    var token = try await tokens.token()
    var hasNewToken = false
    var attempt = 1
    while true {
      let failure: Failure
      switch await exchange(request, token, for: type) {
      case .success(let value): return value
      case .failure(let error): failure = error
      }
      if Task.isCancelled { throw .cancelled }
      if case .unauthorized(let refusal, _, _) = failure.error, refusal.isCuredByNewToken, !hasNewToken {
        guard let newer = try await tokens.refreshed(after: token) else { throw failure.error }
        token = newer
        hasNewToken = true
        continue
      }
      guard attempt < configuration.readAttempts else { throw failure.error }
      if case .rateLimited = failure.error, !failure.isFinal {
        // The budget holds it back for as long as the server asked.
      } else if request.isRead, failure.error.isTransient, !failure.isFinal {
        try await pause(after: attempt)
      } else {
        throw failure.error
      }
      attempt += 1
    }
  }

  /// A failure, and whether the same request would fail in the same way.
  private struct Failure: Error {
    var error: ServiceError
    var isFinal = false
  }

  private func exchange<Value: Decodable & Sendable>(
    _ request: APIRequest, _ token: String, for type: Value.Type
  ) async -> Result<Value, Failure> {
    let ticket: RateWindow.Ticket
    do throws(ServiceError) {
      ticket = try await budget.acquire()
    } catch {
      return .failure(Failure(error: error, isFinal: true))
    }
    let url = base.text + request.path
    let answer: Answer
    do throws(NoAnswer) {
      answer = try await transport.send(message(request, to: url, token), body: request.body)
    } catch {
      budget.unanswered(ticket, mayHaveArrived: error.mayHaveArrived)
      return .failure(Failure(error: error.reason))
    }
    let headers = answer.rateHeaders
    if answer.status == 429 { budget.refused(ticket, headers) } else { budget.answered(ticket, headers) }
    guard (200...299).contains(answer.status) else {
      return .failure(
        Failure(error: ServiceError(answer, about: request.subject, url: url, headers: headers)))
    }
    return decode(answer, as: type)
  }

  private func message(_ request: APIRequest, to url: String, _ token: String) -> HTTPClientRequest {
    var message = HTTPClientRequest(url: url)
    message.method = request.method
    message.headers = [
      "Authorization": "Bearer \(token)", "Version": configuration.version,
      "Accept": "application/json", "User-Agent": configuration.userAgent,
    ]
    if request.body != nil { message.headers.add(name: "Content-Type", value: "application/json") }
    return message
  }

  private func decode<Value: Decodable>(_ answer: Answer, as type: Value.Type) -> Result<Value, Failure> {
    let malformed = ServiceError.malformed(firstBytes: answer.firstBytes, traceID: answer.traceID)
    guard answer.isComplete else {
      return .failure(Failure(error: malformed, isFinal: answer.body.count > configuration.longestAnswer))
    }
    if answer.body.isEmpty, let nothing = AnyAnswer() as? Value { return .success(nothing) }
    // The decoder looks at what is needed only; broken text elsewhere means a broken answer too.
    guard String(validating: answer.body, as: UTF8.self) != nil else {
      return .failure(Failure(error: malformed))
    }
    let decoder = JSONDecoder()
    decoder.userInfo = [.tagCase: configuration.tagCase, .bulkPath: configuration.bulkPath]
    do {
      return .success(try decoder.decode(type, from: answer.body))
    } catch DecodingError.dataCorrupted(let context) where context.codingPath.isEmpty {
      return .failure(Failure(error: malformed))  // No JSON at all: a proxy's page, or a cut body.
    } catch {
      return .failure(Failure(error: malformed, isFinal: true))  // JSON of another shape stays that.
    }
  }

  private func pause(after attempt: Int) async throws(ServiceError) {
    let longest = min(configuration.firstBackoff * Double(1 << min(attempt - 1, 10)), 10)
    do {
      try await clock.sleep(.seconds(longest * (0.5 + 0.5 * clock.random())))
    } catch {
      throw .cancelled
    }
  }
}
