import Dispatch
import Synchronization
import Tagging

/// Going through chunks, on all cores.
extension Filter {
  /// Chunks that one thread takes at a time.
  private static let blockSize = 8

  /// Those of some rows for which a test on columns holds.
  func scan(among rows: RowSet, _ test: @escaping @Sendable (Chunk, Int) -> Bool) -> RowSet? {
    scanRows(among: rows) { chunk, place, _ in test(chunk, place) }
  }

  func scanRows(among rows: RowSet, _ test: @escaping @Sendable (Chunk, Int, ContactRow) -> Bool) -> RowSet? {
    scanChunks(among: rows) { chunk, first, words in
      for index in words.indices {
        var rest = words[index]
        while rest != 0 {
          let place = index << 6 + rest.trailingZeroBitCount
          if !test(chunk, place, first + place) { words[index] &= ~(1 << UInt64(place & 63)) }
          rest &= rest - 1
        }
      }
    }
  }

  /// Calls the closure for each chunk that has some of the rows, to take those out that do not belong there.
  ///
  /// It gets the chunk, its first row, and the rows as bits from that row on.
  func scanChunks(
    among rows: RowSet, _ body: @escaping @Sendable (Chunk, ContactRow, inout [UInt64]) -> Void
  ) -> RowSet? {
    let chunks = table.chunks
    let wordsPerChunk = Chunk.capacity / 64
    let words = rows.words(atLeast: chunks.count * wordsPerChunk)
    let blocks = stride(from: 0, to: chunks.count, by: Self.blockSize).map {
      $0..<min($0 + Self.blockSize, chunks.count)
    }
    let found = Mutex<[Int: [UInt64]]>([:])
    let isCancelled = self.isCancelled
    let work: @Sendable (Int) -> Void = { block in
      var results: [UInt64] = []
      results.reserveCapacity(Self.blockSize * wordsPerChunk)
      for index in blocks[block] {
        if isCancelled() { return }
        var bits = Array(words[index * wordsPerChunk..<(index + 1) * wordsPerChunk])
        if bits.contains(where: { $0 != 0 }) { body(chunks[index], index << Chunk.shift, &bits) }
        results.append(contentsOf: bits)
      }
      found.withLock { $0[block] = results }
    }
    if blocks.count == 1 {
      work(0)
    } else {
      DispatchQueue.concurrentPerform(iterations: blocks.count, execute: work)
    }
    if isCancelled() { return nil }
    let results = found.withLock { $0 }
    return RowSet(words: blocks.indices.flatMap { results[$0] ?? [] })
  }
}
