/// Which contacts are meant: what a query text says, as a tree.
///
/// A tree knows no contacts; the store evaluates it over all contacts of the location.
public indirect enum Query: Sendable, Equatable {
  /// Every contact: the empty query.
  case all
  case and([Query])
  case or([Query])
  case not(Query)
  /// A bare word or a quoted text: in name, e-mail, phone or company.
  case anywhere(TextPattern)
  /// A text in one field.
  case text(TextField, TextPattern)
  /// A tag as it will be after the commit.
  case tag(TagPattern)
  /// A tag as the server has it.
  case base(TagPattern)
  /// How many tags there will be after the commit.
  case tagCount(ClosedRange<Int>)
  case date(DateField, DateCondition)
  case has(Presence)
  case mark(Mark)
  case doNotDisturb(Bool)

  /// A field that holds text.
  public enum TextField: String, Sendable, Equatable, CaseIterable {
    case name, email, phone, company, id, source, type, country, city, assigned
  }

  /// A field that holds a time.
  public enum DateField: String, Sendable, Equatable, CaseIterable {
    case added, updated
  }

  /// What `has:` asks for.
  public enum Presence: String, Sendable, Equatable, CaseIterable {
    case name, email, phone, company, source, type, country, city, assigned, added, updated, tags
  }

  /// What `is:` asks for: what the program knows of a row, not the server.
  public enum Mark: String, Sendable, Equatable, CaseIterable {
    case staged, marked, failed
  }
}

/// A text to look for, in pieces that a wildcard stood between.
public struct TextPattern: Sendable, Equatable {
  /// In this order, each after the one before; never empty texts, and none at all matches everything.
  public var pieces: [String]
  /// Whether the field has to begin with the first piece.
  public var isAnchoredAtStart: Bool
  /// Whether the field has to end with the last piece.
  public var isAnchoredAtEnd: Bool

  /// Makes a pattern; a single unanchored piece is a substring.
  public init(_ pieces: [String], isAnchoredAtStart: Bool = false, isAnchoredAtEnd: Bool = false) {
    self.pieces = pieces
    self.isAnchoredAtStart = isAnchoredAtStart
    self.isAnchoredAtEnd = isAnchoredAtEnd
  }

  /// A plain substring.
  public init(_ text: String) { self.init([text]) }

  /// Smart case: a capital anywhere makes case and accents count.
  public var isExact: Bool {
    pieces.contains { $0.unicodeScalars.contains { $0.properties.isUppercase } }
  }
}

/// Which tags are meant: one, or all whose folded name fits a pattern with `*`.
public enum TagPattern: Sendable, Equatable {
  case tag(ContactTag)
  /// Pieces of folded names.
  case pattern(TextPattern)

  /// Whether the tag is meant.
  public func matches(_ tag: ContactTag) -> Bool {
    switch self {
    case .tag(let wanted): tag == wanted
    case .pattern(let pattern): pattern.matches(tag.identity)
    }
  }
}

extension TextPattern {
  /// Whether a whole text fits, letter for letter.
  public func matches(_ text: String) -> Bool { matches(bytes: Array(text.utf8)[...]) }

  private func matches(bytes: ArraySlice<UInt8>) -> Bool {
    var rest = bytes
    var middle = pieces[...]
    if isAnchoredAtStart, let first = middle.popFirst() {
      guard rest.starts(with: first.utf8) else { return false }
      rest = rest.dropFirst(first.utf8.count)
      if pieces.count == 1, isAnchoredAtEnd { return rest.isEmpty }
    }
    if isAnchoredAtEnd, let last = middle.popLast() {
      guard rest.count >= last.utf8.count, rest.suffix(last.utf8.count).elementsEqual(last.utf8) else {
        return false
      }
      rest = rest.dropLast(last.utf8.count)
    }
    for piece in middle {
      guard let range = rest.firstRange(of: Array(piece.utf8)) else { return false }
      rest = rest[range.upperBound...]
    }
    return true
  }
}
