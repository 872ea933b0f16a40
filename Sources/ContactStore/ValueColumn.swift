/// A column with few different texts: each of them once in a chunk, and a number a row.
struct ValueColumn: Sendable {
  private(set) var codes: [UInt16] = []
  private(set) var values = ByteStrings()
  private(set) var folded = ByteStrings()
  private var hashes: [UInt32] = []

  mutating func append(_ text: String) { codes.append(code(for: text)) }

  mutating func replace(_ row: Int, with text: String) {
    if codes[row] == 0, text.isEmpty { return }
    codes[row] = code(for: text)
  }

  func string(_ row: Int) -> String { codes[row] == 0 ? "" : values.string(Int(codes[row])) }

  func isEmpty(_ row: Int) -> Bool { codes[row] == 0 }

  /// Calls the closure with the row's folded text.
  func withFolded<Result>(_ row: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    folded.withText(Int(codes[row]), body)
  }

  mutating func trim() {
    codes = codes.withUnsafeBufferPointer { Array($0) }
    hashes = hashes.withUnsafeBufferPointer { Array($0) }
    values.trim()
    folded.trim()
  }

  /// Code 0 is the empty text.
  private mutating func code(for text: String) -> UInt16 {
    if values.count == 0 { insert([], hash: 0, folded: []) }
    if text.isEmpty { return 0 }
    var text = text
    let (hash, known) = text.withUTF8 { bytes in
      let hash = UInt32(truncatingIfNeeded: hashValue(of: bytes))
      return (hash, self.code(of: bytes, hash: hash))
    }
    if let known { return known }
    // Values that replaced rows no longer use stay until there is no number left for a new one.
    if values.count > Int(UInt16.max) { dropUnused() }
    insert(Array(text.utf8), hash: hash, folded: FoldedText.bytes(of: text))
    return UInt16(values.count - 1)
  }

  private func code(of bytes: UnsafeBufferPointer<UInt8>, hash: UInt32) -> UInt16? {
    hashes.withUnsafeBufferPointer { hashes in
      var code = 1
      while code < hashes.count {
        if hashes[code] == hash, values.withText(code, { $0.isEqual(bytes) }) { return UInt16(code) }
        code += 1
      }
      return nil
    }
  }

  private mutating func insert(_ bytes: [UInt8], hash: UInt32, folded foldedBytes: [UInt8]) {
    values.append(bytes)
    folded.append(foldedBytes)
    hashes.append(hash)
  }

  private mutating func dropUnused() {
    let old = self
    self = ValueColumn()
    for row in old.codes.indices { append(old.string(row)) }
  }
}

/// In the cache.
extension ValueColumn {
  init(from reader: inout ByteReader) throws(CacheDamage) {
    codes = try reader.read(UInt16.self)
    hashes = try reader.read(UInt32.self)
    values = try ByteStrings(from: &reader)
    folded = try ByteStrings(from: &reader)
    let limit = values.count
    guard hashes.count == limit, folded.count == limit, codes.allSatisfy({ Int($0) < limit }) else {
      throw .contents
    }
  }

  func write(to writer: inout ByteWriter) {
    writer.write(codes)
    writer.write(hashes)
    values.write(to: &writer)
    folded.write(to: &writer)
  }
}
