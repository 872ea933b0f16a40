/// A set of rows, in blocks of 65,536: numbers where a block has few, bits where it has many.
///
/// Over a million rows a dense set takes 125 kB, and a union 10 µs; a copy costs nothing, and a change of a copy
/// copies one block. Iteration is in ascending order.
public struct RowSet: Sendable, Equatable {
  private var blocks: [RowSetBlock] = []
  /// How many rows are in the set.
  public private(set) var count = 0

  /// An empty set.
  public init() {}

  /// The set of some rows, in any order, repeats allowed.
  public init(_ rows: some Sequence<ContactRow>) {
    self.init()
    for row in rows { insert(row) }
  }

  /// The set of all rows of a range.
  public init(_ range: Range<ContactRow>) {
    var words = [UInt64](repeating: 0, count: (range.upperBound + 63) >> 6)
    var row = range.lowerBound
    while row < range.upperBound {
      if row & 63 == 0, row + 64 <= range.upperBound {
        words[row >> 6] = .max
        row += 64
      } else {
        words[row >> 6] |= 1 << UInt64(row & 63)
        row += 1
      }
    }
    self.init(words: words)
  }

  /// The set whose bits are given, 64 rows a word, the lowest row in the lowest bit.
  public init(words: [UInt64]) {
    self.init(
      blocks: stride(from: 0, to: words.count, by: RowSetBlock.wordCount).map {
        RowSetBlock(words: words[$0..<min($0 + RowSetBlock.wordCount, words.count)])
      })
  }

  private init(blocks: [RowSetBlock]) {
    self.blocks = blocks
    count = blocks.reduce(0) { $0 + $1.count }
  }

  public var isEmpty: Bool { count == 0 }

  /// Whether the row is in the set: a few nanoseconds.
  public func contains(_ row: ContactRow) -> Bool {
    let block = row >> RowSetBlock.shift
    return block < blocks.count && blocks[block].contains(Self.place(row))
  }

  /// Puts the row in; says whether it was not there before.
  @discardableResult
  public mutating func insert(_ row: ContactRow) -> Bool {
    let block = row >> RowSetBlock.shift
    while blocks.count <= block { blocks.append(.empty) }
    guard blocks[block].insert(Self.place(row)) else { return false }
    count += 1
    return true
  }

  /// Puts rows in: in one go where they ascend and none of their block of 65,536 is above the first of them.
  public mutating func insert(contentsOf rows: ArraySlice<ContactRow>) {
    guard let first = rows.first, let last = rows.last else { return }
    let block = first >> RowSetBlock.shift
    while blocks.count <= block { blocks.append(.empty) }
    if last >> RowSetBlock.shift == block, rows.isAscending, blocks[block].append(rows) {
      count += rows.count
    } else {
      for row in rows { insert(row) }
    }
  }

  /// Takes the row out; says whether it was there.
  @discardableResult
  public mutating func remove(_ row: ContactRow) -> Bool {
    let block = row >> RowSetBlock.shift
    guard block < blocks.count, blocks[block].remove(Self.place(row)) else { return false }
    count -= 1
    return true
  }

  /// Puts the row in if it is not there, else takes it out.
  public mutating func toggle(_ row: ContactRow) {
    if !remove(row) { insert(row) }
  }

  /// The rows of either set.
  public func union(_ other: RowSet) -> RowSet {
    if other.isEmpty { return self }
    if isEmpty { return other }
    let (short, long) = blocks.count < other.blocks.count ? (self, other) : (other, self)
    let shared = short.blocks.indices.map { short.blocks[$0].union(long.blocks[$0]) }
    return RowSet(blocks: shared + long.blocks[shared.count...])
  }

  /// The rows of any of some sets.
  public static func union(of sets: some Sequence<RowSet>) -> RowSet {
    var words: [UInt64] = []
    for set in sets {
      let first = set.blocks.count * RowSetBlock.wordCount
      if words.count < first { words.append(contentsOf: repeatElement(0, count: first - words.count)) }
      words.withUnsafeMutableBufferPointer { words in
        for (index, block) in set.blocks.enumerated() {
          let first = index * RowSetBlock.wordCount
          switch block {
          case .few(let rows): for row in rows { words[first + Int(row >> 6)] |= 1 << UInt64(row & 63) }
          case .bits(let bits, _): for word in bits.indices { words[first + word] |= bits[word] }
          }
        }
      }
    }
    return RowSet(words: words)
  }

  /// The rows of both sets.
  public func intersection(_ other: RowSet) -> RowSet {
    if isEmpty || other.isEmpty { return RowSet() }
    return RowSet(blocks: zip(blocks, other.blocks).map { $0.intersection($1) })
  }

  /// The rows of this set that are not in the other.
  public func subtracting(_ other: RowSet) -> RowSet {
    if isEmpty || other.isEmpty { return self }
    let shared = zip(blocks, other.blocks).map { $0.subtracting($1) }
    return RowSet(blocks: shared + blocks[shared.count...])
  }

  /// How many rows are in both sets.
  public func intersectionCount(_ other: RowSet) -> Int {
    if isEmpty || other.isEmpty { return 0 }
    return zip(blocks, other.blocks).reduce(0) { $0 + $1.0.intersectionCount($1.1) }
  }

  public mutating func formUnion(_ other: RowSet) { self = union(other) }
  public mutating func formIntersection(_ other: RowSet) { self = intersection(other) }
  public mutating func subtract(_ other: RowSet) { self = subtracting(other) }

  /// The lowest row.
  public var first: ContactRow? {
    for (index, block) in blocks.enumerated() {
      if let place = block.first { return index << RowSetBlock.shift + place }
    }
    return nil
  }

  /// Calls the closure with each row, in ascending order.
  public func forEach(_ body: (ContactRow) -> Void) {
    for (index, block) in blocks.enumerated() {
      let first = index << RowSetBlock.shift
      block.forEach { body(first + $0) }
    }
  }

  /// All rows, in ascending order.
  public var rows: [ContactRow] {
    [ContactRow](unsafeUninitializedCapacity: count) { rows, count in
      forEach { row in
        rows.initializeElement(at: count, to: row)
        count += 1
      }
    }
  }

  /// The set as bits, 64 rows a word, at least `count` words.
  public func words(atLeast count: Int = 0) -> [UInt64] {
    var words: [UInt64] = []
    words.reserveCapacity(max(count, blocks.count * RowSetBlock.wordCount))
    for block in blocks { words.append(contentsOf: block.words) }
    if words.count < count { words.append(contentsOf: repeatElement(0, count: count - words.count)) }
    return words
  }

  public static func == (left: RowSet, right: RowSet) -> Bool {
    // Where the counts are equal, blocks that only one of them has are empty.
    left.count == right.count && zip(left.blocks, right.blocks).allSatisfy { $0.isEqual($1) }
  }

  private static func place(_ row: ContactRow) -> Int { row & (1 << RowSetBlock.shift - 1) }
}

extension ArraySlice<ContactRow> {
  fileprivate var isAscending: Bool {
    indices.dropFirst().allSatisfy { self[$0 - 1] < self[$0] }
  }
}

extension RowSet: ExpressibleByArrayLiteral {
  public init(arrayLiteral elements: ContactRow...) { self.init(elements) }
}
