import Synchronization

/// What the sandbox was asked, for tests and the curious; no part of the API.
final class RequestLog: Sendable {
  struct Entry: Sendable {
    let number: Int
    /// Milliseconds since 1970.
    let time: Int64
    let method: String
    let path: String
    let query: String
    let isWrite: Bool
    /// The body of a write.
    var body: [UInt8] = []
    /// The status of the answer; none while there is no answer, and where the connection was cut instead.
    var status: Int?
    /// The fault that this request got.
    var fault: FaultSpecification.Fault?
    /// What went wrong inside the sandbox, unasked.
    var failure: String?
  }

  private struct State {
    var entries: [Entry] = []
    var count = 0
    var bodyBytes = 0
  }

  private let state = Mutex(State())
  private static let mostEntries = 50_000
  private static let mostBodyBytes = 64 << 20

  /// Notes a request, and gives it a number from 1 on.
  func note(method: String, path: String, query: String, isWrite: Bool, body: [UInt8]) -> Int {
    state.withLock { state in
      state.count += 1
      let body = isWrite ? body : []
      state.entries.append(
        Entry(
          number: state.count, time: Timestamp.now(), method: method, path: path, query: query,
          isWrite: isWrite,
          body: body))
      state.bodyBytes += body.count
      if state.entries.count > Self.mostEntries || state.bodyBytes > Self.mostBodyBytes {
        let old = state.entries.prefix(max(1, state.entries.count / 10))
        state.bodyBytes -= old.reduce(0) { $0 + $1.body.count }
        state.entries.removeFirst(old.count)
      }
      return state.count
    }
  }

  /// Notes how the request `number` was answered.
  func noteAnswer(_ number: Int, status: Int?, fault: FaultSpecification.Fault?) {
    change(number) {
      $0.status = status
      $0.fault = fault
    }
  }

  /// Notes an error of the sandbox itself.
  func noteFailure(_ number: Int, _ error: any Error) {
    change(number) { $0.failure = "\(error)" }
  }

  private func change(_ number: Int, _ body: (inout Entry) -> Void) {
    state.withLock { state in
      guard let first = state.entries.first, number >= first.number else { return }
      body(&state.entries[number - first.number])
    }
  }

  /// The requests after `number`, all or the writes, as a JSON array.
  func json(after number: Int, writesOnly: Bool) -> [UInt8] {
    let entries = state.withLock { $0.entries }
    var writer = JSONWriter(capacity: 256 * entries.count + 2)
    writer.array { writer in
      for entry in entries where entry.number > number && (entry.isWrite || !writesOnly) {
        writer.object { $0.entry(entry) }
      }
    }
    return writer.bytes
  }
}

extension JSONWriter {
  fileprivate mutating func entry(_ entry: RequestLog.Entry) {
    field("n", entry.number)
    field("time", Timestamp.text(entry.time))
    field("method", entry.method)
    field("path", entry.path)
    field("query", entry.query)
    key("status")
    if let status = entry.status { integer(Int64(status)) } else { null() }
    if let fault = entry.fault { field("fault", fault.rawValue) }
    if let failure = entry.failure { field("failure", failure) }
    guard entry.isWrite, !entry.body.isEmpty else { return }
    key("body")
    do {
      value(try JSONParser.parse(entry.body))
    } catch {
      string(String(decoding: entry.body, as: UTF8.self))
    }
  }
}
