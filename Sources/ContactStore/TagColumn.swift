/// The tags of a chunk's rows: numbers of spellings, row after row.
struct TagColumn: Sendable {
  private(set) var starts: [UInt32] = [0]
  private(set) var codes: [UInt32] = []

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
