/// The tags of a chunk's rows: numbers of spellings, row after row.
struct TagColumn: Sendable {
  private(set) var starts: [UInt32] = [0]
  private(set) var codes: [UInt32] = []

  var count: Int { starts.count - 1 }

  subscript(row: Int) -> ArraySlice<UInt32> { codes[Int(starts[row])..<Int(starts[row + 1])] }

  func count(_ row: Int) -> Int { Int(starts[row + 1] - starts[row]) }

  mutating func append(_ tags: [UInt32]) {
    codes.append(contentsOf: tags)
    starts.append(UInt32(codes.count))
  }

  mutating func replace(_ row: Int, with tags: [UInt32]) {
    let range = Int(starts[row])..<Int(starts[row + 1])
    codes.replaceSubrange(range, with: tags)
    let change = tags.count - range.count
    guard change != 0 else { return }
    for later in row + 1..<starts.count { starts[later] = UInt32(Int(starts[later]) + change) }
  }

  mutating func trim() {
    starts = starts.withUnsafeBufferPointer { Array($0) }
    codes = codes.withUnsafeBufferPointer { Array($0) }
  }
}

/// In the cache, where spellings have numbers of their own in each chunk.
extension TagColumn {
  /// Reads tags whose numbers are below a limit.
  init(from reader: inout ByteReader, limit: Int) throws(CacheDamage) {
    starts = try reader.read(UInt32.self)
    codes = try reader.read(UInt32.self)
    guard starts.isDivision(of: codes.count), codes.allSatisfy({ Int($0) < limit }) else { throw .contents }
  }

  func write(to writer: inout ByteWriter) {
    writer.write(starts)
    writer.write(codes)
  }

  /// The same tags under other numbers.
  func renumbered(_ numbers: [UInt32]) -> TagColumn {
    var column = self
    column.codes = codes.map { numbers[Int($0)] }
    return column
  }

  /// The same tags, numbered from 0 in the order in which they first come, and what the numbers stand for.
  var numberedFromZero: (column: TagColumn, numbers: [UInt32]) {
    var column = self
    var numbers: [UInt32] = []
    var known: [UInt32: UInt32] = [:]
    for index in codes.indices {
      let code = codes[index]
      let number = known[code] ?? UInt32(numbers.count)
      if number == numbers.count {
        known[code] = number
        numbers.append(code)
      }
      column.codes[index] = number
    }
    return (column, numbers)
  }
}
