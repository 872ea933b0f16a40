import Foundation

/// Text as it is searched without regard to case and accents.
///
/// Folding goes scalar by scalar, so that what is found in the folded text is a part of the text: letters are
/// lower-case and lose their marks, `ß` is `ss`, `ø` is `o`, full-width letters are plain ones.
enum FoldedText {
  static func bytes(of text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    append(text, to: &bytes)
    return bytes
  }

  static func append(_ text: String, to bytes: inout [UInt8]) {
    var text = text
    let isASCII = text.withUTF8 { utf8 in
      let start = bytes.count
      for byte in utf8 {
        if byte >= 0x80 {
          bytes.removeSubrange(start...)
          return false
        }
        bytes.append(byte &- 0x41 < 26 ? byte | 0x20 : byte)
      }
      return true
    }
    if isASCII { return }
    if text.unicodeScalars.contains(where: needsComposition) {
      text = text.precomposedStringWithCanonicalMapping
    }
    for scalar in text.unicodeScalars { append(scalar, to: &bytes) }
  }

  private static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
    let value = scalar.value
    switch value {
    case 0..<0x80: bytes.append(value &- 0x41 < 26 ? UInt8(value | 0x20) : UInt8(value))
    case table.first..<table.end: bytes.append(contentsOf: table.folded[Int(value - table.first)])
    case 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x20D0...0x20FF, 0xFE20...0xFE2F: break
    case 0x1E00...0x1FFF: bytes.append(contentsOf: greekAndMore.folded[Int(value - greekAndMore.first)])
    case 0x212A: bytes.append(UInt8(ascii: "k"))
    case 0x212B: bytes.append(UInt8(ascii: "a"))
    case 0xFF21...0xFF3A: bytes.append(UInt8(value - 0xFF21 + 0x61))
    case 0xFF01...0xFF5E: bytes.append(UInt8(value - 0xFF01 + 0x21))
    case 0x3000: bytes.append(0x20)
    default: bytes.append(contentsOf: scalar.properties.lowercaseMapping.utf8)
    }
  }

  /// Parts that only make a letter together: Hangul, and the voicing marks of Kana.
  private static func needsComposition(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x11FF, 0x3099, 0x309A: true
    default: false
    }
  }

  private struct Table {
    var first: UInt32
    var folded: [[UInt8]]
    var end: UInt32 { first + UInt32(folded.count) }

    init(_ range: Range<UInt32>) {
      first = range.lowerBound
      folded = range.map { value in
        guard let scalar = Unicode.Scalar(value) else { return [] }
        return Array(FoldedText.slowlyFolded(scalar).utf8)
      }
    }
  }

  private static let table = Table(0x80..<0x700)
  private static let greekAndMore = Table(0x1E00..<0x2000)

  private static let letters: [Unicode.Scalar: String] = [
    "ß": "ss", "ẞ": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i",
    "þ": "th", "ŧ": "t", "ς": "σ",
  ]

  private static func slowlyFolded(_ scalar: Unicode.Scalar) -> String {
    var folded = String.UnicodeScalarView()
    let lower = scalar.properties.lowercaseMapping.decomposedStringWithCanonicalMapping
    for part in lower.unicodeScalars where part.properties.generalCategory != .nonspacingMark {
      folded.append(contentsOf: (letters[part] ?? String(part)).unicodeScalars)
    }
    return String(folded)
  }
}
