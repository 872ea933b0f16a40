import Foundation
import HighLevelAPI
import NIOCore
import NIOPosix
import Synchronization
import Tagging

/// A request as the canned server got it.
struct CannedRequest: Sendable {
  var method: String
  var target: String
  var headers: [String: String]
  var body: String

  /// The body as JSON with its keys sorted, so that it can be compared.
  var json: JSONValueText { JSONValueText(body) }
}

/// JSON text that is compared by what it says.
struct JSONValueText: Equatable, ExpressibleByStringInterpolation, CustomStringConvertible {
  var description: String

  init(_ text: String) {
    do {
      let value = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
      let data = try JSONSerialization.data(withJSONObject: value, options: [.sortedKeys, .fragmentsAllowed])
      description = String(decoding: data, as: UTF8.self)
    } catch {
      description = "not JSON: \(text)"
    }
  }

  init(stringLiteral text: String) { self.init(text) }
}

/// What the canned server does with one request.
enum CannedAnswer: Sendable {
  /// An answer with a status, headers and a body.
  case status(Int, String = "{}", headers: [String: String] = [:])
  /// Exactly these bytes, and then the end of the connection.
  case bytes([UInt8])
  /// The end of the connection at once.
  case close
  /// Nothing, until the client gives up.
  case silence
  /// The status line, headers and half of a promised body, and then nothing.
  case half(Int, String)

  static func ok(_ body: String, headers: [String: String] = [:]) -> CannedAnswer {
    .status(200, body, headers: headers)
  }
}

/// A server on loopback that answers what it was told to, byte for byte.
final class CannedServer: Sendable {
  private struct State {
    var answers: [CannedAnswer]
    var requests: [CannedRequest] = []
  }

  private let state: Mutex<State>
  let url: String
  private let listener: NIOAsyncChannel<NIOAsyncChannel<ByteBuffer, ByteBuffer>, Never>

  /// Listens on a free port; the last of the answers is repeated.
  static func start(_ answers: [CannedAnswer]) async throws -> CannedServer {
    let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .serverChannelOption(.backlog, value: 256)
      .bind(host: "127.0.0.1", port: 0) { channel in
        channel.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel(
            wrappingChannelSynchronously: channel,
            configuration: .init(inboundType: ByteBuffer.self, outboundType: ByteBuffer.self))
        }
      }
    return CannedServer(listener, answers)
  }

  private init(
    _ listener: NIOAsyncChannel<NIOAsyncChannel<ByteBuffer, ByteBuffer>, Never>, _ answers: [CannedAnswer]
  ) {
    self.listener = listener
    state = Mutex(State(answers: answers))
    url = "http://127.0.0.1:\(listener.channel.localAddress?.port ?? 0)"
  }

  /// What was asked so far, in order of arrival.
  var requests: [CannedRequest] { state.withLock { $0.requests } }

  /// Serves until its task is cancelled.
  func run() async {
    await withDiscardingTaskGroup { group in
      do {
        try await listener.executeThenClose { connections in
          for try await connection in connections {
            group.addTask { await self.serve(connection) }
          }
        }
      } catch {
        // Cancelled: the test is over.
      }
    }
  }

  private func serve(_ connection: NIOAsyncChannel<ByteBuffer, ByteBuffer>) async {
    do {
      try await connection.executeThenClose { inbound, outbound in
        var pending = ByteBuffer()
        for try await part in inbound {
          pending.writeImmutableBuffer(part)
          while let request = Self.take(from: &pending) {
            guard try await answer(request, outbound) else { return }
          }
        }
      }
    } catch {
      // The client went away.
    }
  }

  /// Answers, and says whether the connection stays.
  private func answer(
    _ request: CannedRequest, _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
  ) async throws -> Bool {
    let answer = state.withLock { state in
      state.requests.append(request)
      return state.answers.count > 1 ? state.answers.removeFirst() : state.answers.first ?? .close
    }
    switch answer {
    case .status(let status, let body, let headers):
      try await outbound.write(Self.head(status, headers, length: body.utf8.count, body))
      return true
    case .bytes(let bytes):
      try await outbound.write(ByteBuffer(bytes: bytes))
      return false
    case .close: return false
    case .silence: return true
    case .half(let status, let body):
      try await outbound.write(Self.head(status, [:], length: body.utf8.count * 2, body))
      return true
    }
  }

  private static func head(
    _ status: Int, _ headers: [String: String], length: Int, _ body: String
  ) -> ByteBuffer {
    var text = "HTTP/1.1 \(status) Canned\r\nContent-Length: \(length)\r\n"
    if headers["Content-Type"] == nil { text += "Content-Type: application/json\r\n" }
    for (name, value) in headers { text += "\(name): \(value)\r\n" }
    return ByteBuffer(string: text + "\r\n" + body)
  }

  private static func take(from buffer: inout ByteBuffer) -> CannedRequest? {
    let text = String(decoding: buffer.readableBytesView, as: UTF8.self)
    guard let end = text.range(of: "\r\n\r\n") else { return nil }
    let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2 { headers[parts[0].lowercased()] = String(parts[1].trimmingWhiteSpace()) }
    }
    let headLength = text[..<end.upperBound].utf8.count
    let bodyLength = headers["content-length"].flatMap { Int($0) } ?? 0
    guard buffer.readableBytes >= headLength + bodyLength else { return nil }
    buffer.moveReaderIndex(forwardBy: headLength)
    let body = buffer.readString(length: bodyLength) ?? ""
    let words = lines[0].split(separator: " ")
    guard words.count >= 2 else { return nil }
    return CannedRequest(method: String(words[0]), target: String(words[1]), headers: headers, body: body)
  }
}
