/// The one grammar for tags: in prompts, CSV cells, lines of `$EDITOR` and options that take several.
///
/// Elements are separated by a comma, or by what the caller names (a semicolon in CSV cells); white space around
/// them and empty elements are dropped. An element may begin with a sign: `+` adds, `-` removes. A sign also begins
/// a new element where it follows white space after a complete element and stands right before its name, so that
/// `+a -b` and `a, b -c` need no comma. A hyphen or plus inside a name, or between two spaces, is part of it:
/// `follow-up`, `needs follow up` and `a - b` are one name each.
///
/// A name that holds a separator or a quote, begins with a sign, or has a sign after white space, stands in double
/// quotes, with `""` for a quote inside. `quote` does that, and every name makes the round trip.
public enum TagGrammar {
  /// One name with what is to happen to it, and where it stood.
  public struct Element: Sendable, Equatable {
    public var action: TagAction
    public var name: String
    /// Characters before the element, from 0.
    public var column: Int

    /// Makes an element.
    public init(_ action: TagAction, _ name: String, column: Int = 0) {
      self.action = action
      self.name = name
      self.column = column
    }
  }

  /// Why a list of tags can't be read, and where.
  public struct Failure: Error, Sendable, Equatable {
    public var message: String
    /// Characters before the offending one, from 0.
    public var column: Int

    /// Makes a failure.
    public init(_ message: String, column: Int) {
      self.message = message
      self.column = column
    }
  }

  /// The separators of prompts and options.
  public static let prompt: Set<Unicode.Scalar> = [","]
  /// The separators of CSV cells.
  public static let csv: Set<Unicode.Scalar> = [";"]

  /// Reads edits: elements with signs, and without one for `defaultAction`; `nil` makes the sign a duty.
  public static func edits(
    _ text: String, default defaultAction: TagAction?, separators: Set<Unicode.Scalar> = prompt
  ) throws(Failure) -> [Element] {
    try elements(text, separators: separators).map { element throws(Failure) in
      guard let action = element.action ?? defaultAction else {
        throw Failure("Say + or - before “\(element.name)”.", column: element.column)
      }
      return Element(action, element.name, column: element.column)
    }
  }

  /// Reads a plain list of names; a sign is an error.
  public static func names(
    _ text: String, separators: Set<Unicode.Scalar> = prompt
  ) throws(Failure) -> [String] {
    try elements(text, separators: separators).map { element throws(Failure) in
      guard let action = element.action else { return element.name }
      throw Failure(
        "Here tags have no + or -; a name that begins with \(action.sign) stands in double quotes.",
        column: element.column)
    }
  }

  /// The name as the grammar reads it back, in quotes only where it needs them.
  public static func quote(_ name: String) -> String {
    let scalars = name.unicodeScalars
    var needsQuotes =
      scalars.first.map(isSign) ?? true || scalars.first.map(isSpace) ?? true
      || scalars.last.map(isSpace) ?? true
    var quoted = "\""
    var last: Unicode.Scalar = "x"
    var isAfterSign = false
    for scalar in scalars {
      if scalar == "\"" || prompt.contains(scalar) || csv.contains(scalar) || scalar == "\n"
        || (isAfterSign && !isSpace(scalar))
      {
        needsQuotes = true
      }
      if scalar == "\"" { quoted += "\"" }
      quoted.unicodeScalars.append(scalar)
      isAfterSign = isSpace(last) && isSign(scalar)
      last = scalar
    }
    return needsQuotes ? quoted + "\"" : name
  }

  /// A list of names that `names` reads back.
  public static func text(_ names: some Sequence<String>, separator: String = ", ") -> String {
    names.map(quote).joined(separator: separator)
  }

  /// A list of edits that `edits` reads back.
  public static func text(_ edits: some Sequence<Element>) -> String {
    edits.map { $0.action.sign + quote($0.name) }.joined(separator: " ")
  }

  static func isSign(_ scalar: Unicode.Scalar) -> Bool { scalar == "+" || scalar == "-" }

  static func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }

  private struct Signed {
    var action: TagAction?
    var name: String
    var column: Int
  }

  private static func elements(
    _ text: String, separators: Set<Unicode.Scalar>
  ) throws(Failure) -> [Signed] {
    var reader = ElementReader(scalars: Array(text.unicodeScalars), separators: separators)
    var elements: [Signed] = []
    while reader.skipToElement() {
      let column = reader.column(of: reader.place)
      let action = reader.takeSign()
      let name = try reader.takeName(after: action)
      elements.append(Signed(action: action, name: name, column: column))
    }
    return elements
  }
}

extension TagAction {
  /// `+` or `-`.
  public var sign: String { self == .add ? "+" : "-" }
}

/// Walks along a list of tags, scalar by scalar: a quote before a combining mark is a quote all the same.
private struct ElementReader {
  let scalars: [Unicode.Scalar]
  let separators: Set<Unicode.Scalar>
  var place = 0

  init(scalars: [Unicode.Scalar], separators: Set<Unicode.Scalar>) {
    self.scalars = scalars
    self.separators = separators
  }

  /// Characters before a scalar.
  func column(of place: Int) -> Int {
    String(String.UnicodeScalarView(scalars[..<place])).count
  }

  /// Skips white space and separators; says whether anything is left.
  mutating func skipToElement() -> Bool {
    while place < scalars.count,
      TagGrammar.isSpace(scalars[place]) || separators.contains(scalars[place])
    {
      place += 1
    }
    return place < scalars.count
  }

  mutating func takeSign() -> TagAction? {
    guard TagGrammar.isSign(scalars[place]) else { return nil }
    defer { place += 1 }
    return scalars[place] == "+" ? .add : .remove
  }

  mutating func takeName(after action: TagAction?) throws(TagGrammar.Failure) -> String {
    skipWhiteSpace()
    if place < scalars.count, scalars[place] == "\"" { return try takeQuoted() }
    let start = place
    while place < scalars.count, !separators.contains(scalars[place]), !beginsElement {
      if scalars[place] == "\"" {
        throw TagGrammar.Failure(
          "A name that holds a quote stands in double quotes, with \"\" for the quote.",
          column: column(of: place))
      }
      place += 1
    }
    var end = place
    while end > start, TagGrammar.isSpace(scalars[end - 1]) { end -= 1 }
    let name = String(String.UnicodeScalarView(scalars[start..<end]))
    if name.isEmpty {
      throw TagGrammar.Failure("A name is missing after \(action?.sign ?? "+").", column: column(of: start))
    }
    if let first = name.unicodeScalars.first, TagGrammar.isSign(first) {
      throw TagGrammar.Failure(
        "A name that begins with \(first) stands in double quotes.", column: column(of: start))
    }
    return name
  }

  /// Whether a sign here begins the next element: after white space, and right before a name.
  private var beginsElement: Bool {
    TagGrammar.isSign(scalars[place]) && place > 0 && TagGrammar.isSpace(scalars[place - 1])
      && place + 1 < scalars.count && !TagGrammar.isSpace(scalars[place + 1])
      && !separators.contains(scalars[place + 1])
  }

  private mutating func takeQuoted() throws(TagGrammar.Failure) -> String {
    let start = place
    place += 1
    var name = ""
    while true {
      guard place < scalars.count else {
        throw TagGrammar.Failure("The quote is not closed.", column: column(of: start))
      }
      if scalars[place] == "\"" {
        place += 1
        guard place < scalars.count, scalars[place] == "\"" else { break }
      }
      name.unicodeScalars.append(scalars[place])
      place += 1
    }
    if name.isEmpty { throw TagGrammar.Failure("A tag can't be empty.", column: column(of: start)) }
    let end = place
    skipWhiteSpace()
    let isFollowed =
      place == scalars.count || separators.contains(scalars[place])
      || (place > end && TagGrammar.isSign(scalars[place]))
    if !isFollowed {
      throw TagGrammar.Failure(
        "After a closing quote comes a separator, or a space and a sign.", column: column(of: place))
    }
    return name
  }

  private mutating func skipWhiteSpace() {
    while place < scalars.count, TagGrammar.isSpace(scalars[place]) { place += 1 }
  }
}
