/// 65,536 neighbouring rows of a set: their numbers while they are few, bits when they are not.
enum RowSetBlock: Sendable {
  /// Sorted.
  case few([UInt16])
  case bits([UInt64], count: Int)

  static let shift = 16
  /// Words of the bits.
  static let wordCount = 1 << (shift - 6)
  /// Above it the numbers would take more than the bits.
  static let mostFew = wordCount * 4

  static let empty = RowSetBlock.few([])

  /// The rows whose bits are given; fewer words than a block has are completed.
  init(words: some Collection<UInt64>) {
    let count = words.reduce(0) { $0 + $1.nonzeroBitCount }
    if count <= Self.mostFew {
      var rows: [UInt16] = []
      rows.reserveCapacity(count)
      var first = 0
      for word in words {
        var rest = word
        while rest != 0 {
          rows.append(UInt16(truncatingIfNeeded: first + rest.trailingZeroBitCount))
          rest &= rest - 1
        }
        first += 64
      }
      self = .few(rows)
    } else {
      let missing = Self.wordCount - words.count
      self = .bits(missing > 0 ? Array(words) + repeatElement(0, count: missing) : Array(words), count: count)
    }
  }

  init(sorted rows: [UInt16]) {
    self = .few(rows)
    if rows.count > Self.mostFew { self = .bits(words, count: rows.count) }
  }

  var count: Int {
    switch self {
    case .few(let rows): rows.count
    case .bits(_, let count): count
    }
  }

  var isEmpty: Bool { count == 0 }

  var words: [UInt64] {
    switch self {
    case .bits(let words, _): return words
    case .few(let rows):
      var words = [UInt64](repeating: 0, count: Self.wordCount)
      for row in rows { words[Int(row >> 6)] |= 1 << UInt64(row & 63) }
      return words
    }
  }

  var first: Int? {
    switch self {
    case .few(let rows): rows.first.map(Int.init)
    case .bits(let words, _):
      words.firstIndex { $0 != 0 }.map { $0 << 6 + words[$0].trailingZeroBitCount }
    }
  }

  func contains(_ row: Int) -> Bool {
    switch self {
    case .few(let rows):
      let place = Self.place(of: UInt16(row), in: rows)
      return place < rows.count && rows[place] == UInt16(row)
    case .bits(let words, _): return words[row >> 6] & (1 << UInt64(row & 63)) != 0
    }
  }

  func forEach(_ body: (Int) -> Void) {
    switch self {
    case .few(let rows): for row in rows { body(Int(row)) }
    case .bits(let words, _):
      for index in words.indices {
        var rest = words[index]
        while rest != 0 {
          body(index << 6 + rest.trailingZeroBitCount)
          rest &= rest - 1
        }
      }
    }
  }

  /// Puts a row in; says whether it was not there before.
  mutating func insert(_ row: Int) -> Bool {
    switch self {
    case .few(var rows):
      let place =
        rows.last.map { $0 < UInt16(row) } ?? true ? rows.count : Self.place(of: UInt16(row), in: rows)
      if place < rows.count, rows[place] == UInt16(row) { return false }
      self = .empty
      rows.insert(UInt16(row), at: place)
      self = RowSetBlock(sorted: rows)
      return true
    case .bits(var words, let count):
      let bit: UInt64 = 1 << UInt64(row & 63)
      if words[row >> 6] & bit != 0 { return false }
      self = .empty
      words[row >> 6] |= bit
      self = .bits(words, count: count + 1)
      return true
    }
  }

  /// Puts ascending rows, of which the lower bits count, behind all others where they belong there; says whether it
  /// could.
  mutating func append(_ more: ArraySlice<Int>) -> Bool {
    guard case .few(var rows) = self, let first = more.first.map({ UInt16(truncatingIfNeeded: $0) }),
      rows.last.map({ $0 < first }) ?? true,
      rows.count + more.count <= Self.mostFew
    else { return false }
    self = .empty
    rows.append(contentsOf: more.lazy.map { UInt16(truncatingIfNeeded: $0) })
    self = .few(rows)
    return true
  }

  /// Takes a row out; says whether it was there.
  mutating func remove(_ row: Int) -> Bool {
    switch self {
    case .few(var rows):
      let place = Self.place(of: UInt16(row), in: rows)
      guard place < rows.count, rows[place] == UInt16(row) else { return false }
      self = .empty
      rows.remove(at: place)
      self = .few(rows)
      return true
    case .bits(var words, let count):
      let bit: UInt64 = 1 << UInt64(row & 63)
      guard words[row >> 6] & bit != 0 else { return false }
      self = .empty
      words[row >> 6] &= ~bit
      // Half way down, so that a row that comes and goes does not rebuild the block each time.
      self = count - 1 > Self.mostFew / 2 ? .bits(words, count: count - 1) : RowSetBlock(words: words)
      return true
    }
  }

  private static func place(of row: UInt16, in rows: [UInt16]) -> Int {
    rows.withUnsafeBufferPointer { rows in
      var low = 0
      var high = rows.count
      while low < high {
        let middle = (low + high) >> 1
        if rows[middle] < row { low = middle + 1 } else { high = middle }
      }
      return low
    }
  }
}

/// What two blocks make together.
extension RowSetBlock {
  func union(_ other: RowSetBlock) -> RowSetBlock {
    if isEmpty { return other }
    switch (self, other) {
    case (_, .few(let rows)) where rows.isEmpty: return self
    case (.few(let left), .few(let right)):
      var merged: [UInt16] = []
      merged.reserveCapacity(left.count + right.count)
      var place = 0
      for row in left {
        while place < right.count, right[place] < row {
          merged.append(right[place])
          place += 1
        }
        if place < right.count, right[place] == row { place += 1 }
        merged.append(row)
      }
      merged.append(contentsOf: right[place...])
      return RowSetBlock(sorted: merged)
    case (.few(let rows), .bits(let words, let count)), (.bits(let words, let count), .few(let rows)):
      var words = words
      var count = count
      for row in rows {
        let bit: UInt64 = 1 << UInt64(row & 63)
        if words[Int(row >> 6)] & bit == 0 { count += 1 }
        words[Int(row >> 6)] |= bit
      }
      return .bits(words, count: count)
    case (.bits(let left, _), .bits(let right, _)): return Self.combined(left, right) { $0 | $1 }
    }
  }

  func intersection(_ other: RowSetBlock) -> RowSetBlock {
    switch (self, other) {
    case (.few(let left), .few(let right)) where left.count > right.count:
      .few(right.filter { contains(Int($0)) })
    case (.few(let rows), _): .few(rows.filter { other.contains(Int($0)) })
    case (_, .few(let rows)): .few(rows.filter { contains(Int($0)) })
    case (.bits(let left, _), .bits(let right, _)): Self.combined(left, right) { $0 & $1 }
    }
  }

  func subtracting(_ other: RowSetBlock) -> RowSetBlock {
    switch (self, other) {
    case (_, .few(let rows)) where rows.isEmpty: return self
    case (.few(let rows), _): return .few(rows.filter { !other.contains(Int($0)) })
    case (.bits(var words, _), .few(let rows)):
      for row in rows { words[Int(row >> 6)] &= ~(1 << UInt64(row & 63)) }
      return RowSetBlock(words: words)
    case (.bits(let left, _), .bits(let right, _)): return Self.combined(left, right) { $0 & ~$1 }
    }
  }

  func intersectionCount(_ other: RowSetBlock) -> Int {
    switch (self, other) {
    case (.few(let left), .few(let right)): return Self.sharedCount(left, right)
    case (.few(let rows), .bits(let words, _)), (.bits(let words, _), .few(let rows)):
      return words.withUnsafeBufferPointer { words in
        var count = 0
        for row in rows { count += Int(truncatingIfNeeded: words[Int(row >> 6)] >> UInt64(row & 63) & 1) }
        return count
      }
    case (.bits(let left, _), .bits(let right, _)):
      var count = 0
      for index in 0..<Self.wordCount { count += (left[index] & right[index]).nonzeroBitCount }
      return count
    }
  }

  func isEqual(_ other: RowSetBlock) -> Bool {
    switch (self, other) {
    case (.few(let left), .few(let right)): left == right
    case (.bits(let left, _), .bits(let right, _)): left == right
    default: count == other.count && words == other.words
    }
  }

  private static func sharedCount(_ left: [UInt16], _ right: [UInt16]) -> Int {
    if left.count > right.count { return sharedCount(right, left) }
    if left.count * 16 < right.count {
      return left.reduce(0) { count, row in
        let place = Self.place(of: row, in: right)
        return count + (place < right.count && right[place] == row ? 1 : 0)
      }
    }
    var count = 0
    var place = 0
    for row in left {
      while place < right.count, right[place] < row { place += 1 }
      if place == right.count { break }
      if right[place] == row { count += 1 }
    }
    return count
  }

  private static func combined(
    _ left: [UInt64], _ right: [UInt64], _ combine: (UInt64, UInt64) -> UInt64
  ) -> RowSetBlock {
    RowSetBlock(
      words: [UInt64](unsafeUninitializedCapacity: wordCount) { words, count in
        for index in 0..<wordCount {
          words.initializeElement(at: index, to: combine(left[index], right[index]))
        }
        count = wordCount
      })
  }
}
