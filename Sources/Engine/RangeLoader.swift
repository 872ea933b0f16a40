import Tagging

/// Reads a location by walking disjoint ranges of `dateAdded` at once, under the service's one rate budget.
struct RangeLoader: Sendable {
  /// How it ended.
  enum Outcome: Sendable {
    case finished(total: Int)
    case failed(ServiceError)
    /// Ranges can't be relied on here; nothing is lost, and one cursor goes on.
    case impossible(String)
  }

  /// Most walks at once: at 300 ms a page a third of them would do for the permitted rate.
  private static let mostWalks = 16
  private static let mostProbes = 64
  /// Contacts that were added so long before the first page may not have been in the index yet.
  private static let indexLag: Int64 = 60_000

  private let service: any ContactsService
  private let pageLimit: Int
  private let first: ContactPage
  private(set) var log: [String] = []
  private var walks: [Walk] = []
  /// Whether the ranges were seen to hold every contact, so that a later load can go on with them.
  private(set) var canResume = false

  init(service: any ContactsService, pageLimit: Int, first: ContactPage) {
    self.service = service
    self.pageLimit = pageLimit
    self.first = first
  }

  /// Delivers pages until every range has been walked.
  mutating func load(_ deliver: (LoadEvent) async -> Void) async -> Outcome {
    guard let newest = first.contacts.compactMap(\.dateAdded).map(AddedRange.milliseconds).max() else {
      return .impossible("no contact of the first page has a date.")
    }
    do throws(LoadFailure) {
      if canResume {
        log = []
        for place in walks.indices { walks[place].resume() }
      } else {
        walks = try await ranges(upTo: newest).map { Walk($0, isDescending: false) }
        try await advance(onlyOnce: true, deliver)
        let counted = walks.reduce(0) { $0 + ($1.total ?? 0) }
        let total = try await count(AddedRange(isEverything: true))
        guard (min(total, first.total)...max(total, first.total)).contains(counted) else {
          throw .impossible("the ranges hold \(counted) contacts, the location \(total).")
        }
        canResume = true
      }
      try await advance(onlyOnce: false, deliver)
      for place in walks.indices { walks[place].rewalkIfIncomplete() }
      if !walks.allSatisfy(\.isDone) {
        log.append("Walking \(walks.count { !$0.isDone }) of \(walks.count) ranges again: they changed.")
        try await advance(onlyOnce: false, deliver)
      }
      // What was added while it loaded, and what the index did not have at the start.
      let known = walks.reduce(0) { $0 + $1.seen.count }
      let latest = try await count(AddedRange(isEverything: true))
      if latest == known, latest == first.total { return .finished(total: known) }
      walks.append(Walk(AddedRange(from: newest - Self.indexLag), isDescending: false))
      try await advance(onlyOnce: false, deliver)
      return .finished(total: walks.reduce(into: ContactCount()) { $0.formUnion($1.seen) }.count)
    } catch {
      switch error {
      case .impossible(let reason): return .impossible(reason)
      case .service(let error): return .failed(error)
      }
    }
  }

  private enum LoadFailure: Error {
    case impossible(String)
    case service(ServiceError)
  }

  // MARK: Walking

  private struct Fetched: Sendable {
    var place: Int
    var limit: Int
    var result: Result<ContactPage, ServiceError>
  }

  /// Asks for the next page of every walk that is not done, and goes on with each as its pages come.
  private mutating func advance(
    onlyOnce: Bool, _ deliver: (LoadEvent) async -> Void
  ) async throws(LoadFailure) {
    var (moved, lines) = (walks, [String]())
    let failure = await advance(&moved, &lines, onlyOnce: onlyOnce, deliver)
    walks = moved
    log += lines
    if let failure { throw failure }
  }

  private func advance(
    _ walks: inout [Walk], _ lines: inout [String], onlyOnce: Bool, _ deliver: (LoadEvent) async -> Void
  ) async -> LoadFailure? {
    let (service, limit, all) = (service, pageLimit, first.total)
    // The largest first, so that none is left alone at the end.
    var waiting = walks.indices.filter { !walks[$0].isDone }.sorted {
      walks[$0].range.total < walks[$1].range.total
    }
    return await withTaskGroup(of: Fetched.self) { group -> LoadFailure? in
      func ask(_ place: Int) {
        let search = walks[place].search(pageLimit: limit)
        group.addTask {
          do throws(ServiceError) {
            return Fetched(place: place, limit: limit, result: .success(try await service.search(search)))
          } catch {
            return Fetched(place: place, limit: limit, result: .failure(error))
          }
        }
      }
      for _ in 0..<Self.mostWalks { if let place = waiting.popLast() { ask(place) } }
      while let fetched = await group.next() {
        if Task.isCancelled {
          group.cancelAll()
          return .service(.cancelled)
        }
        let place = fetched.place
        switch fetched.result {
        case .success(let page):
          walks[place].take(page, pageLimit: limit)
          if !page.contacts.isEmpty { await deliver(.page(page.contacts, total: all)) }
        case .failure(.rejected(let status, let message, _)) where onlyOnce:
          group.cancelAll()
          return .impossible("the server refuses ranges (\(status): \(message)).")
        case .failure(.rejected) where walks[place].restart():
          lines.append("The server refused a cursor; its range goes on from the last date.")
        case .failure(let error):
          group.cancelAll()
          return .service(error)
        }
        if !onlyOnce, !walks[place].isDone {
          ask(place)
        } else if let next = waiting.popLast() {
          ask(next)
        }
      }
      return nil
    }
  }

  // MARK: Finding ranges

  /// Ranges of about equal size that hold every contact once.
  private func ranges(upTo newest: Int64) async throws(LoadFailure) -> [AddedRange] {
    let undated = try await count(AddedRange(isUndated: true))
    let dated = first.total - undated
    let oldest = try await oldest() ?? newest
    let target = max(pageLimit, dated / Self.mostWalks)
    var probes = 2
    // Each knows both its bounds; the outer ones are opened at the end.
    var parts = [AddedRange(from: oldest, to: newest + 1, total: dated)]
    while probes < Self.mostProbes {
      let large = parts.indices.filter { place in
        let part = parts[place]
        return part.total > target + target / 4 && (part.to ?? 0) - (part.from ?? 0) > 1
      }
      let chosen = large.sorted { parts[$0].total > parts[$1].total }.prefix(min(8, Self.mostProbes - probes))
      if chosen.isEmpty { break }
      probes += chosen.count
      var halves: [(place: Int, half: AddedRange)] = []
      for place in chosen {
        var half = parts[place]
        half.to = ((half.from ?? 0) + (half.to ?? 0)) / 2
        halves.append((place, half))
      }
      let counts = try await count(halves.map(\.half))
      for ((place, half), count) in zip(halves, counts).sorted(by: { $0.0.place > $1.0.place }) {
        var (left, right) = (half, parts[place])
        guard (0...right.total).contains(count) else {
          throw .impossible("a part of a range holds more than the whole.")
        }
        left.total = count
        right.from = half.to
        right.total -= count
        parts.replaceSubrange(place...place, with: [left, right])
      }
    }
    var ranges = Self.merged(parts, upTo: target)
    ranges[0].from = nil
    ranges[ranges.count - 1].to = nil
    if undated > 0 { ranges.append(AddedRange(isUndated: true, total: undated)) }
    return ranges
  }

  /// Neighbours taken together where they are small.
  private static func merged(_ parts: [AddedRange], upTo target: Int) -> [AddedRange] {
    parts.reduce(into: []) { ranges, part in
      if let last = ranges.last, last.total + part.total <= target || last.total == 0 || part.total == 0 {
        ranges[ranges.count - 1].to = part.to
        ranges[ranges.count - 1].total += part.total
      } else {
        ranges.append(part)
      }
    }
  }

  private func oldest() async throws(LoadFailure) -> Int64? {
    var search = Walk(AddedRange(), isDescending: false).search(pageLimit: 1)
    search.after = nil
    return try await page(search).contacts.first?.dateAdded.map(AddedRange.milliseconds)
  }

  private func count(_ range: AddedRange) async throws(LoadFailure) -> Int {
    try await page(Walk(range, isDescending: false).search(pageLimit: 1)).total
  }

  private func count(_ ranges: [AddedRange]) async throws(LoadFailure) -> [Int] {
    let service = service
    let results = await withTaskGroup(of: Fetched.self) { group -> [Int: Result<ContactPage, ServiceError>] in
      for (place, range) in ranges.enumerated() {
        let search = Walk(range, isDescending: false).search(pageLimit: 1)
        group.addTask {
          do throws(ServiceError) {
            return Fetched(place: place, limit: 1, result: .success(try await service.search(search)))
          } catch {
            return Fetched(place: place, limit: 1, result: .failure(error))
          }
        }
      }
      // Not `reduce` over the group: with it a release build (Swift 6.3.1) ended here as if cancelled, a debug build
      // did not. Why is not known; `make smoke` watches over it.
      var results: [Int: Result<ContactPage, ServiceError>] = [:]
      while let fetched = await group.next() { results[fetched.place] = fetched.result }
      return results
    }
    var counts: [Int] = []
    for place in ranges.indices {
      switch results[place] {
      case .success(let page): counts.append(page.total)
      case .failure(let error): throw Self.failure(error)
      case nil: throw .service(.cancelled)
      }
    }
    return counts
  }

  private func page(_ search: ContactSearch) async throws(LoadFailure) -> ContactPage {
    do throws(ServiceError) {
      return try await service.search(search)
    } catch {
      throw Self.failure(error)
    }
  }

  private static func failure(_ error: ServiceError) -> LoadFailure {
    guard case .rejected(let status, let message, _) = error else { return .service(error) }
    return .impossible("the server refuses to count ranges (\(status): \(message)).")
  }
}
