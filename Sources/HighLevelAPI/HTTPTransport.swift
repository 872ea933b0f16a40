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
  private let address: String
  private let timeout: Duration
  private let longestAnswer: Int
  private let isShutDown = Mutex(false)

  init(address: String, timeout: Double, maxConnections: Int, longestAnswer: Int) {
    self.address = address
    let timeout = max(0.05, min(timeout, 3600))
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

  /// The one place where errors of the libraries below become typed ones.
  private func noAnswer(_ error: any Error, isTimeout: Bool, mayHaveArrived: Bool) -> NoAnswer {
    if isTimeout { return unreachable("no answer within \(timeout.inSeconds) s", mayHaveArrived) }
    switch error {
    case is NIOConnectionError:
      return unreachable(Self.reason(of: error), false)
    case ChannelError.connectTimeout:
      return unreachable("connect timeout", false)
    case let error as IOError:
      let isConnecting = [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, ENETDOWN].contains(error.errnoCode)
      return unreachable(Self.reason(of: error), mayHaveArrived && !isConnecting)
    case let error as HTTPClientError where Self.beforeSending.contains(error):
      return unreachable(Self.reason(of: error), false)
    case let error as HTTPClientError where error == .alreadyShutdown:
      return NoAnswer(mayHaveArrived: false, reason: .cancelled)
    case let error as HTTPClientError where error == .cancelled:
      // Not the caller's task, so the client was shut down.
      return NoAnswer(mayHaveArrived: mayHaveArrived, reason: .cancelled)
    case let error as HTTPClientError where error.shortDescription == Self.badHeader:
      // The other headers are ours, so it is the token, which is not to be shown.
      let message = "The token holds a character that can't be sent."
      let refusal = ServiceError.unauthorized(.invalidToken, message: message, traceID: nil)
      return NoAnswer(mayHaveArrived: false, reason: refusal)
    default:
      return unreachable(Self.reason(of: error), mayHaveArrived)
    }
  }

  private func unreachable(_ reason: String, _ mayHaveArrived: Bool) -> NoAnswer {
    let reason = "\(address): \(reason)"
    return NoAnswer(
      mayHaveArrived: mayHaveArrived, reason: .unreachable(mayHaveArrived: mayHaveArrived, reason: reason))
  }

  private static let beforeSending: [HTTPClientError] = [
    .connectTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout,
  ]
  private static let badHeader = HTTPClientError.invalidHeaderFieldValues([]).shortDescription

  /// A few words on an error, without anything that was sent.
  private static func reason(of error: any Error) -> String {
    switch error {
    case let error as NIOConnectionError:
      error.connectionErrors.last.map { reason(of: $0.error) } ?? "no address found for this name"
    case let error as IOError: String(cString: strerror(error.errnoCode))
    case let error as HTTPClientError: error.shortDescription.lowercased()
    case _ where String(reflecting: type(of: error)).hasPrefix("NIOSSL."):
      "no secure connection: \("\(error)".printable(upTo: 200))"
    default: "connection lost (\(type(of: error)))"
    }
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
