import Foundation

/// How two tag names are told apart.
public enum TagCase: String, Sendable, Codable {
  /// `VIP` and `vip` are one tag: what all evidence says of the real server (facts §2).
  case fold
  /// Every spelling is a tag of its own: what one source says (facts §7, "tag case").
  case exact
}

/// A tag's name with the identity by which it is compared.
///
/// Two tags are equal when their identities are, whatever spelling is shown.
public struct ContactTag: Sendable, Hashable, Comparable {
  /// The spelling that is shown, and sent when this tag is removed.
  public let name: String
  /// The folded name: trimmed, NFC, lower-case by Unicode's simple mapping; the NFC name under `exact`.
  public let identity: String

  /// Makes a tag from a spelling, as a person typed it or as the server sent it.
  public init(_ name: String, case tagCase: TagCase = .fold) {
    self.name = name
    self.identity = Self.identity(of: name, case: tagCase)
  }

  public static func == (left: ContactTag, right: ContactTag) -> Bool { left.identity == right.identity }

  public static func < (left: ContactTag, right: ContactTag) -> Bool { left.identity < right.identity }

  public func hash(into hasher: inout Hasher) { hasher.combine(identity) }

  private static func identity(of name: String, case tagCase: TagCase) -> String {
    var isPlain = true
    for byte in name.utf8 where byte >= 0x80 || byte <= 0x20 || (byte >= 0x41 && byte <= 0x5A) {
      isPlain = false
      break
    }
    if isPlain { return name }
    let composed = name.trimmingCharacters(in: .whitespacesAndNewlines).precomposedStringWithCanonicalMapping
    switch tagCase {
    case .exact: return composed
    case .fold: return String(String.UnicodeScalarView(composed.unicodeScalars.map(\.simpleLowercase)))
    }
  }
}

extension Unicode.Scalar {
  /// The scalar that Unicode's simple lower-case mapping gives: always one scalar.
  ///
  /// The full mapping differs only where it makes several (İ becomes i and a dot above); then the first
  /// one is the simple mapping.
  fileprivate var simpleLowercase: Unicode.Scalar {
    properties.lowercaseMapping.unicodeScalars.first ?? self
  }
}
