import CNcurses
import Editor

/// What bytes and codes mean as keys.
enum KeySequence: Equatable {
  /// A key's whole sequence; nil for one that has no use here.
  case key(Key?)
  case answer
  case pasteBegin
  case incomplete
  case none

  static let pasteEnd = Array("\u{1B}[201~".utf8)

  /// What the bytes after an Esc are.
  static func match(_ bytes: [UInt8]) -> KeySequence {
    guard let first = bytes.first else { return .incomplete }
    let rest = bytes.dropFirst()
    if first == UInt8(ascii: "O") {
      guard let letter = rest.first else { return .incomplete }
      if letter == UInt8(ascii: "M") { return .key(.enter) }
      return letters[letter].map { .key($0) } ?? .none
    }
    guard first == UInt8(ascii: "["), bytes.count <= 16 else { return .none }
    guard let last = rest.last else { return .incomplete }
    // The function keys of the Linux console: `[[A`.
    if rest.first == UInt8(ascii: "[") {
      if rest.count == 1 { return .incomplete }
      return (0x41...0x45).contains(last) ? .key(.function(Int(last) - 0x40)) : .none
    }
    let hasParameters = rest.count > 1
    if (0x30...0x3F).contains(last) || (hasParameters && (0x20...0x2F).contains(last)) { return .incomplete }
    guard (0x40...0x7E).contains(last) else { return .none }
    if !hasParameters { return letters[last].map { .key($0) } ?? .none }
    return match(parameters: rest.dropLast(), last: last)
  }

  private static func match(parameters: ArraySlice<UInt8>, last: UInt8) -> KeySequence {
    let first = Int(String(decoding: parameters.prefix { $0 != UInt8(ascii: ";") }, as: UTF8.self))
    switch last {
    case UInt8(ascii: "n"): return .answer
    case UInt8(ascii: "~"):
      if first == 200 { return .pasteBegin }
      return .key(first.flatMap { numbered[$0] })
    default: return .key(letters[last])
    }
  }

  /// The key of one of the shim's codes.
  static func key(code: Int32) -> Key? {
    let functions = Int32(CN_KEY_F1)
    if (functions..<functions + 24).contains(code) { return .function(Int(code - functions) + 1) }
    return coded[Int(code)]
  }

  /// The key of a typed character.
  static func key(scalar: Unicode.Scalar) -> Key? {
    switch scalar.value {
    case 0x0D, 0x0A: .enter
    case 0x09: .tab
    case 0x1B: .escape
    case 0x08, 0x7F: .backspace
    case 0x01..<0x1B: .control(Character(Unicode.Scalar(UInt8(scalar.value) + 0x60)))
    case 0..<0x20: .control(Character(Unicode.Scalar(UInt8(scalar.value) + 0x40)))
    case 0x80..<0xA0: nil
    default: .character(Character(scalar))
    }
  }

  private static let letters: [UInt8: Key] = [
    UInt8(ascii: "A"): .up, UInt8(ascii: "B"): .down, UInt8(ascii: "C"): .right, UInt8(ascii: "D"): .left,
    UInt8(ascii: "H"): .home, UInt8(ascii: "F"): .end, UInt8(ascii: "Z"): .backTab,
    UInt8(ascii: "P"): .function(1), UInt8(ascii: "Q"): .function(2), UInt8(ascii: "R"): .function(3),
    UInt8(ascii: "S"): .function(4),
  ]

  private static let numbered: [Int: Key] = [
    1: .home, 3: .delete, 4: .end, 5: .pageUp, 6: .pageDown, 7: .home, 8: .end,
    11: .function(1), 12: .function(2), 13: .function(3), 14: .function(4), 15: .function(5),
    17: .function(6), 18: .function(7), 19: .function(8), 20: .function(9), 21: .function(10),
    23: .function(11), 24: .function(12),
  ]

  private static let coded: [Int: Key] = [
    CN_KEY_UP: .up, CN_KEY_DOWN: .down, CN_KEY_LEFT: .left, CN_KEY_RIGHT: .right, CN_KEY_HOME: .home,
    CN_KEY_END: .end, CN_KEY_PAGE_UP: .pageUp, CN_KEY_PAGE_DOWN: .pageDown, CN_KEY_DELETE: .delete,
    CN_KEY_BACKSPACE: .backspace, CN_KEY_BACK_TAB: .backTab, CN_KEY_ENTER: .enter,
  ]
}

/// UTF-8, a byte at a time; bytes that are none are left out.
struct ScalarDecoder {
  private var value: UInt32 = 0
  private var missing = 0
  private var least: UInt32 = 0

  mutating func decode(_ byte: UInt8) -> Unicode.Scalar? {
    if missing > 0, byte & 0xC0 == 0x80 {
      value = value << 6 | UInt32(byte & 0x3F)
      missing -= 1
      return missing == 0 && value >= least ? Unicode.Scalar(value) : nil
    }
    missing = 0
    switch byte {
    case 0..<0x80: return Unicode.Scalar(byte)
    case 0xC2...0xDF: (value, missing, least) = (UInt32(byte & 0x1F), 1, 0x80)
    case 0xE0...0xEF: (value, missing, least) = (UInt32(byte & 0x0F), 2, 0x800)
    case 0xF0...0xF4: (value, missing, least) = (UInt32(byte & 0x07), 3, 0x10000)
    default: break
    }
    return nil
  }
}
