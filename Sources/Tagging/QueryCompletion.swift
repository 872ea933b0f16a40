/// What could stand at the cursor of a query text.
public struct QueryCompletion: Sendable, Equatable {
  /// Where the candidates come from.
  public enum Source: Sendable, Equatable {
    /// These words, which stand for the range as they are.
    case words([String])
    /// Tags that begin with a text, or hold it; they stand for the range through `Query.quoted`.
    case tags(String)
  }

  /// The characters before the cursor that a candidate takes the place of.
  public var range: Range<Int>
  public var source: Source

  /// Makes a completion.
  public init(range: Range<Int>, source: Source) {
    self.range = range
    self.source = source
  }
}

extension Query {
  /// What could stand at the cursor: names of fields first, after a colon the field's words or tags.
  /// - Parameter cursor: Characters before the cursor.
  /// - Returns: `nil` where anything may be typed.
  public static func completion(for text: String, cursor: Int) -> QueryCompletion? {
    let typed = Array(text.prefix(cursor))
    let token = LastToken(typed)
    guard let colon = token.colon else {
      if typed[token.start...].first == "\"" { return nil }
      let beginning = String(typed[token.start...]).lowercased()
      let names = QueryField.allCases.map(\.rawValue).filter { $0.hasPrefix(beginning) }
      return names.isEmpty
        ? nil : QueryCompletion(range: token.start..<typed.count, source: .words(names.map { "\($0):" }))
    }
    guard let field = QueryField(rawValue: String(typed[token.start..<colon]).lowercased()) else {
      return nil
    }
    let range = colon + 1..<typed.count
    let value = unquoted(String(typed[range]))
    if field == .tag || field == .base { return QueryCompletion(range: range, source: .tags(value)) }
    let words = field.words.filter { $0.hasPrefix(value.lowercased()) }
    return words.isEmpty ? nil : QueryCompletion(range: range, source: .words(words))
  }

  /// A value as it stands behind a colon: in quotes only where it needs them.
  public static func quoted(_ value: String) -> String {
    let needsQuotes =
      value.isEmpty
      || value.unicodeScalars.contains { $0.properties.isWhitespace || "\"()*".unicodeScalars.contains($0) }
    guard needsQuotes else { return value }
    var text = "\"".unicodeScalars
    for scalar in value.unicodeScalars {
      if scalar == "\"" { text.append(scalar) }
      text.append(scalar)
    }
    text.append("\"")
    return String(text)
  }

  private static func unquoted(_ value: String) -> String {
    guard value.first == "\"" else { return value }
    return String(value.dropFirst()).replacing("\"\"", with: "\"")
  }
}

/// The token that ends at the end of a text that may be unfinished.
private struct LastToken {
  var start = 0
  var colon: Int?

  init(_ typed: [Character]) {
    var isQuoted = false
    for (index, character) in typed.enumerated() {
      switch character {
      case "\"":
        let mayOpen = index == start || colon == index - 1 || typed[index - 1] == "\""
        isQuoted = !isQuoted && mayOpen
      case _ where isQuoted: continue
      case _ where character.isWhitespace, ")":
        start = index + 1
        colon = nil
      case "(" where index == start, "-" where index == start: start = index + 1
      case ":" where colon == nil: colon = index
      default: continue
      }
    }
  }
}
