/// How many cells text takes, by our own table: the C library's answer depends on the locale, and nothing
/// that the server sent may reach the terminal without passing here.
package enum DisplayWidth {
  /// The cells of one character that is drawn: 0 for marks without a base, 2 for wide ones.
  package static func width(of character: Character) -> Int {
    guard let first = character.unicodeScalars.first else { return 0 }
    if first.value < 0x300 { return first.value < 0x20 || (0x7F...0x9F).contains(first.value) ? 0 : 1 }
    if isZeroWidth(first) { return 0 }
    if isWide(first) { return 2 }
    let marks = spacingMarks(of: character)
    if marks > 0 { return 1 + marks }
    if first.properties.isEmoji, character.unicodeScalars.contains("\u{FE0F}") { return 2 }
    return 1
  }

  /// The character as the pieces that terminals put side by side: a spacing vowel sign has a cell of its own.
  static func pieces(of character: Character) -> [String] {
    guard spacingMarks(of: character) > 0 else { return [String(character)] }
    var pieces: [String.UnicodeScalarView] = []
    for scalar in character.unicodeScalars {
      if pieces.isEmpty || scalar.properties.generalCategory == .spacingMark {
        pieces.append(String.UnicodeScalarView([scalar]))
      } else {
        pieces[pieces.count - 1].append(scalar)
      }
    }
    return pieces.map { String($0) }
  }

  private static func spacingMarks(of character: Character) -> Int {
    let scalars = character.unicodeScalars
    guard scalars.count > 1 else { return 0 }
    return scalars.dropFirst().count { $0.properties.generalCategory == .spacingMark }
  }

  /// The cells of a text.
  package static func width(of text: some StringProtocol) -> Int {
    text.reduce(0) { $0 + width(of: $1) }
  }

  /// The text with everything that could act on a terminal, or turn the line around, shown as `·`.
  ///
  /// Control characters (C0, DEL, C1), bidirectional overrides and other format characters, unpaired marks.
  package static func harmless(_ text: String) -> String {
    if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }
    var result = ""
    for character in text {
      if character.unicodeScalars.allSatisfy(isHarmless), width(of: character) > 0 {
        result.append(character)
      } else if let first = character.unicodeScalars.first, isHarmless(first), width(of: character) > 0 {
        result.unicodeScalars.append(contentsOf: character.unicodeScalars.filter(isHarmless))
      } else {
        result.append("·")
      }
    }
    return result
  }

  /// The longest beginning of a text that fits, with `…` in the last cell when something was cut.
  package static func fitted(_ text: String, to cells: Int) -> String {
    if text.utf8.count <= cells { return text }
    var used = 0
    var kept = ""
    for character in text {
      let width = width(of: character)
      if used + width > cells {
        while used > cells - 1, let last = kept.popLast() { used -= Self.width(of: last) }
        return cells > 0 ? kept + "…" : ""
      }
      kept.append(character)
      used += width
    }
    return kept
  }

  private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20..<0x7F, 0xA0..<0xAD, 0xAE..<0x300: return true
    case 0x200D: return true  // the joiner inside an emoji cluster; alone its width is 0
    default:
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
        return false
      default: return true
      }
    }
  }

  private static func isZeroWidth(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control, .lineSeparator, .paragraphSeparator: true
    default: (0x1160...0x11FF).contains(scalar.value) || scalar.value == 0xFE0F
    }
  }

  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x23F0, 0x23F3,
      0x25FD...0x25FE, 0x2614...0x2615, 0x2648...0x2653, 0x267F, 0x2693, 0x26A1, 0x26AA...0x26AB,
      0x26BD...0x26BE, 0x26C4...0x26C5, 0x26CE, 0x26D4, 0x26EA, 0x26F2...0x26F3, 0x26F5, 0x26FA, 0x26FD,
      0x2705, 0x270A...0x270B, 0x2728, 0x274C, 0x274E, 0x2753...0x2755, 0x2757, 0x2795...0x2797, 0x27B0,
      0x27BF, 0x2B1B...0x2B1C, 0x2B50, 0x2B55, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF,
      0x4E00...0x9FFF, 0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x16FE4, 0x17000...0x18CD5,
      0x1AFF0...0x1B2FB, 0x1F004, 0x1F0CF, 0x1F18E, 0x1F191...0x1F19A, 0x1F1E6...0x1F202, 0x1F210...0x1F23B,
      0x1F240...0x1F248, 0x1F250...0x1F251, 0x1F260...0x1F265, 0x1F300...0x1F320, 0x1F32D...0x1F335,
      0x1F337...0x1F37C, 0x1F37E...0x1F393, 0x1F3A0...0x1F3CA, 0x1F3CF...0x1F3D3, 0x1F3E0...0x1F3F0, 0x1F3F4,
      0x1F3F8...0x1F43E, 0x1F440, 0x1F442...0x1F4FC, 0x1F4FF...0x1F53D, 0x1F54B...0x1F54E,
      0x1F550...0x1F567, 0x1F57A, 0x1F595...0x1F596, 0x1F5A4, 0x1F5FB...0x1F64F, 0x1F680...0x1F6C5, 0x1F6CC,
      0x1F6D0...0x1F6D2, 0x1F6D5...0x1F6D7, 0x1F6DC...0x1F6DF, 0x1F6EB...0x1F6EC, 0x1F6F4...0x1F6FC,
      0x1F7E0...0x1F7EB, 0x1F7F0, 0x1F90C...0x1F93A, 0x1F93C...0x1F945, 0x1F947...0x1F9FF,
      0x1FA70...0x1FAFF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
