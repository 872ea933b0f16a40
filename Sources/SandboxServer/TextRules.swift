/// The forms that some texts of a contact have.
enum TextRules {
  /// The number as it is stored: a plus and digits where there are any.
  static func phone(_ text: String) -> String {
    let digits = text.filter { ("0"..."9").contains($0) }
    guard !digits.isEmpty else { return "" }
    // Assumed: a number without a country code is one of the United States, where the location is.
    return !text.trimmingWhitespace().hasPrefix("+") && digits.count == 10 ? "+1\(digits)" : "+\(digits)"
  }

  /// Whether `text` looks like a mail address.
  static func isEmail(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !text.contains(where: \.isWhitespace) else { return false }
    let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
    return labels.count >= 2 && labels.allSatisfy { !$0.isEmpty }
  }
}
