package import Tagging

/// What loading has to tell.
package enum LoadEvent: Sendable, Equatable {
  /// Some contacts, new ones or the same again; `total` as the server counts them now.
  case page([Contact], total: Int)
  /// All were read; the number of different ones.
  case finished(total: Int)
  case failed(Problem)
}

/// Reads all contacts of the location.
///
/// The first page is small, so that something can be shown at once. A cursor is sequential, so a large location is
/// then read by several at once, each in its own range of `dateAdded`; where that can't be relied on, by one.
/// Contacts change under the walk: those that receive pages keep them by id and expect repeats (facts §4.5).
package struct Loader: Sendable {
  private let service: any ContactsService
  private let firstPage: Int
  private let pageLimit: Int
  private let rangesFrom: Int
  private let log: @Sendable (String) -> Void

  /// Makes a loader.
  /// - Parameters:
  ///   - firstPage: Contacts of the first page, from 1 to 500.
  ///   - pageLimit: Contacts of all other pages, from 1 to 500.
  ///   - rangesFrom: The number of contacts from which several ranges are walked at once.
  ///   - log: Takes lines for the log; nothing personal is in them.
  package init(
    service: any ContactsService, firstPage: Int = 100, pageLimit: Int = 500, rangesFrom: Int = 5_000,
    log: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.service = service
    self.firstPage = min(max(1, firstPage), 500)
    self.pageLimit = min(max(1, pageLimit), 500)
    self.rangesFrom = rangesFrom
    self.log = log
  }

  /// Reads until the end, a failure, or the cancellation of the task, of which it says nothing.
  /// - Parameter unfinished: An earlier load that was interrupted: what it read is not read again.
  /// - Returns: What to go on with where it was interrupted and much was read; `nil` otherwise.
  @discardableResult
  package func load(
    resuming unfinished: UnfinishedLoad? = nil, _ deliver: @Sendable (LoadEvent) async -> Void
  ) async -> UnfinishedLoad? {
    if let unfinished {
      return await loadRanges(unfinished.ranges, deliver).unfinished
    }
    var walk = Walk(AddedRange(isEverything: true), isDescending: true)
    var limit = firstPage
    var isFirst = true
    while !walk.isDone {
      let page: ContactPage
      do throws(ServiceError) {
        page = try await service.search(walk.search(pageLimit: limit))
      } catch {
        if Task.isCancelled { return nil }
        if case .rejected = error, walk.restart() {
          log("The server refused a cursor; going on from the last date.")
          continue
        }
        await deliver(.failed(Problem(error)))
        return nil
      }
      if Task.isCancelled { return nil }
      walk.take(page, pageLimit: limit)
      if !page.contacts.isEmpty { await deliver(.page(page.contacts, total: page.total)) }
      if isFirst, !walk.isDone, page.total >= rangesFrom {
        let ranges = RangeLoader(service: service, pageLimit: pageLimit, first: page)
        let result = await loadRanges(ranges, deliver)
        if result.isOver { return result.unfinished }
      }
      isFirst = false
      limit = pageLimit
    }
    await deliver(.finished(total: walk.seen.count))
    return nil
  }

  /// Walks ranges, and tells how that ended.
  /// - Returns: Whether there is nothing left for one cursor to do, and what to go on with later.
  private func loadRanges(
    _ ranges: RangeLoader, _ deliver: @Sendable (LoadEvent) async -> Void
  ) async -> (isOver: Bool, unfinished: UnfinishedLoad?) {
    var ranges = ranges
    let outcome = await ranges.load(deliver)
    for line in ranges.log { log(line) }
    switch outcome {
    case .finished(let total):
      await deliver(.finished(total: total))
      return (true, nil)
    case .failed(let error):
      if !Task.isCancelled { await deliver(.failed(Problem(error))) }
      return (true, ranges.canResume ? UnfinishedLoad(ranges: ranges) : nil)
    case .impossible(let reason):
      log("Reading with one cursor: \(reason)")
      return (Task.isCancelled, nil)
    }
  }
}

/// A load that was interrupted, with what it had read. It goes on with ranges, never with old cursors.
package struct UnfinishedLoad: Sendable {
  let ranges: RangeLoader
}
