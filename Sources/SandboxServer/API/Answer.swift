import Foundation

/// What the API answers: a status, and a JSON object.
struct Answer: Sendable {
  let status: Int
  let body: [UInt8]

  /// An object with the members that `write` writes, and `traceId`.
  static func object(_ status: Int = 200, capacity: Int = 512, _ write: (inout JSONWriter) -> Void) -> Answer
  {
    var writer = JSONWriter(capacity: capacity)
    writer.object {
      write(&$0)
      $0.field("traceId", UUID().uuidString.lowercased())
    }
    return Answer(status: status, body: writer.bytes)
  }

  static func error(_ error: APIError) -> Answer {
    object(error.status, capacity: 256) {
      $0.field("statusCode", error.status)
      switch error.message {
      case .text(let text): $0.field("message", text)
      case .list(let texts): $0.field("message", texts)
      }
      $0.field("error", error.reason)
      if !error.meta.isEmpty {
        $0.key("meta")
        $0.value(.object(error.meta))
      }
    }
  }
}
