import Dispatch
import Synchronization
package import Tagging

/// By what contacts are looked up beside their id.
enum LookupKey: Int {
  case email, phone

  var field: Record.Field { self == .email ? .email : .phone }

  /// What is compared: letters without case, or digits.
  func bytes(of text: String) -> [UInt8] {
    switch self {
    case .email: Array(text.trimmingWhiteSpace().lowercased().utf8)
    case .phone: Record.digits(of: text)
    }
  }

  /// The same of a stored value, into a buffer that is used again.
  func write(_ value: Slice<UnsafeBufferPointer<UInt8>>, to bytes: inout [UInt8]) {
    bytes.removeAll(keepingCapacity: true)
    for byte in value {
      switch self {
      case .phone: if byte &- 0x30 < 10 { bytes.append(byte) }
      case .email:
        if byte <= 0x20 || byte >= 0x7F {
          bytes = self.bytes(of: String(decoding: value, as: UTF8.self))
          return
        }
        bytes.append(byte &- 0x41 < 26 ? byte | 0x20 : byte)
      }
    }
  }
}

/// Tables over the e-mails and phones of a segment, made when they are first asked for.
///
/// It belongs to one state of the segment: a change puts a new one in its place.
final class SegmentLookup: Sendable {
  private let tables = Mutex<[LookupKey: RowHash]>([:])

  func table(_ key: LookupKey) -> RowHash? { tables.withLock { $0[key] } }

  func keep(_ table: RowHash, for key: LookupKey) { tables.withLock { $0[key] = table } }
}

extension ContactTable {
  /// The loaded contacts with an e-mail, as their first or an additional one; case does not count.
  ///
  /// The first call after a change makes a table of each segment that changed, on all cores: 0.4 s for a
  /// million contacts.
  package func rows(email: String) -> [ContactRow] { rows(email, by: .email) }

  /// The loaded contacts with a phone number, compared by its digits.
  package func rows(phone: String) -> [ContactRow] { rows(phone, by: .phone) }

  private func rows(_ text: String, by key: LookupKey) -> [ContactRow] {
    let wanted = key.bytes(of: text)
    guard !wanted.isEmpty else { return [] }
    makeTables(key)
    let hash = wanted.withUnsafeBufferPointer(hashValue(of:))
    var rows: Set<ContactRow> = []
    for segment in lookups.indices {
      let first = segment << Self.segmentShift
      _ = lookups[segment].table(key)?.first(hash: hash) { offset in
        let row = first + offset
        if isLoaded(row) {
          forEachKey(key, of: row) { if $0 == wanted { rows.insert(row) } }
        }
        return false
      }
    }
    return rows.sorted()
  }

  /// Calls the closure with each of a contact's e-mails or phones, as they are compared.
  private func forEachKey(_ key: LookupKey, of row: ContactRow, _ body: ([UInt8]) -> Void) {
    var bytes: [UInt8] = []
    chunks[row >> Chunk.shift].text.withField(key.field, of: Self.place(row)) { field in
      for value in field.split(separator: Record.listSeparator, omittingEmptySubsequences: false) {
        key.write(value, to: &bytes)
        if !bytes.isEmpty { body(bytes) }
      }
    }
  }

  /// Makes the tables that are missing, on all cores.
  private func makeTables(_ key: LookupKey) {
    let missing = lookups.indices.filter { lookups[$0].table(key) == nil }
    if missing.isEmpty { return }
    DispatchQueue.concurrentPerform(iterations: missing.count) { index in
      lookups[missing[index]].keep(table(key, segment: missing[index]), for: key)
    }
  }

  private func table(_ key: LookupKey, segment: Int) -> RowHash {
    let first = segment << Self.segmentShift
    var hashes: [(hash: UInt64, offset: Int)] = []
    for row in first..<min(first + 1 << Self.segmentShift, rowLimit) {
      forEachKey(key, of: row) { hashes.append(($0.withUnsafeBufferPointer(hashValue(of:)), row - first)) }
    }
    var table = RowHash(minimumCapacity: hashes.count + 1)
    for entry in hashes { table.insert(entry.offset, hash: entry.hash) }
    return table
  }
}
