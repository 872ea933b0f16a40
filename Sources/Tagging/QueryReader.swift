/// Walks along a query text, scalar by scalar, and cuts it into tokens.
struct QueryReader {
  /// A piece of the text that means something.
  enum Token: Equatable {
    case open, close, negation, or, and
    /// A bare word, or a text in quotes.
    case text(String, isQuoted: Bool)
    /// A field and its value; the columns are those of the field and of the value.
    case field(String, value: String, isQuoted: Bool, valuePlace: Int)
  }

  let scalars: [Unicode.Scalar]
  private(set) var place = 0
  /// Where the last token began.
  private(set) var start = 0
  private var depth = 0

  init(_ text: String) { scalars = Array(text.unicodeScalars) }

  /// An error whose place is counted in scalars here, and in characters there.
  func error(_ message: String, at place: Int) -> QueryError {
    QueryError(message, column: String(String.UnicodeScalarView(scalars[..<place])).count)
  }

  /// The next token; `nil` at the end.
  mutating func next() throws(QueryError) -> Token? {
    while let scalar = peek, scalar.properties.isWhitespace { place += 1 }
    start = place
    guard let scalar = peek else { return nil }
    switch scalar {
    case "(":
      place += 1
      depth += 1
      return .open
    case ")":
      place += 1
      guard depth > 0 else { throw error("There is no ( for this ).", at: start) }
      depth -= 1
      return .close
    case "-":
      place += 1
      return .negation
    case "\"": return .text(try takeQuoted(), isQuoted: true)
    default: return try takeWord()
    }
  }

  private var peek: Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }

  private mutating func takeWord() throws(QueryError) -> Token {
    var inner = 0
    let start = place
    while let scalar = peek, endsWord(scalar, &inner) == false {
      place += 1
      if scalar == ":", inner == 0 { return try takeValue(of: string(start..<place - 1)) }
    }
    switch string(start..<place) {
    case "OR": return .or
    case "AND": return .and
    case let word: return .text(word, isQuoted: false)
    }
  }

  private mutating func takeValue(of field: String) throws(QueryError) -> Token {
    let valuePlace = place
    if peek == "\"" {
      return .field(field, value: try takeQuoted(), isQuoted: true, valuePlace: valuePlace)
    }
    var inner = 0
    while let scalar = peek, endsWord(scalar, &inner) == false { place += 1 }
    return .field(field, value: string(valuePlace..<place), isQuoted: false, valuePlace: valuePlace)
  }

  /// White space ends a word, and a parenthesis that was not opened inside it.
  private func endsWord(_ scalar: Unicode.Scalar, _ inner: inout Int) -> Bool {
    if scalar.properties.isWhitespace { return true }
    if scalar == "(" { inner += 1 }
    if scalar == ")" {
      if inner == 0 { return true }
      inner -= 1
    }
    return false
  }

  private mutating func takeQuoted() throws(QueryError) -> String {
    let quote = place
    place += 1
    var text = String.UnicodeScalarView()
    while let scalar = peek {
      place += 1
      if scalar == "\"" {
        guard peek == "\"" else {
          if let after = peek, !after.properties.isWhitespace, after != ")" {
            throw error("After a closing quote comes a space.", at: place)
          }
          return String(text)
        }
        place += 1
      }
      text.append(scalar)
    }
    throw error("The quote is not closed.", at: quote)
  }

  private func string(_ range: Range<Int>) -> String {
    String(String.UnicodeScalarView(scalars[range]))
  }
}
