package import Tagging

/// What loading has to tell.
package enum LoadEvent: Sendable, Equatable {
  /// Some contacts, new ones or the same again; `total` as the server counts them now.
  case page([Contact], total: Int)
  /// All were read; the number of different ones.
  case finished(total: Int)
  case failed(Problem)
}

/// Reads all contacts of the location, page after page.
///
/// The first page is small, so that something can be shown at once. Contacts change under the walk: those that
/// receive pages keep them by id and expect repeats (facts §4.5).
package struct Loader: Sendable {
  private let service: any ContactsService
  private let firstPage: Int
  private let pageLimit: Int

  /// Makes a loader; page sizes from 1 to 500.
  package init(service: any ContactsService, firstPage: Int = 100, pageLimit: Int = 500) {
    self.service = service
    self.firstPage = min(max(1, firstPage), 500)
    self.pageLimit = min(max(1, pageLimit), 500)
  }

  /// Reads until the end, a failure, or the cancellation of the task, of which it says nothing.
  package func load(_ deliver: @Sendable (LoadEvent) async -> Void) async {
    var seen = ContactCount()
    var cursors: Set<String> = []
    var search = ContactSearch(pageLimit: firstPage)
    while !Task.isCancelled {
      let page: ContactPage
      do throws(ServiceError) {
        page = try await service.search(search)
      } catch {
        if !Task.isCancelled { await deliver(.failed(Problem(error))) }
        return
      }
      if Task.isCancelled { return }
      for contact in page.contacts { seen.insert(contact.id) }
      if !page.contacts.isEmpty { await deliver(.page(page.contacts, total: page.total)) }
      let isShort = page.contacts.count < search.pageLimit
      guard !page.contacts.isEmpty, !(isShort && seen.count >= page.total), let next = page.next,
        cursors.insert(next.json).inserted
      else {
        await deliver(.finished(total: seen.count))
        return
      }
      search.pageLimit = pageLimit
      search.after = next
    }
  }
}

/// How many different contacts were seen.
///
/// Keeps 64 bits for each: a clash among a million is likely once in forty million walks, and costs a wrong count.
struct ContactCount: Sendable {
  private var hashes: Set<UInt64> = []

  var count: Int { hashes.count }

  mutating func insert(_ id: ContactID) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in id.rawValue.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    hashes.insert(hash)
  }
}
