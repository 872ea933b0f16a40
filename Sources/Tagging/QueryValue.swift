/// What stands behind a field's colon.
struct QueryValue {
  var text: String
  var isQuoted: Bool
  /// Scalars before the value.
  var place: Int
  var reader: QueryReader
  var tagCase: TagCase

  func query(for field: QueryField) throws(QueryError) -> Query {
    if text.isEmpty {
      throw error("\(field.rawValue): needs a value: \(field.summary).")
    }
    switch field {
    case .tag: return .tag(tagPattern)
    case .base: return .base(tagPattern)
    case .phone: return try phone
    case .name: return text(.name)
    case .email: return text(.email)
    case .company: return text(.company)
    case .id: return text(.id)
    case .source: return text(.source)
    case .type: return text(.type)
    case .country: return text(.country)
    case .city: return text(.city)
    case .assigned: return text(.assigned)
    case .added: return .date(.added, try dateCondition(for: field))
    case .updated: return .date(.updated, try dateCondition(for: field))
    case .dnd:
      switch text.lowercased() {
      case "yes", "y", "true", "on": return .doNotDisturb(true)
      case "no", "n", "false", "off": return .doNotDisturb(false)
      default: throw error("dnd: is yes or no.")
      }
    case .tags: return .tagCount(try counts)
    case .has:
      guard let presence = Query.Presence(rawValue: text.lowercased()) else { throw unknownWord(of: field) }
      return .has(presence)
    case .is:
      guard let mark = Query.Mark(rawValue: text.lowercased()) else { throw unknownWord(of: field) }
      return .mark(mark)
    }
  }

  /// `*` alone asks whether there is anything.
  private func text(_ field: Query.TextField) -> Query {
    let pattern = textPattern
    if pattern.pieces.isEmpty { return Query.Presence(rawValue: field.rawValue).map(Query.has) ?? .all }
    return .text(field, pattern)
  }

  private var phone: Query {
    get throws(QueryError) {
      var pattern = textPattern
      if pattern.pieces.isEmpty { return .has(.phone) }
      pattern.pieces = pattern.pieces.map { $0.filter { $0.isASCII && $0.isNumber } }.filter { !$0.isEmpty }
      if pattern.pieces.isEmpty { throw error("phone: takes digits.") }
      return .text(.phone, pattern)
    }
  }

  func error(_ message: String) -> QueryError { reader.error(message, at: place) }

  private func unknownWord(of field: QueryField) -> QueryError {
    let near = QueryField.near(text, among: field.words)
    let hint =
      near.isEmpty ? "one of \(field.words.joined(separator: ", "))" : near.joined(separator: " or ")
    return error("\(field.rawValue):\(text.prefix(30)) means nothing; perhaps \(hint).")
  }

  /// With a wildcard the whole value is meant, without one any part of it.
  private var textPattern: TextPattern {
    guard !isQuoted, text.contains("*") else { return TextPattern(text) }
    return TextPattern(
      text.split(separator: "*").map(String.init),
      isAnchoredAtStart: !text.hasPrefix("*"), isAnchoredAtEnd: !text.hasSuffix("*"))
  }

  private var tagPattern: TagPattern {
    guard !isQuoted, text.contains("*") else { return .tag(ContactTag(text, case: tagCase)) }
    let pieces = text.split(separator: "*").map { ContactTag.identity(ofPiece: $0, case: tagCase) }
    return .pattern(
      TextPattern(
        pieces, isAnchoredAtStart: !text.hasPrefix("*"), isAnchoredAtEnd: !text.hasSuffix("*")))
  }

  private var counts: ClosedRange<Int> {
    get throws(QueryError) {
      let (comparison, rest) = comparison
      if comparison == nil, let dots = rest.firstRange(of: "..") {
        let lower = rest[..<dots.lowerBound]
        let upper = rest[dots.upperBound...]
        let bounds = (lower.isEmpty ? 0 : Self.number(lower), upper.isEmpty ? Int.max : Self.number(upper))
        if let first = bounds.0, let last = bounds.1, first <= last, !(lower.isEmpty && upper.isEmpty) {
          return first...last
        }
      } else if let number = Self.number(rest) {
        switch comparison {
        case nil, .equal: return number...number
        case .above: return number + 1...Int.max
        case .atLeast: return number...Int.max
        case .below: if number > 0 { return 0...number - 1 }
        case .atMost: return 0...number
        }
      }
      throw error("tags: takes a number, as tags:0, tags:>5 or tags:2..4.")
    }
  }

  static func number(_ text: some StringProtocol) -> Int? {
    guard !text.isEmpty, text.utf8.count <= 9, text.utf8.allSatisfy({ (48...57).contains($0) }) else {
      return nil
    }
    return Int(text)
  }

  /// A sign before a number or a date.
  enum Comparison {
    case above, atLeast, below, atMost, equal
  }

  var comparison: (Comparison?, Substring) {
    let signs: [(String, Comparison)] = [
      (">=", .atLeast), ("<=", .atMost), (">", .above), ("<", .below), ("=", .equal),
    ]
    for (sign, comparison) in signs where text.hasPrefix(sign) {
      return (comparison, text.dropFirst(sign.count))
    }
    return (nil, text[...])
  }
}

extension ContactTag {
  /// A piece of a name, folded as names are, white space kept.
  fileprivate static func identity(ofPiece piece: some StringProtocol, case tagCase: TagCase) -> String {
    String(ContactTag("x\(piece)x", case: tagCase).identity.dropFirst().dropLast())
  }
}
