import CScanner
import Foundation
import Tagging

/// A text condition, made ready to be looked for in bytes.
struct TextTest: Sendable {
  /// One way to fulfil it.
  struct Way: Sendable {
    /// Looks at texts as the server wrote them, else at folded ones.
    var isExact: Bool
    /// The fields of a record that count, bit by bit.
    var fields: UInt32
    var pieces: [[UInt8]]
    var isAnchoredAtStart: Bool
    var isAnchoredAtEnd: Bool
    /// The longest piece: what is searched for first.
    var needle: [UInt8]

    /// Whether finding the needle is all there is to it.
    var isPlain: Bool { pieces.count == 1 && !isAnchoredAtStart && !isAnchoredAtEnd }
  }

  /// A column beside the record; `nil` for fields of the record.
  var column: Query.TextField?
  var ways: [Way]

  /// A bare word: in name, e-mail, phone or company; digits with punctuation also in a phone as it is compared.
  init(anywhere pattern: TextPattern) {
    ways = Self.ways(pattern, fields: Self.searchable)
    let digits = TextPattern(pattern.pieces.map { String(decoding: Record.digits(of: $0), as: UTF8.self) })
    let isNumber = pattern.pieces.allSatisfy { piece in
      piece.utf8.allSatisfy { $0 &- 0x30 < 10 || " +-()./".utf8.contains($0) }
        && !Record.digits(of: piece).isEmpty
    }
    if isNumber, digits != pattern { ways += Self.ways(digits, fields: Self.mask([.phone])) }
  }

  init(_ field: Query.TextField, _ pattern: TextPattern) {
    switch field {
    case .name: ways = Self.ways(pattern, fields: Self.mask([.name]))
    case .email: ways = Self.ways(pattern, fields: Self.mask([.email]))
    case .phone: ways = Self.ways(pattern, fields: Self.mask([.phone]))
    case .company: ways = Self.ways(pattern, fields: Self.mask([.company]))
    case .id: ways = Self.ways(pattern, fields: Self.mask([.id]), isExact: true)
    case .source, .type, .country, .city, .assigned:
      column = field
      ways = Self.ways(pattern, fields: .max)
    }
  }

  private static let searchable = mask([.name, .email, .phone, .company])

  private static func mask(_ fields: [Chunk.Field]) -> UInt32 { fields.reduce(0) { $0 | 1 << $1.rawValue } }

  private static func ways(_ pattern: TextPattern, fields: UInt32, isExact: Bool? = nil) -> [Way] {
    let isExact = isExact ?? pattern.isExact
    guard isExact else {
      // Folded records have no id: nothing is left to look which field a hit is in.
      let fields = fields == searchable ? .max : fields
      return [Way(pattern, fields: fields, isExact: false, FoldedText.bytes(of:))]
    }
    // The server may have composed letters or not; whoever types them can't know.
    let composed = Way(pattern, fields: fields, isExact: true) {
      Array($0.precomposedStringWithCanonicalMapping.utf8)
    }
    let decomposed = Way(pattern, fields: fields, isExact: true) {
      Array($0.decomposedStringWithCanonicalMapping.utf8)
    }
    return composed.pieces == decomposed.pieces ? [composed] : [composed, decomposed]
  }
}

extension TextTest.Way {
  fileprivate init(
    _ pattern: TextPattern, fields: UInt32, isExact: Bool, _ bytes: (String) -> [UInt8]
  ) {
    self.isExact = isExact
    self.fields = fields
    // A piece of marks alone folds to nothing, and nothing is found everywhere.
    pieces = pattern.pieces.map(bytes).filter { !$0.isEmpty }
    isAnchoredAtStart = pattern.isAnchoredAtStart
    isAnchoredAtEnd = pattern.isAnchoredAtEnd
    needle = pieces.max { $0.count < $1.count } ?? []
  }

  /// Sets the bits of the texts that may fit, and takes back those that do not.
  func find(in texts: ByteStrings, bits: inout [UInt64]) {
    guard !needle.isEmpty else {
      for index in 0..<texts.count { bits[index >> 6] |= 1 << UInt64(index & 63) }
      return
    }
    cscanner_find(texts.bytes, texts.starts, UInt32(texts.count), needle, needle.count, fields, &bits)
    guard !isPlain else { return }
    for word in bits.indices {
      var rest = bits[word]
      while rest != 0 {
        let index = word << 6 + rest.trailingZeroBitCount
        if !texts.withText(index, fits) { bits[word] &= ~(1 << UInt64(index & 63)) }
        rest &= rest - 1
      }
    }
  }

  /// Whether one text fits.
  func matches(_ texts: ByteStrings, _ index: Int) -> Bool {
    if needle.isEmpty { return true }
    return texts.withText(index) { text in
      guard let start = text.baseAddress,
        cscanner_holds(start, text.count, needle, needle.count, fields) != 0
      else { return false }
      return isPlain || fits(text)
    }
  }

  /// Whether a value in one of the fields fits as a whole.
  private func fits(_ record: UnsafeBufferPointer<UInt8>) -> Bool {
    for (field, values) in record.split(separator: Record.separator, omittingEmptySubsequences: false)
      .enumerated()
    where field < 32 && fields >> UInt32(field) & 1 != 0 {
      for value in values.split(separator: Record.listSeparator, omittingEmptySubsequences: false)
      where fitsValue(value) { return true }
    }
    return false
  }

  private func fitsValue(_ value: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    var rest = value
    var middle = pieces[...]
    if isAnchoredAtStart, let first = middle.popFirst() {
      guard rest.starts(with: first) else { return false }
      rest = rest.dropFirst(first.count)
      if pieces.count == 1, isAnchoredAtEnd { return rest.isEmpty }
    }
    if isAnchoredAtEnd, let last = middle.popLast() {
      guard rest.count >= last.count, rest.suffix(last.count).elementsEqual(last) else { return false }
      rest = rest.dropLast(last.count)
    }
    for piece in middle {
      guard let range = rest.firstRange(of: piece) else { return false }
      rest = rest[range.upperBound...]
    }
    return true
  }
}

extension Filter {
  /// Those of some rows that fulfil a text condition.
  func matching(_ test: TextTest, among rows: RowSet) -> RowSet? {
    if let column = test.column {
      return scanChunks(among: rows) { chunk, _, words in
        let values = chunk.values(column)
        guard values.values.count > 0 else {
          words = Array(repeating: 0, count: words.count)
          return
        }
        var fitting = [UInt64](repeating: 0, count: values.values.count >> 6 + 1)
        for way in test.ways { way.find(in: way.isExact ? values.values : values.folded, bits: &fitting) }
        for word in words.indices {
          var rest = words[word]
          while rest != 0 {
            let place = word << 6 + rest.trailingZeroBitCount
            let code = Int(values.codes[place])
            if fitting[code >> 6] & (1 << UInt64(code & 63)) == 0 {
              words[word] &= ~(1 << UInt64(place & 63))
            }
            rest &= rest - 1
          }
        }
      }
    }
    if rows.count < table.rowLimit / 64 {
      return scan(among: rows) { chunk, place in
        test.ways.contains { $0.matches($0.isExact ? chunk.text : chunk.folded, place) }
      }
    }
    return scanChunks(among: rows) { chunk, _, words in
      var found = [UInt64](repeating: 0, count: words.count)
      for way in test.ways { way.find(in: way.isExact ? chunk.text : chunk.folded, bits: &found) }
      for index in words.indices { words[index] &= found[index] }
    }
  }
}

extension Chunk {
  fileprivate func values(_ field: Query.TextField) -> ValueColumn {
    switch field {
    case .type: type
    case .country: country
    case .city: city
    case .assigned: assignedTo
    default: source
    }
  }
}
