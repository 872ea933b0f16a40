import Foundation

/// Texts of a chunk, one after the other in a single array.
struct ByteStrings: Sendable {
  private(set) var bytes: [UInt8] = []
  /// Where each text begins, and where the last one ends.
  private(set) var starts: [UInt32] = [0]

  var count: Int { starts.count - 1 }

  mutating func append(_ text: [UInt8]) {
    bytes.append(contentsOf: text)
    starts.append(UInt32(bytes.count))
  }

  /// Puts another text in the place of one: moves what stands behind it, some microseconds a chunk.
  mutating func replace(_ index: Int, with text: [UInt8]) {
    let range = range(index)
    bytes.replaceSubrange(range, with: text)
    let change = text.count - range.count
    guard change != 0 else { return }
    for later in index + 1..<starts.count { starts[later] = UInt32(Int(starts[later]) + change) }
  }

  func range(_ index: Int) -> Range<Int> { Int(starts[index])..<Int(starts[index + 1]) }

  /// Calls the closure with the bytes of a text.
  func withText<Result>(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    let range = range(index)
    return bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
  }

  func string(_ index: Int) -> String { withText(index) { String(decoding: $0, as: UTF8.self) } }

  /// Gives back the memory that arrays keep for growing.
  mutating func trim() {
    bytes = bytes.withUnsafeBufferPointer { Array($0) }
    starts = starts.withUnsafeBufferPointer { Array($0) }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether the bytes are the same.
  func isEqual(_ other: UnsafeBufferPointer<UInt8>) -> Bool {
    guard count == other.count, let one = baseAddress, let two = other.baseAddress else {
      return count == other.count
    }
    return memcmp(one, two, count) == 0
  }
}

/// In the cache.
extension ByteStrings {
  init(from reader: inout ByteReader) throws(CacheDamage) {
    bytes = try reader.read(UInt8.self)
    starts = try reader.read(UInt32.self)
    guard starts.isDivision(of: bytes.count) else { throw .contents }
  }

  func write(to writer: inout ByteWriter) {
    writer.write(bytes)
    writer.write(starts)
  }
}
