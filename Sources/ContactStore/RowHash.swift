/// Rows of a segment by the hash of a key, which the caller compares: open addressing, half full at most.
struct RowHash: Sendable {
  /// 16 bits of the hash, never 0, above 16 bits of the row; 0 is free.
  private var slots: [UInt32]
  private(set) var count = 0

  init(minimumCapacity: Int = 64) {
    var size = 128
    while size < minimumCapacity * 2 { size *= 2 }
    slots = Array(repeating: 0, count: size)
  }

  /// Whether another row needs more slots.
  var isFull: Bool { (count + 1) * 2 > slots.count }

  /// The table with room for twice as many rows, still empty.
  var emptyOfTwiceTheSize: RowHash { RowHash(minimumCapacity: slots.count) }

  mutating func insert(_ offset: Int, hash: UInt64) {
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = Self.mark(hash) | UInt32(offset)
    count += 1
  }

  /// The first row with this hash for which the closure says yes.
  func first(hash: UInt64, where isWanted: (Int) -> Bool) -> Int? {
    let mark = Self.mark(hash)
    return slots.withUnsafeBufferPointer { slots in
      var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
      while slots[slot] != 0 {
        let offset = Int(slots[slot] & 0xFFFF)
        if slots[slot] & 0xFFFF_0000 == mark, isWanted(offset) { return offset }
        slot = (slot + 1) & (slots.count - 1)
      }
      return nil
    }
  }

  private static func mark(_ hash: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: hash >> 32) & 0xFFFF_0000 | 0x1_0000
  }
}

/// A hash of some bytes, the same in every process.
func hashValue(of bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
  var hash = UInt64(bytes.count) &* 0x9E37_79B9_7F4A_7C15
  var place = 0
  let raw = UnsafeRawBufferPointer(bytes)
  while place + 8 <= bytes.count {
    hash = mixed(hash ^ raw.loadUnaligned(fromByteOffset: place, as: UInt64.self))
    place += 8
  }
  var tail: UInt64 = 0
  while place < bytes.count {
    tail = tail << 8 | UInt64(bytes[place])
    place += 1
  }
  return mixed(hash ^ tail)
}

private func mixed(_ value: UInt64) -> UInt64 {
  var value = value &* 0xBF58_476D_1CE4_E5B9
  value ^= value >> 32
  value = value &* 0x94D0_49BB_1331_11EB
  return value ^ value >> 29
}
