import Foundation
import Tagging

/// A range of contacts by the time they were added: disjoint ones can be walked at once.
struct AddedRange: Sendable, Equatable {
  /// Milliseconds since 1970, included; `nil` for the beginning.
  var from: Int64?
  /// Milliseconds since 1970, not included; `nil` for the end.
  var to: Int64?
  /// Whether it holds the contacts without a date instead.
  var isUndated = false
  /// All contacts, with or without a date.
  var isEverything = false
  /// How many contacts it held when it was counted.
  var total = 0

  var filters: [SearchFilter] {
    if isEverything, from == nil, to == nil { return [] }
    if isUndated { return [SearchFilter(field: "dateAdded", operator: "not_exists")] }
    var bounds: [String: String] = [:]
    if let from { bounds["gte"] = Self.text(from) }
    if let to { bounds["lt"] = Self.text(to) }
    if bounds.isEmpty { return [SearchFilter(field: "dateAdded", operator: "exists")] }
    return [SearchFilter(field: "dateAdded", operator: "range", value: .range(bounds))]
  }

  /// A time as the API writes it: ISO 8601 in UTC with milliseconds.
  static func text(_ milliseconds: Int64) -> String {
    let seconds = milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000
    let fraction = String(milliseconds - seconds * 1000)
    let text = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    return text.dropLast() + "." + String(repeating: "0", count: 3 - fraction.count) + fraction + "Z"
  }

  static func milliseconds(_ date: Date) -> Int64 { Int64((date.timeIntervalSince1970 * 1000).rounded()) }
}

/// One cursor on its way through a range.
///
/// It ends at an empty page, or at a short one once it has seen as many contacts as there are, or at a cursor that
/// it has had before. A refused cursor starts again from the last date seen.
struct Walk: Sendable {
  let range: AddedRange
  private let isDescending: Bool
  private(set) var seen = ContactCount()
  private(set) var isDone = false
  /// What the server said of the range last.
  private(set) var total: Int?
  private var bounds: AddedRange
  private var after: SearchCursor?
  private var cursors: Set<String> = []
  private var lastAdded: Int64?
  private var seenAtRestart = -1

  init(_ range: AddedRange, isDescending: Bool) {
    self.range = range
    self.isDescending = isDescending
    bounds = range
  }

  /// The next page to ask for.
  func search(pageLimit: Int) -> ContactSearch {
    ContactSearch(
      pageLimit: pageLimit, after: after, filters: bounds.filters,
      sort: SearchSort(field: "dateAdded", isDescending: isDescending))
  }

  /// Takes a page in, and goes on behind it.
  mutating func take(_ page: ContactPage, pageLimit: Int) {
    for contact in page.contacts { seen.insert(contact.id) }
    if let date = page.contacts.last?.dateAdded { lastAdded = AddedRange.milliseconds(date) }
    if bounds == range { total = page.total }
    let isShort = page.contacts.count < pageLimit
    guard !page.contacts.isEmpty, !(isShort && seen.count >= total ?? page.total), let next = page.next,
      cursors.insert(next.json).inserted
    else {
      isDone = true
      return
    }
    after = next
  }

  /// The server refused the request: starts again behind what was seen.
  /// - Returns: `false` where that would not help.
  mutating func restart() -> Bool {
    guard after != nil, seen.count > seenAtRestart, let lastAdded, !range.isUndated else { return false }
    seenAtRestart = seen.count
    after = nil
    cursors = []
    if isDescending { bounds.to = lastAdded + 1 } else { bounds.from = lastAdded }
    return true
  }

  /// Goes on after an interruption, never with an old cursor.
  mutating func resume() {
    guard !isDone, after != nil else { return }
    after = nil
    cursors = []
    guard let lastAdded, !range.isUndated else { return }
    if isDescending { bounds.to = lastAdded + 1 } else { bounds.from = lastAdded }
  }

  /// Begins once more when it saw fewer than the server counts.
  mutating func rewalkIfIncomplete() {
    guard isDone, let total, seen.count < total else { return }
    bounds = range
    after = nil
    cursors = []
    isDone = false
  }
}

/// How many different contacts were seen.
///
/// Keeps 64 bits for each: a clash among a million is likely once in forty million walks, and costs a wrong count.
struct ContactCount: Sendable {
  private var hashes: Set<UInt64> = []

  var count: Int { hashes.count }

  mutating func formUnion(_ other: ContactCount) { hashes.formUnion(other.hashes) }

  mutating func insert(_ id: ContactID) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in id.rawValue.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    hashes.insert(hash)
  }
}
