import Foundation

/// The name of a tag as the server keeps it.
enum TagName {
  /// What is stored when `name` is sent: trimmed, composed (NFC), and in lower case unless `exact` is set.
  ///
  /// Lower case is Unicode's simple mapping, which maps each character to one.
  static func stored(_ name: String, exact: Bool) -> String {
    let composed = name.trimmingWhitespace().precomposedStringWithCanonicalMapping
    guard !exact else { return composed }
    if composed.utf8.allSatisfy({ $0 < 0x80 }) { return composed.lowercased() }
    var folded = String.UnicodeScalarView()
    for scalar in composed.unicodeScalars {
      let mapping = scalar.properties.lowercaseMapping.unicodeScalars
      // İ (U+0130) alone has a full mapping of two scalars; its simple one is i, the first of them.
      folded.append(mapping.first ?? scalar)
    }
    return String(folded).precomposedStringWithCanonicalMapping
  }
}
