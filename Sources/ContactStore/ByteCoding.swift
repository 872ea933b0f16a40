/// Why bytes of the cache can't be used. They are never trusted, and never fatal: the contacts are read again.
package enum CacheDamage: Error, Sendable, Equatable {
  /// Not a chunk of this version: another program's, or an older or newer one's.
  case otherVersion
  /// The bytes are not those that were written.
  case checksum
  /// The bytes say something that can't be.
  case contents
}

/// Bytes with a mark, a version and a checksum before them.
struct ByteWriter {
  /// The version of all that is written; a reader takes no other.
  static let version: UInt32 = 1
  /// `tagd`, also in the order of this machine's bytes.
  static let mark: UInt32 = 0x6474_6167
  static let headerSize = 16

  private(set) var bytes = [UInt8](repeating: 0, count: headerSize)

  mutating func write<Element: BitwiseCopyable>(_ elements: [Element]) {
    withUnsafeBytes(of: UInt64(elements.count)) { bytes.append(contentsOf: $0) }
    elements.withUnsafeBytes { bytes.append(contentsOf: $0) }
  }

  /// All bytes, with the header filled in.
  consuming func finished() -> [UInt8] {
    var bytes = bytes
    let sum = bytes.withUnsafeBufferPointer {
      hashValue(of: UnsafeBufferPointer(rebasing: $0[Self.headerSize...]))
    }
    bytes.withUnsafeMutableBytes { header in
      header.storeBytes(of: Self.mark, toByteOffset: 0, as: UInt32.self)
      header.storeBytes(of: Self.version, toByteOffset: 4, as: UInt32.self)
      header.storeBytes(of: sum, toByteOffset: 8, as: UInt64.self)
    }
    return bytes
  }
}

/// Reads what `ByteWriter` wrote, and nothing else.
struct ByteReader {
  private let bytes: [UInt8]
  private var place = ByteWriter.headerSize

  init(_ bytes: [UInt8]) throws(CacheDamage) {
    let header = bytes.withUnsafeBytes { bytes -> (mark: UInt32, version: UInt32, sum: UInt64)? in
      guard bytes.count >= ByteWriter.headerSize else { return nil }
      return (
        bytes.loadUnaligned(fromByteOffset: 0, as: UInt32.self),
        bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self),
        bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
      )
    }
    guard let header, header.mark == ByteWriter.mark, header.version == ByteWriter.version else {
      throw .otherVersion
    }
    let sum = bytes.withUnsafeBufferPointer {
      hashValue(of: UnsafeBufferPointer(rebasing: $0[ByteWriter.headerSize...]))
    }
    guard sum == header.sum else { throw .checksum }
    self.bytes = bytes
  }

  mutating func read<Element: BitwiseCopyable>(_: Element.Type) throws(CacheDamage) -> [Element] {
    guard bytes.count - place >= 8 else { throw .contents }
    let start = place + 8
    let count = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: UInt64.self) }
    let stride = MemoryLayout<Element>.stride
    guard count <= UInt64((bytes.count - start) / stride) else { throw .contents }
    let size = Int(count) * stride
    place = start + size
    return bytes.withUnsafeBytes { bytes in
      [Element](unsafeUninitializedCapacity: Int(count)) { elements, initialized in
        UnsafeMutableRawBufferPointer(elements).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: bytes[start..<start + size]))
        initialized = Int(count)
      }
    }
  }

  /// Throws unless all has been read.
  func finish() throws(CacheDamage) { if place != bytes.count { throw .contents } }
}

extension [UInt32] {
  /// Whether these are the beginnings of some parts and the end of the last, in what has so many elements.
  func isDivision(of count: Int) -> Bool {
    guard first == 0, last.map(Int.init) == count else { return false }
    return withUnsafeBufferPointer { starts in
      var isAscending = true
      for index in 1..<Swift.max(1, starts.count) {
        isAscending = isAscending && starts[index - 1] <= starts[index]
      }
      return isAscending
    }
  }
}
