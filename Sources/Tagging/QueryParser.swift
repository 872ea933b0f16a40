/// Reads the query language.
///
/// Words side by side mean AND, `OR` is weaker, parentheses group, `-` negates what follows it. A word is looked for
/// in name, e-mail, phone and company; `field:value` in one field; text in double quotes is text, with `""` for a
/// quote. `*` in a value stands for anything, and then the rest has to be the whole value.
public struct QueryParser {
  /// Parses a query; an empty one means every contact.
  public static func parse(_ text: String, tagCase: TagCase = .fold) throws(QueryError) -> Query {
    var parser = QueryParser(text, tagCase: tagCase)
    try parser.advance()
    if parser.token == nil { return .all }
    let query = try parser.alternatives()
    if parser.token != nil { throw parser.error("There is no ( for this ).") }
    return query
  }

  /// How deep parentheses and signs may nest: a pasted line of `((((…` is an answer, not a crash.
  static let deepest = 200

  private var reader: QueryReader
  private var token: QueryReader.Token?
  private var start = 0
  private var depth = 0
  private let tagCase: TagCase

  private init(_ text: String, tagCase: TagCase) {
    reader = QueryReader(text)
    self.tagCase = tagCase
  }

  private func error(_ message: String) -> QueryError { reader.error(message, at: start) }

  private mutating func advance() throws(QueryError) {
    token = try reader.next()
    start = reader.start
  }

  private mutating func alternatives() throws(QueryError) -> Query {
    var parts = [try conjunction()]
    while token == .or {
      try advance()
      parts.append(try conjunction(after: "OR"))
    }
    return parts.count == 1 ? parts[0] : .or(parts)
  }

  private mutating func conjunction(after word: String? = nil) throws(QueryError) -> Query {
    var parts: [Query] = []
    var missing = word
    while true {
      switch token {
      case nil, .close, .or:
        if let missing { throw error("\(missing) needs something after it.") }
        guard !parts.isEmpty else {
          throw error(
            token == .or ? "OR needs something before it." : "There is nothing in these parentheses.")
        }
        return parts.count == 1 ? parts[0] : .and(parts)
      case .and:
        if parts.isEmpty { throw error("AND needs something before it.") }
        missing = "AND"
        try advance()
      default:
        parts.append(try term())
        missing = nil
      }
    }
  }

  private mutating func term() throws(QueryError) -> Query {
    depth += 1
    defer { depth -= 1 }
    if depth > Self.deepest { throw error("This is nested too deeply.") }
    switch token {
    case .negation:
      try advance()
      switch token {
      case nil, .close, .or, .and: throw error("- needs something after it; a hyphen alone stands in quotes.")
      default: return .not(try term())
      }
    case .open:
      let opened = start
      try advance()
      let query = try alternatives()
      guard token == .close else { throw reader.error("This ( is not closed.", at: opened) }
      try advance()
      return query
    case .text(let text, let isQuoted):
      let query = try word(text, isQuoted: isQuoted)
      try advance()
      return query
    case .field(let name, let value, let isQuoted, let valuePlace):
      let field = try field(name)
      let reading = QueryValue(
        text: value, isQuoted: isQuoted, place: valuePlace, reader: reader, tagCase: tagCase)
      let query = try reading.query(for: field)
      try advance()
      return query
    case nil, .close, .or, .and: throw error("Something is missing here.")
    }
  }

  private func word(_ text: String, isQuoted: Bool) throws(QueryError) -> Query {
    if text.isEmpty { throw error("There is no text in these quotes.") }
    if isQuoted { return .anywhere(TextPattern(text)) }
    let pieces = text.split(separator: "*").map(String.init)
    if pieces.isEmpty { throw error("* alone means nothing; without a query every contact is shown.") }
    return .anywhere(TextPattern(pieces))
  }

  private func field(_ name: String) throws(QueryError) -> QueryField {
    if let field = QueryField(rawValue: name.lowercased()) { return field }
    if name.isEmpty { throw error("A field is missing before the colon.") }
    let near = QueryField.near(name).map { "\($0):" }
    let hint =
      near.isEmpty
      ? "In quotes it is text." : "Did you mean \(near.joined(separator: " or "))? In quotes it is text."
    throw error("There is no field \(name.prefix(30)):. \(hint)")
  }
}
