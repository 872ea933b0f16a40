/// Why a tag name can't be staged.
public enum TagRefusal: Error, Sendable, Equatable {
  /// Nothing but white space.
  case empty
  /// A control character, with its code point.
  case controlCharacter(UInt32)
  /// More characters than any prompt takes; the limit.
  case tooLong(limit: Int)

  /// The sentence that a prompt shows.
  public var message: String {
    switch self {
    case .empty: "A tag can't be empty."
    case .controlCharacter(let code):
      "A tag can't hold a control character (U+\(String(code, radix: 16, uppercase: true).leftPadded(4)))."
    case .tooLong(let limit): "A tag can't have more than \(limit) characters."
    }
  }
}

extension ContactTag {
  /// The longest name that is taken from a person at all. No source names the server's limit (facts §8.2).
  public static let longestName = 255
  /// Above this many characters a name can't be found by the API's `contains` filter (facts §2).
  public static let warnsAbove = 75

  /// Makes a tag from what a person typed, or says why not.
  public static func validated(_ text: String, case tagCase: TagCase = .fold) throws(TagRefusal) -> ContactTag
  {
    let name = String(text.trimmingWhiteSpace())
    if name.isEmpty { throw .empty }
    for scalar in name.unicodeScalars where scalar.properties.generalCategory == .control {
      throw .controlCharacter(scalar.value)
    }
    for scalar in name.unicodeScalars where scalar.isBidirectionalControl {
      throw .controlCharacter(scalar.value)
    }
    if name.unicodeScalars.count > longestName { throw .tooLong(limit: longestName) }
    return ContactTag(name, case: tagCase)
  }

  /// What a person should know before creating this tag, though it may be created.
  public var warning: String? {
    if name.count > Self.warnsAbove {
      return "longer than \(Self.warnsAbove) characters: HighLevel's own search can't find it"
    }
    if name.contains(where: { ",;.".contains($0) }) {
      return "has a comma, semicolon or full stop: HighLevel's CSV import splits it there"
    }
    return nil
  }
}

extension Unicode.Scalar {
  /// Whether this scalar changes the direction in which text around it is shown.
  public var isBidirectionalControl: Bool {
    switch value {
    case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}

extension StringProtocol {
  /// The text without white space at its ends.
  public func trimmingWhiteSpace() -> SubSequence {
    guard let first = firstIndex(where: { !$0.isWhitespace }),
      let last = lastIndex(where: { !$0.isWhitespace })
    else { return self[endIndex..<endIndex] }
    return self[first...last]
  }
}

extension String {
  fileprivate func leftPadded(_ width: Int) -> String {
    String(repeating: "0", count: Swift.max(0, width - count)) + self
  }
}
