import Views

/// A frame as numbers that can be compared quickly: the content of a cell below, its style's number above.
struct Frame {
  let columns: Int
  let rows: Int
  var cells: [UInt64]
  /// A number for each row that tells unequal ones apart, as good as always.
  private(set) var hashes: [UInt64] = []

  init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    cells = Array(repeating: 0x20, count: columns * rows)
  }

  /// What a screen looks like in a terminal of this size; what does not fit is left out.
  init(_ screen: Screen, columns: Int, rows: Int, clusters: inout ClusterTable) {
    self.init(columns: columns, rows: rows)
    let known = screen.clusters.map { clusters.number(of: $0) }
    let width = min(columns, screen.columns)
    hashes = Array(repeating: 0, count: rows)
    screen.cells.withUnsafeBufferPointer { source in
      cells.withUnsafeMutableBufferPointer { target in
        for row in 0..<min(rows, screen.rows) {
          var hash: UInt64 = 0
          for column in 0..<width {
            let cell = source[row * screen.columns + column]
            var content = cell.content
            if content & Cell.clusterBit != 0 {
              content = Cell.clusterBit | known[Int(content & ~Cell.clusterBit)]
            }
            let packed = UInt64(content) | UInt64(cell.style.number) << 32
            target[row * columns + column] = packed
            hash = (hash ^ packed) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 32
          }
          hashes[row] = hash
        }
      }
    }
  }

  func isContinuation(_ index: Int) -> Bool {
    UInt32(truncatingIfNeeded: cells[index]) == Cell.continuation
  }

  /// The columns from the first to the last that differ from another frame's row, whole wide cells only.
  func difference(from other: Frame, row: Int) -> Range<Int>? {
    let start = row * columns
    var first = 0
    while first < columns, cells[start + first] == other.cells[start + first] { first += 1 }
    if first == columns { return nil }
    var end = columns
    while cells[start + end - 1] == other.cells[start + end - 1] { end -= 1 }
    while first > 0, isContinuation(start + first) || other.isContinuation(start + first) { first -= 1 }
    while end < columns, isContinuation(start + end) || other.isContinuation(start + end) { end += 1 }
    return first..<end
  }
}

/// Clusters of several scalars, numbered alike in all frames.
struct ClusterTable {
  private var numbers: [String: UInt32] = [:]
  private(set) var clusters: [String] = []

  mutating func number(of cluster: String) -> UInt32 {
    if let number = numbers[cluster] { return number }
    let number = UInt32(clusters.count)
    clusters.append(cluster)
    numbers[cluster] = number
    return number
  }
}
