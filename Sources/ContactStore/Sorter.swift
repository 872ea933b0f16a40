import Tagging

/// Puts rows in an order.
///
/// Values are compared eight bytes at a time, as numbers: the rows are sorted by the first eight, then each run of
/// equal ones by the next, as deep as it takes.
struct Sorter {
  /// A row with eight bytes of its value, as a number that sorts like them.
  private struct Item {
    var word: UInt64
    var row: UInt32
  }

  let chunks: [Chunk]
  let order: SortOrder
  let isCancelled: @Sendable () -> Bool

  /// Rows in order, equal ones as they come; `nil` when cancelled.
  func sorted(_ rows: RowSet) -> [UInt32]? {
    var items: [Item] = []
    items.reserveCapacity(rows.count)
    var empty: [UInt32] = []
    rows.forEach { row in
      guard row >> Chunk.shift < chunks.count else { return }
      if let word = word(of: row, at: 0) {
        items.append(Item(word: word, row: UInt32(row)))
      } else {
        empty.append(UInt32(row))
      }
    }
    if isCancelled() { return nil }
    var spare = items
    sort(&items, 0..<items.count, depth: 0, &spare)
    if isCancelled() { return nil }
    return items.map(\.row) + empty
  }

  /// An order with the rows that changed since sorted in again.
  func merged(_ kept: SortCache.Order, loaded: RowSet) -> [UInt32]? {
    guard let news = sorted(kept.changed.intersection(loaded)) else { return nil }
    let changed = kept.changed
    let olds = kept.rows.filter { !changed.contains(Int($0)) }
    if isCancelled() { return nil }
    var merged: [UInt32] = []
    merged.reserveCapacity(olds.count + news.count)
    var taken = 0
    for row in news {
      let place = self.place(of: row, in: olds, from: taken)
      merged.append(contentsOf: olds[taken..<place])
      merged.append(row)
      taken = place
    }
    merged.append(contentsOf: olds[taken...])
    return merged
  }

  private func place(of row: UInt32, in rows: [UInt32], from start: Int) -> Int {
    var low = start
    var high = rows.count
    while low < high {
      let middle = (low + high) >> 1
      if isBefore(rows[middle], row) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func isBefore(_ left: UInt32, _ right: UInt32) -> Bool {
    var depth = 0
    while true {
      switch (word(of: Int(left), at: depth), word(of: Int(right), at: depth)) {
      case (nil, nil): return left < right
      case (nil, _): return depth > 0 ? !order.isDescending : false
      case (_, nil): return depth > 0 ? order.isDescending : true
      case (let one?, let other?):
        if one != other { return one < other }
        depth += 1
      }
    }
  }

  /// Sorts a part by the words at a depth and deeper; equal rows stay as they are.
  private func sort(_ items: inout [Item], _ range: Range<Int>, depth: Int, _ spare: inout [Item]) {
    if range.count < 2 || isCancelled() { return }
    if range.count < 1_024 {
      items[range].sort { ($0.word, $0.row) < ($1.word, $1.row) }
    } else {
      Self.radixSort(&items, range, &spare)
    }
    guard hasText else { return }
    var start = range.lowerBound
    while start < range.upperBound {
      var end = start + 1
      while end < range.upperBound, items[end].word == items[start].word { end += 1 }
      if end - start > 1 { sortDeeper(&items, start..<end, depth: depth + 1, &spare) }
      start = end
    }
  }

  private func sortDeeper(_ items: inout [Item], _ range: Range<Int>, depth: Int, _ spare: inout [Item]) {
    var isLonger = false
    for index in range {
      let word = word(of: Int(items[index].row), at: depth)
      if word != nil { isLonger = true }
      // A text that ends here comes before every longer one; 0 and ~0 stand for no more bytes.
      items[index].word = word ?? (order.isDescending ? .max : 0)
    }
    if isLonger { sort(&items, range, depth: depth, &spare) }
  }

  private var hasText: Bool {
    switch order.key {
    case .added, .updated, .server, .tagCount: false
    default: true
    }
  }

  /// Eight bytes of the row's value, turned round where the order descends; `nil` where it has none there.
  private func word(of row: ContactRow, at depth: Int) -> UInt64? {
    ascendingWord(of: row, at: depth).map { order.isDescending ? ~$0 : $0 }
  }

  private func ascendingWord(of row: ContactRow, at depth: Int) -> UInt64? {
    let index = row >> Chunk.shift
    let place = ContactTable.place(row)
    switch order.key {
    case .name: return Self.word(chunks[index].folded, place, .name, depth)
    case .email: return Self.word(chunks[index].folded, place, .email, depth)
    case .phone: return Self.word(chunks[index].folded, place, .phone, depth)
    case .company: return Self.word(chunks[index].folded, place, .company, depth)
    case .id: return Self.word(chunks[index].text, place, .id, depth)
    case .source: return chunks[index].source.withFolded(place) { Self.word($0, depth) }
    case .type: return chunks[index].type.withFolded(place) { Self.word($0, depth) }
    case .country: return chunks[index].country.withFolded(place) { Self.word($0, depth) }
    case .city: return chunks[index].city.withFolded(place) { Self.word($0, depth) }
    case .assigned: return chunks[index].assignedTo.withFolded(place) { Self.word($0, depth) }
    case .added: return depth > 0 ? nil : Self.word(chunks[index].added[place])
    case .updated: return depth > 0 ? nil : Self.word(chunks[index].updated[place])
    case .server: return depth > 0 ? nil : Self.word(chunks[index].added[place]).map { ~$0 }
    case .tagCount:
      return depth > 0 ? nil : UInt64(chunks[index].tags.count(place))
    }
  }

  private static func word(_ texts: ByteStrings, _ place: Int, _ field: Record.Field, _ depth: Int) -> UInt64?
  {
    texts.withText(place) { word(Record.firstValue(of: Record.field(field, of: $0)), depth) }
  }

  private static func word(_ text: UnsafeBufferPointer<UInt8>, _ depth: Int) -> UInt64? {
    let start = depth * 8
    if start >= text.count { return nil }
    if start + 8 <= text.count {
      return UInt64(
        bigEndian: UnsafeRawBufferPointer(text).loadUnaligned(fromByteOffset: start, as: UInt64.self))
    }
    var word: UInt64 = 0
    for index in start..<start + 8 { word = word << 8 | (index < text.count ? UInt64(text[index]) : 0) }
    return word
  }

  /// Bits that sort as the number does.
  private static func word(_ value: Double) -> UInt64? {
    if value.isNaN { return nil }
    let bits = value.bitPattern
    return bits >> 63 == 0 ? bits | 1 << 63 : ~bits
  }

  /// Sorts by the word, byte after byte from the lowest, leaving out bytes that are all the same.
  private static func radixSort(_ items: inout [Item], _ range: Range<Int>, _ spare: inout [Item]) {
    items.withUnsafeMutableBufferPointer { items in
      spare.withUnsafeMutableBufferPointer { spare in
        var from = UnsafeMutableBufferPointer(rebasing: items[range])
        var to = UnsafeMutableBufferPointer(rebasing: spare[range])
        var isSwapped = false
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
          var places = [Int](repeating: 0, count: 256)
          for item in from { places[Int(item.word >> shift & 0xFF)] += 1 }
          if places.contains(from.count) { continue }
          var next = 0
          for byte in 0..<256 {
            let count = places[byte]
            places[byte] = next
            next += count
          }
          for item in from {
            let byte = Int(item.word >> shift & 0xFF)
            to[places[byte]] = item
            places[byte] += 1
          }
          swap(&from, &to)
          isSwapped.toggle()
        }
        if isSwapped {
          for index in from.indices { to[index] = from[index] }
        }
      }
    }
  }
}
