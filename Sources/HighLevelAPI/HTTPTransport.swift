import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization
import Tagging

/// What came back: a status, headers and as much of the body as could be read.
struct Answer: Sendable {
  var status: Int
  var headers: HTTPHeaders
  var body = Data()
  /// False when the body ended early, was too long, or did not come in time.
  var isComplete = true
}

/// A request that got no answer.
struct NoAnswer: Error, Sendable {
  var mayHaveArrived: Bool
  var reason: ServiceError
}

/// One exchange over HTTP: no retries, no pacing, no redirects.
final class HTTPTransport: Sendable {
  private let client: HTTPClient
  private let timeout: Duration
  private let longestAnswer: Int
  private let isShutDown = Mutex(false)

  init(timeout: Double, maxConnections: Int, longestAnswer: Int) {
    var settings = HTTPClient.Configuration()
    settings.redirectConfiguration = .disallow
    settings.httpVersion = .http1Only
    settings.connectionPool.idleTimeout = .seconds(30)
    settings.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = max(1, maxConnections)
    settings.connectionPool.retryConnectionEstablishment = false
    // Less than the whole, so that a connection that is never made can be told from a lost answer.
    settings.timeout.connect = .milliseconds(Int64(min(10, timeout * 0.7) * 1000))
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
    self.timeout = .seconds(timeout)
    self.longestAnswer = longestAnswer
  }

  deinit {
    // The client of the library insists on it, at least in debug builds.
    if !isShutDown.withLock({ $0 }) { client.shutdown { _ in } }
  }

  /// Closes all connections; requests after it fail.
  func shutdown() async {
    let isFirst = isShutDown.withLock { isShutDown in
      defer { isShutDown = true }
      return !isShutDown
    }
    guard isFirst else { return }
    do {
      try await client.shutdown()
    } catch {
      // Nothing is left to be done about a connection that does not close well.
    }
  }

  /// Sends a request and reads its answer to the end, within the time-out.
  /// - Throws: `NoAnswer` when there was not even a status.
  func send(_ request: HTTPClientRequest, body: Data?) async throws(NoAnswer) -> Answer {
    var request = request
    let sending = SendingState()
    if let body {
      let stream = ObservedBody(buffer: ByteBuffer(bytes: body), sending: sending)
      request.body = .stream(stream, length: .known(Int64(body.count)))
    }
    let ending = await race(request, sending)
    switch ending.outcome {
    case .success(let answer): return answer
    case .failure(let error):
      // Without a body nothing tells how far the request came.
      let mayHaveArrived = body == nil || sending.hasBegun
      if Task.isCancelled { throw NoAnswer(mayHaveArrived: mayHaveArrived, reason: .cancelled) }
      throw noAnswer(error, isTimeout: ending.isTimeout, mayHaveArrived: mayHaveArrived)
    }
  }

  private struct Ending: Sendable {
    var outcome: Result<Answer, any Error>
    var isTimeout = false
  }

  private func race(_ request: HTTPClientRequest, _ sending: SendingState) async -> Ending {
    await withTaskGroup(of: Ending?.self) { [client, timeout, longestAnswer] group in
      group.addTask {
        await Self.exchange(request, with: client, longest: longestAnswer, timeout: timeout)
      }
      group.addTask {
        do { try await Task.sleep(for: timeout) } catch {}  // Cancelled: the exchange was quicker.
        return nil
      }
      var isTimeout = false
      while let result = await group.next() {
        if var ending = result {
          group.cancelAll()
          ending.isTimeout = isTimeout
          return ending
        }
        isTimeout = true
        group.cancelAll()
      }
      return Ending(outcome: .failure(CancellationError()), isTimeout: true)
    }
  }

  private static func exchange(
    _ request: HTTPClientRequest, with client: HTTPClient, longest: Int, timeout: Duration
  ) async -> Ending {
    do {
      // The time-out that holds is the race's; this one only bounds what the library does by itself.
      let response = try await client.execute(request, timeout: .seconds(Int64(timeout.inSeconds) + 5))
      var answer = Answer(status: Int(response.status.code), headers: response.headers)
      do {
        for try await part in response.body {
          answer.body.append(contentsOf: part.readableBytesView)
          if answer.body.count > longest {
            answer.isComplete = false
            break
          }
        }
        if Task.isCancelled { answer.isComplete = false }
      } catch {
        answer.isComplete = false
      }
      return Ending(outcome: .success(answer))
    } catch {
      return Ending(outcome: .failure(error))
    }
  }

  private func noAnswer(_ error: any Error, isTimeout: Bool, mayHaveArrived: Bool) -> NoAnswer {
    func unreachable(_ reason: String, _ mayHaveArrived: Bool) -> NoAnswer {
      NoAnswer(
        mayHaveArrived: mayHaveArrived,
        reason: .unreachable(mayHaveArrived: mayHaveArrived, reason: reason))
    }
    if isTimeout { return unreachable("no answer within \(timeout.inSeconds) s", mayHaveArrived) }
    if let error = error as? NIOConnectionError {
      return unreachable(Self.reason(of: error), false)
    }
    guard let error = error as? HTTPClientError else {
      return unreachable("connection lost (\(type(of: error)))", mayHaveArrived)
    }
    switch error {
    case .connectTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout:
      return unreachable("no connection: \(error.shortDescription)", false)
    case .alreadyShutdown:
      return NoAnswer(mayHaveArrived: false, reason: .cancelled)
    default:
      if error.shortDescription == HTTPClientError.invalidHeaderFieldValues([]).shortDescription {
        let message = "The token holds a character that can't be sent."
        let refusal = ServiceError.unauthorized(.invalidToken, message: message, traceID: nil)
        return NoAnswer(mayHaveArrived: false, reason: refusal)
      }
      return unreachable("connection lost: \(error.shortDescription)", mayHaveArrived)
    }
  }

  private static func reason(of error: NIOConnectionError) -> String {
    let place = "\(error.host):\(error.port)"
    if let last = error.connectionErrors.last {
      if let failure = last.error as? IOError {
        return "no connection to \(place): \(String(cString: strerror(failure.errnoCode)))"
      }
      return "no connection to \(place)"
    }
    return "no address found for \(error.host)"
  }
}

/// Whether the body of a request was asked for, and so its head written.
private final class SendingState: Sendable {
  private let flag = Mutex(false)
  var hasBegun: Bool { flag.withLock { $0 } }
  func begin() { flag.withLock { $0 = true } }
}

/// A body of one piece that notes when it is taken.
private struct ObservedBody: AsyncSequence, Sendable {
  let buffer: ByteBuffer
  let sending: SendingState

  struct Iterator: AsyncIteratorProtocol {
    var buffer: ByteBuffer?
    let sending: SendingState

    mutating func next() async -> ByteBuffer? {
      sending.begin()
      return buffer.take()
    }
  }

  func makeAsyncIterator() -> Iterator { Iterator(buffer: buffer, sending: sending) }
}
