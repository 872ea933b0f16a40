import Engine
import Foundation
import Synchronization
import Tagging
import Testing

/// Contacts that can be searched as the server does: by ranges of `dateAdded`, with a cursor on each contact.
private struct Index: Sendable {
  /// Sorted by date, those without one first, then by id.
  private(set) var contacts: [Contact] = []

  init(_ dates: [Int64?]) {
    contacts = dates.enumerated().map { number, date in
      Contact(
        id: .number(number), dateAdded: date.map { Date(timeIntervalSince1970: Double($0) / 1000) })
    }
    contacts.sort { Self.key($0) < Self.key($1) }
  }

  private static func key(_ contact: Contact) -> (Int64, ContactID) {
    (contact.dateAdded.map { Int64(($0.timeIntervalSince1970 * 1000).rounded()) } ?? -1, contact.id)
  }

  private static func time(_ text: String) -> Int64 {
    let whole: Date
    do {
      whole = try Date(text.prefix(19) + "Z", strategy: .iso8601)
    } catch {
      Issue.record("no time: \(text)")
      return 0
    }
    return Int64(whole.timeIntervalSince1970 * 1000) + (Int64(text.dropLast().suffix(3)) ?? 0)
  }

  func page(_ search: ContactSearch) -> ContactPage {
    var (low, high) = (Int64.min, Int64.max)
    for filter in search.filters {
      switch (filter.operator, filter.value) {
      case ("not_exists", _): high = 0
      case ("exists", _): low = 0
      case (_, .range(let bounds)):
        low = bounds["gte"].map(Self.time) ?? 0
        high = bounds["lt"].map(Self.time) ?? high
      default: break
      }
    }
    var found = contacts.filter { (low..<high).contains(Self.key($0).0) }
    let total = found.count
    if search.sort.isDescending { found.reverse() }
    if let after = search.after {
      let parts = after.json.split(separator: " ")
      let key = (Int64(parts[0]) ?? 0, ContactID(String(parts[1])))
      found.removeAll { search.sort.isDescending ? Self.key($0) >= key : Self.key($0) <= key }
    }
    let page = Array(found.prefix(search.pageLimit))
    let next = page.last.map { SearchCursor(json: "\(Self.key($0).0) \($0.id)") }
    return ContactPage(contacts: page, total: total, next: next)
  }
}

/// What a load told.
private struct Loaded {
  var ids: Set<ContactID> = []
  var pages = 0
  var total: Int?
  var problem: Problem?
  var log: [String] = []
  var searches: [ContactSearch] = []
}

private func load(
  rangesFrom: Int = 2_000,
  _ answer: @escaping @Sendable (Int, ContactSearch) throws(ServiceError) -> ContactPage
) async -> Loaded {
  let service = StubService([:])
  await service.set(searchAnswer: answer)
  let lines = Mutex<[String]>([])
  let loaded = Mutex(Loaded())
  let loader = Loader(service: service, rangesFrom: rangesFrom) { line in lines.withLock { $0.append(line) } }
  await loader.load { event in
    loaded.withLock {
      switch event {
      case .page(let contacts, _):
        $0.pages += 1
        $0.ids.formUnion(contacts.map(\.id))
      case .finished(let total): $0.total = total
      case .failed(let problem): $0.problem = problem
      }
    }
  }
  var result = loaded.withLock { $0 }
  result.log = lines.withLock { $0 }
  result.searches = await service.searches
  return result
}

private let start: Int64 = 1_700_000_000_000
private let tooOld = ServiceError.rejected(status: 400, message: "searchAfter is invalid", traceID: nil)

@Suite struct `Loading with one cursor` {
  @Test(arguments: [0, 1, 99, 100, 101, 499, 500, 501, 600, 1100])
  func `reads every contact`(count: Int) async {
    let index = Index((0..<count).map { start + Int64($0) })
    let loaded = await load { _, search in index.page(search) }
    #expect(loaded.ids.count == count)
    #expect(loaded.total == count)
    #expect(loaded.searches.first?.pageLimit == 100)
  }

  @Test func `ends when a cursor comes again`() async {
    let index = Index((0..<900).map { start + Int64($0) })
    let loaded = await load { _, search in
      var page = index.page(search)
      page.next = SearchCursor(json: "\(start + 800) \(ContactID.number(800))")
      return page
    }
    #expect(loaded.total != nil)
    #expect(loaded.searches.count < 5)
  }

  @Test func `starts again from the last date when a cursor is refused`() async {
    let index = Index((0..<1900).map { start + Int64($0 / 3) })
    let loaded = await load { number, search throws(ServiceError) in
      if number == 2 { throw tooOld }
      return index.page(search)
    }
    #expect(loaded.ids.count == 1900)
    #expect(loaded.log.count == 1)
  }

  @Test func `says what went wrong`() async {
    let loaded = await load { _, _ throws(ServiceError) in
      throw .unreachable(mayHaveArrived: false, reason: "connection refused")
    }
    #expect(loaded.problem?.exitCode == 4)
    #expect(loaded.total == nil)
  }
}

@Suite struct `Loading by ranges` {
  private static let shapes: [String: [Int64?]] = [
    "even": (0..<6_000).map { start + Int64($0) * 60_000 },
    "growing": (0..<6_000).map { start + Int64(1.0015.power($0) * 60_000) },
    "one millisecond": (0..<6_000).map { start + ($0 < 3_000 ? 5_000_000 : Int64($0) * 1_000) },
    "all in one millisecond": Array(repeating: start, count: 6_000),
    "some undated": (0..<6_000).map { $0 % 5 == 0 ? nil : start + Int64($0) * 60_000 },
  ]

  @Test(arguments: ["even", "growing", "one millisecond", "all in one millisecond", "some undated"])
  func `reads every contact`(shape: String) async throws {
    let index = Index(try #require(Self.shapes[shape]))
    let loaded = await load { _, search in index.page(search) }
    #expect(loaded.ids.count == 6_000)
    #expect(loaded.total == 6_000)
    #expect(loaded.log == [])
    #expect(loaded.searches.count { $0.pageLimit == 1 } <= 66)
    #expect(loaded.searches.count { $0.pageLimit == 500 } <= 12 + 20)
    #expect(loaded.searches.contains { !$0.filters.isEmpty && $0.pageLimit == 500 })
  }

  @Test func `falls back to one cursor where filters are ignored`() async {
    let index = Index((0..<3_000).map { start + Int64($0) * 1_000 })
    let loaded = await load { _, search in
      var search = search
      search.filters = []
      return index.page(search)
    }
    #expect(loaded.ids.count == 3_000)
    #expect(loaded.total == 3_000)
    #expect(loaded.log.count == 1)
  }

  @Test func `falls back to one cursor where filters are refused`() async {
    let index = Index((0..<3_000).map { start + Int64($0) * 1_000 })
    let loaded = await load { _, search throws(ServiceError) in
      if !search.filters.isEmpty { throw .rejected(status: 400, message: "Invalid operator", traceID: nil) }
      return index.page(search)
    }
    #expect(loaded.total == 3_000)
    #expect(loaded.log.count == 1)
  }

  @Test func `goes on from the last date when a cursor is refused`() async {
    let index = Index((0..<9_000).map { start + Int64($0) * 1_000 })
    let refusals = Mutex(0)
    let loaded = await load { _, search throws(ServiceError) in
      let isRefused = refusals.withLock { count in
        guard search.after != nil, !search.filters.isEmpty, count < 3 else { return false }
        count += 1
        return true
      }
      if isRefused { throw tooOld }
      return index.page(search)
    }
    #expect(loaded.ids.count == 9_000)
    #expect(loaded.log.count == 3)
  }

  @Test func `reads contacts that are added meanwhile`() async {
    let dates = (0..<4_000).map { start + Int64($0) * 1_000 }
    let before = Index(dates)
    let after = Index(dates + (1...20).map { start + 4_000_000 + Int64($0) })
    let loaded = await load { number, search in number < 20 ? before.page(search) : after.page(search) }
    #expect(loaded.ids.count == 4_020)
    #expect(loaded.total == 4_020)
  }

  @Test(arguments: [0, 1, 20, 25, 30, 33]) func `goes on after an outage without reading all again`(
    outage: Int
  ) async {
    let index = Index((0..<9_000).map { start + Int64($0) * 1_000 })
    let service = StubService([:])
    await service.set(searchAnswer: { number, search throws(ServiceError) in
      if number == outage { throw .unreachable(mayHaveArrived: false, reason: "connection refused") }
      return index.page(search)
    })
    let loader = Loader(service: service, rangesFrom: 2_000)
    let ids = Mutex<Set<ContactID>>([])
    let totals = Mutex<[Int]>([])
    @Sendable func take(_ event: LoadEvent) {
      if case .page(let contacts, _) = event { ids.withLock { $0.formUnion(contacts.map(\.id)) } }
      if case .finished(let total) = event { totals.withLock { $0.append(total) } }
    }
    let unfinished = await loader.load { take($0) }
    #expect(totals.withLock { $0 } == [])
    await loader.load(resuming: unfinished) { take($0) }
    #expect(ids.withLock { $0 }.count == 9_000)
    #expect(totals.withLock { $0 } == [9_000])
    if unfinished != nil { #expect(await service.searches.count < 80) }
  }

  @Test func `an outage in the middle is told, and what was read is kept`() async {
    let index = Index((0..<6_000).map { start + Int64($0) * 1_000 })
    let loaded = await load { number, search throws(ServiceError) in
      if number > 25 { throw .unreachable(mayHaveArrived: false, reason: "connection refused") }
      return index.page(search)
    }
    #expect(loaded.problem?.exitCode == 4)
    #expect(!loaded.ids.isEmpty)
  }
}

extension Double {
  fileprivate func power(_ exponent: Int) -> Double { pow(self, Double(exponent)) }
}
