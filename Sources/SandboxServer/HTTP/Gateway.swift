import HTTPTypes
import Hummingbird
import NIOCore

/// Receives every request, makes the checks that all operations share, and answers.
///
/// The order is route (404), bearer (401), rate (429), `Version` (401), scope (401), then what the operation itself
/// checks: location (403), body (422), existence (400). Assumed; highlevel-api.md §1.3.
struct Gateway: HTTPResponder {
  let configuration: SandboxConfiguration
  let api: API
  let limiter: RateLimiter
  let log: RequestLog
  let faults: FaultInjector

  static let largestBody = 4 << 20

  /// An answer with what is left of the sender's budget.
  struct Outcome: Sendable {
    var answer: Answer
    var budget: RateLimiter.Budget
  }

  @Sendable func respond(to request: Request, context: SandboxRequestContext) async throws -> Response {
    let path = request.uri.path
    if path.hasPrefix("/_sandbox/") { return inspect(request, context) }
    let method = request.method.rawValue
    let parts = path.split(separator: "/").map { FormFields.decodePercent(String($0)) }
    let version = request.headers[.version].flatMap(APIVersion.init(rawValue:))
    let operation = Operation(method: method, path: parts, version: version, dialect: configuration.dialect)
    var incoming = Incoming(request: request, operation: operation, version: version)
    do {
      incoming.body = try await Self.bytes(of: request)
    } catch is NIOTooManyBytesError {
      return response(Outcome(answer: .error(.tooLarge), budget: limiter.untouched))
    }
    let isWrite = operation?.isWrite ?? (method != "GET")
    let number = log.note(
      method: method, path: path, query: request.uri.query ?? "", isWrite: isWrite, body: incoming.body)
    if configuration.latencyMilliseconds > 0 {
      try await Task.sleep(for: .milliseconds(configuration.latencyMilliseconds))
    }
    return try await respond(to: incoming, number: number, fault: faults.draw(), context.channel)
  }

  /// A request as far as it is read before anything is checked.
  struct Incoming: Sendable {
    let request: Request
    let operation: Operation?
    let version: APIVersion?
    var body: [UInt8] = []
  }

  private static func bytes(of request: Request) async throws -> [UInt8] {
    let buffer = try await request.body.collect(upTo: largestBody)
    return Array(buffer.readableBytesView)
  }

  /// Answers `incoming`, with `fault` in the way.
  private func respond(
    to incoming: Incoming, number: Int, fault: FaultSpecification.Fault?, _ channel: any Channel
  ) async throws -> Response {
    func answered(_ outcome: Outcome) -> Response {
      log.noteAnswer(number, status: outcome.answer.status, fault: fault)
      return response(outcome)
    }
    func failed(_ error: APIError) -> Response {
      answered(Outcome(answer: .error(error), budget: limiter.untouched))
    }
    switch fault {
    case nil: return answered(await outcome(of: incoming, number))
    case .tooManyRequests:
      var budget = limiter.untouched
      budget.isAllowed = false
      budget.wait = 1000
      return answered(Outcome(answer: .error(.tooManyRequests), budget: budget))
    case .serverError: return failed(.internalError)
    case .unavailable: return failed(.unavailable)
    case .html:
      let status = faults.flip() ? 502 : 200
      log.noteAnswer(number, status: status, fault: fault)
      return htmlPage(status: status)
    case .slow:
      try await Task.sleep(for: FaultInjector.delay)
      return answered(await outcome(of: incoming, number))
    case .truncate:
      let outcome = await outcome(of: incoming, number)
      log.noteAnswer(number, status: outcome.answer.status, fault: fault)
      return truncated(outcome, channel)
    case .resetBefore, .resetAfter:
      if fault == .resetAfter { _ = await outcome(of: incoming, number) }
      log.noteAnswer(number, status: nil, fault: fault)
      await FaultInjector.reset(channel)
      throw ConnectionCut()
    case .stall:
      log.noteAnswer(number, status: nil, fault: fault)
      if faults.flip() { _ = await outcome(of: incoming, number) }
      await faults.stall(channel)
      throw ConnectionCut()
    }
  }

  /// There is nobody to answer any more.
  private struct ConnectionCut: Error {}

  /// Checks and carries out `incoming`.
  private func outcome(of incoming: Incoming, _ number: Int) async -> Outcome {
    var budget = limiter.untouched
    do {
      let answer = try await answer(incoming, &budget)
      return Outcome(answer: answer, budget: budget)
    } catch let error as APIError {
      return Outcome(answer: .error(error), budget: budget)
    } catch {
      log.noteFailure(number, error)
      return Outcome(answer: .error(.internalError), budget: budget)
    }
  }

  private func answer(_ incoming: Incoming, _ budget: inout RateLimiter.Budget) async throws -> Answer {
    guard let operation = incoming.operation else {
      throw APIError.notFound("Cannot \(incoming.request.method.rawValue) \(incoming.request.uri.path)")
    }
    let headers = incoming.request.headers
    if operation == .token {
      return try await api.exchangeToken(body: incoming.body, version: incoming.version ?? .july2021)
    }
    let principal = try await api.credentials.principal(authorization: headers[.authorization], api.database)
    budget = limiter.take(principal.token, now: Timestamp.now())
    guard budget.isAllowed else { throw APIError.tooManyRequests }
    guard headers[.version] != nil else { throw APIError.unauthorized("version header was not found.") }
    guard let version = incoming.version else { throw APIError.unauthorized("version header is invalid") }
    if let scope = operation.scope, !principal.scopes.contains(scope) {
      throw APIError.unauthorized("The token is not authorized for this scope.")
    }
    return try await api.answer(
      Call(
        operation: operation, version: version, principal: principal,
        parameters: FormFields.parse(incoming.request.uri.query ?? ""), body: incoming.body))
  }
}
