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

  private static func mask(_ fields: [Record.Field]) -> UInt32 { fields.reduce(0) { $0 | 1 << $1.rawValue } }

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

  /// The bits of the texts that fit, out of those whose bits are given.
  ///
  /// Where there are few of those, each is looked at; else the texts are searched in one go.
  func find(in texts: ByteStrings, among bits: [UInt64]) -> [UInt64] {
    if needle.isEmpty { return bits }
    var found = bits
    let count = bits.reduce(0) { $0 + $1.nonzeroBitCount }
    if count * 4 < texts.count {
      cscanner_keep(texts.bytes, texts.starts, UInt32(texts.count), needle, needle.count, fields, &found)
    } else {
      found = Array(repeating: 0, count: bits.count)
      cscanner_find(texts.bytes, texts.starts, UInt32(texts.count), needle, needle.count, fields, &found)
      for index in bits.indices { found[index] &= bits[index] }
    }
    if !isPlain { keepFitting(texts, &found) }
    return found
  }

  private func keepFitting(_ texts: ByteStrings, _ bits: inout [UInt64]) {
    for word in bits.indices {
      var rest = bits[word]
      while rest != 0 {
        let index = word << 6 + rest.trailingZeroBitCount
        if !texts.withText(index, fits) { bits[word] &= ~(1 << UInt64(index & 63)) }
        rest &= rest - 1
      }
    }
  }

  /// Whether a value in one of the fields fits as a whole.
  private func fits(_ record: UnsafeBufferPointer<UInt8>) -> Bool {
    var field = 0
    var start = 0
    for place in 0...record.count {
      let byte = place < record.count ? record[place] : Record.separator
      guard byte >= Record.listSeparator else { continue }
      if field < 32 && fields >> UInt32(field) & 1 != 0,
        fitsValue(UnsafeBufferPointer(rebasing: record[start..<place]))
      {
        return true
      }
      start = place + 1
      if byte == Record.separator { field += 1 }
    }
    return false
  }

  private func fitsValue(_ value: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let bytes = value.baseAddress else { return pieces.isEmpty }
    var start = 0
    var end = value.count
    for (index, piece) in pieces.enumerated() {
      if piece.count > end - start { return false }
      if index == 0, isAnchoredAtStart {
        guard memcmp(bytes, piece, piece.count) == 0 else { return false }
        start = piece.count
        if pieces.count == 1, isAnchoredAtEnd { return start == end }
      } else if index == pieces.count - 1, isAnchoredAtEnd {
        guard memcmp(bytes + end - piece.count, piece, piece.count) == 0 else { return false }
        end -= piece.count
      } else {
        var place = start
        let last = end - piece.count - (isAnchoredAtEnd ? pieces[pieces.count - 1].count : 0)
        while place <= last, memcmp(bytes + place, piece, piece.count) != 0 { place += 1 }
        if place > last { return false }
        start = place + piece.count
      }
    }
    return true
  }
}

extension Filter {
  /// Those of some rows that fulfil a text condition.
  func matching(_ test: TextTest, among rows: RowSet) -> RowSet? {
    if let column = test.column { return matching(test, column, among: rows) }
    return scanChunks(among: rows) { chunk, _, words in
      var found = [UInt64](repeating: 0, count: words.count)
      for way in test.ways {
        let more = way.find(in: way.isExact ? chunk.text : chunk.folded, among: words)
        for index in found.indices { found[index] |= more[index] }
      }
      words = found
    }
  }

  private func matching(_ test: TextTest, _ column: Query.TextField, among rows: RowSet) -> RowSet? {
    scanChunks(among: rows) { chunk, _, words in
      let column = chunk.values(column)
      let all = [UInt64](repeating: .max, count: column.values.count >> 6 + 1)
      var fitting = [UInt64](repeating: 0, count: all.count)
      for way in test.ways {
        let more = way.find(in: way.isExact ? column.values : column.folded, among: all)
        for index in fitting.indices { fitting[index] |= more[index] }
      }
      for word in words.indices {
        var rest = words[word]
        while rest != 0 {
          let place = word << 6 + rest.trailingZeroBitCount
          let code = Int(column.codes[place])
          if fitting[code >> 6] & (1 << UInt64(code & 63)) == 0 { words[word] &= ~(1 << UInt64(place & 63)) }
          rest &= rest - 1
        }
      }
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
