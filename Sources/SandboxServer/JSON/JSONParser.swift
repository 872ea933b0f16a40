/// Reads JSON text into a `JSONValue`; strict, so that the sandbox forgives a client nothing.
struct JSONParser {
  /// What is wrong with a text, in the words that Node's parser would use.
  struct Failure: Error, Equatable {
    let message: String
  }

  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0
  private static let deepest = 100

  /// - Throws: `Failure` at the first byte that does not belong there.
  static func parse(_ bytes: [UInt8]) throws(Failure) -> JSONValue {
    var parser = JSONParser(bytes: bytes)
    let value = try parser.value()
    parser.skipSpace()
    guard parser.position == bytes.count else { throw parser.unexpected() }
    return value
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  private func unexpected() -> Failure {
    guard position < bytes.count else { return Failure(message: "Unexpected end of JSON input") }
    let token = String(decoding: bytes[position..<min(position + 1, bytes.count)], as: UTF8.self)
    return Failure(message: "Unexpected token \(token) in JSON at position \(position)")
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  private mutating func expect(_ byte: UInt8) throws(Failure) {
    guard next == byte else { throw unexpected() }
    position += 1
  }

  private mutating func value() throws(Failure) -> JSONValue {
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return try nested { (parser) throws(Failure) in try parser.object() }
    case UInt8(ascii: "["): return try nested { (parser) throws(Failure) in try parser.array() }
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func nested(
    _ body: (inout JSONParser) throws(Failure) -> JSONValue
  ) throws(Failure) -> JSONValue {
    depth += 1
    guard depth <= Self.deepest else { throw Failure(message: "JSON nested too deeply") }
    position += 1
    let value = try body(&self)
    depth -= 1
    return value
  }

  private mutating func word(_ word: StaticString, _ value: JSONValue) throws(Failure) -> JSONValue {
    for offset in 0..<word.utf8CodeUnitCount {
      guard next == word.utf8Start[offset] else { throw unexpected() }
      position += 1
    }
    return value
  }

  private mutating func object() throws(Failure) -> JSONValue {
    var members: [String: JSONValue] = [:]
    skipSpace()
    if next == UInt8(ascii: "}") {
      position += 1
      return .object(members)
    }
    while true {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw unexpected() }
      let key = try string()
      skipSpace()
      try expect(UInt8(ascii: ":"))
      members[key] = try value()
      skipSpace()
      if next == UInt8(ascii: ",") {
        position += 1
        continue
      }
      try expect(UInt8(ascii: "}"))
      return .object(members)
    }
  }

  private mutating func array() throws(Failure) -> JSONValue {
    var elements: [JSONValue] = []
    skipSpace()
    if next == UInt8(ascii: "]") {
      position += 1
      return .array(elements)
    }
    while true {
      elements.append(try value())
      skipSpace()
      if next == UInt8(ascii: ",") {
        position += 1
        continue
      }
      try expect(UInt8(ascii: "]"))
      return .array(elements)
    }
  }
}

extension JSONParser {
  private mutating func number() throws(Failure) -> JSONValue {
    let start = position
    var isWhole = true
    if next == UInt8(ascii: "-") { position += 1 }
    let leadingZero = next == UInt8(ascii: "0")
    let digits = try self.digits()
    guard !leadingZero || digits == 1 else { throw unexpected() }
    if next == UInt8(ascii: ".") {
      isWhole = false
      position += 1
      _ = try self.digits()
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      isWhole = false
      position += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
      _ = try self.digits()
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isWhole, let integer = Int64(text) { return .integer(integer) }
    guard let number = Double(text), number.isFinite else {
      throw Failure(message: "Number out of range in JSON at position \(start)")
    }
    return .number(number)
  }

  private mutating func digits() throws(Failure) -> Int {
    let start = position
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    guard position > start else { throw unexpected() }
    return position - start
  }

  private mutating func string() throws(Failure) -> String {
    position += 1
    var content: [UInt8] = []
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        guard let text = String(validating: content, as: UTF8.self) else {
          throw Failure(message: "Invalid UTF-8 in JSON before position \(position)")
        }
        return text
      case UInt8(ascii: "\\"):
        position += 1
        try escape(into: &content)
      case 0..<0x20:
        throw unexpected()
      default:
        content.append(byte)
        position += 1
      }
    }
    throw unexpected()
  }

  private mutating func escape(into content: inout [UInt8]) throws(Failure) {
    guard let byte = next else { throw unexpected() }
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
    case UInt8(ascii: "b"): content.append(0x08)
    case UInt8(ascii: "f"): content.append(0x0C)
    case UInt8(ascii: "n"): content.append(0x0A)
    case UInt8(ascii: "r"): content.append(0x0D)
    case UInt8(ascii: "t"): content.append(0x09)
    case UInt8(ascii: "u"):
      position += 1
      content.append(contentsOf: Array(String(try escapedScalar()).utf8))
      return
    default: throw unexpected()
    }
    position += 1
  }

  private mutating func escapedScalar() throws(Failure) -> Unicode.Scalar {
    let unit = try hexUnit()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    let isPair =
      (0xD800..<0xDC00).contains(unit) && next == UInt8(ascii: "\\")
      && position + 1 < bytes.count && bytes[position + 1] == UInt8(ascii: "u")
    guard isPair else { return "\u{FFFD}" }
    position += 2
    let low = try hexUnit()
    guard (0xDC00..<0xE000).contains(low) else { return "\u{FFFD}" }
    let value = 0x10000 + (UInt32(unit) - 0xD800) * 0x400 + (UInt32(low) - 0xDC00)
    return Unicode.Scalar(value) ?? "\u{FFFD}"
  }

  private mutating func hexUnit() throws(Failure) -> UInt16 {
    guard position + 4 <= bytes.count else {
      position = bytes.count
      throw unexpected()
    }
    let text = String(decoding: bytes[position..<position + 4], as: UTF8.self)
    guard let unit = UInt16(text, radix: 16), !text.hasPrefix("+") else { throw unexpected() }
    position += 4
    return unit
  }
}
