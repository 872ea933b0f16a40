import Dispatch
import Synchronization
import Tagging

/// A chunk as it was read from the cache; reading needs no table, so that several threads can do it.
package struct DecodedChunk: Sendable {
  let chunk: Chunk
  let idHashes: [UInt64]
  /// The spellings that the numbers in the chunk stand for.
  let tags: [String]

  /// Reads what `encodedChunk` wrote: below a millisecond.
  package init(_ bytes: [UInt8]) throws(CacheDamage) {
    var reader = try ByteReader(bytes)
    let names = try ByteStrings(from: &reader)
    tags = (0..<names.count).map(names.string)
    chunk = try Chunk(from: &reader, tagLimit: names.count)
    try reader.finish()
    let texts = chunk.text
    idHashes = (0..<chunk.count).map { texts.withField(.id, of: $0, hashValue(of:)) }
  }

  /// Rows of the chunk, loaded or not.
  package var count: Int { chunk.count }
}

/// The table on disk: chunks of 4,096 rows, each with a checksum, and orders of all rows.
///
/// What is written holds folded texts and orders, so that a start neither folds nor sorts. All chunks but the last are
/// full, and rows keep their numbers when the chunks are appended in order to an empty table.
extension ContactTable {
  /// Rows of a full chunk.
  package static var rowsPerChunk: Int { Chunk.capacity }

  /// How many chunks there are.
  package var chunkCount: Int { chunks.count }

  /// The chunks that changed after a generation: what a cache written then has to write again.
  package func chunks(changedAfter generation: Int) -> [Int] {
    chunkGenerations.indices.filter { chunkGenerations[$0] > generation }
  }

  /// A chunk as bytes, about 1 MiB with a checksum.
  package func encodedChunk(_ index: Int) -> [UInt8] {
    let chunk = chunks[index]
    let (column, numbers) = chunk.tags.numberedFromZero
    var names = ByteStrings()
    for number in numbers { names.append(Array(tagIndex.spellings[Int(number)].tag.name.utf8)) }
    var writer = ByteWriter()
    names.write(to: &writer)
    chunk.write(to: &writer, tags: column)
    return writer.finished()
  }

  /// Appends chunks of a cache, read on all cores: 0.25 s for a million contacts.
  ///
  /// At the first that is damaged it stops; the chunks before it are in.
  package mutating func append(encodedChunks: [[UInt8]]) throws(CacheDamage) {
    let decoded = Mutex<[Int: Result<DecodedChunk, CacheDamage>]>([:])
    DispatchQueue.concurrentPerform(iterations: encodedChunks.count) { index in
      let chunk = Result { () throws(CacheDamage) in try DecodedChunk(encodedChunks[index]) }
      decoded.withLock { $0[index] = chunk }
    }
    let chunks = decoded.withLock { $0 }
    for index in encodedChunks.indices { if let chunk = chunks[index] { try append(chunk.get()) } }
  }

  /// An order of all loaded contacts as bytes; `nil` when it has not been asked for since the last change.
  package func encodedOrder(_ order: SortOrder) -> [UInt8]? {
    guard let kept = sortCache.order(order), kept.changed.isEmpty else { return nil }
    var writer = ByteWriter()
    writer.write(kept.rows)
    return writer.finished()
  }

  /// Takes an order over that was written for these very contacts.
  package func adoptOrder(_ bytes: [UInt8], as order: SortOrder) throws(CacheDamage) {
    var reader = try ByteReader(bytes)
    let rows = try reader.read(UInt32.self)
    try reader.finish()
    guard rows.count == count else { throw .contents }
    var words = [UInt64](repeating: 0, count: (rowLimit + 63) >> 6)
    for row in rows {
      guard row < rowLimit else { throw .contents }
      words[Int(row >> 6)] |= 1 << UInt64(row & 63)
    }
    guard RowSet(words: words) == loadedRows else { throw .contents }
    sortCache.keep(rows, as: order)
  }
}
