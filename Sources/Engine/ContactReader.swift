package import Tagging

/// Reads single contacts from the server itself, not from its search index, which lags behind writes.
package struct ContactReader: Sendable {
  private let service: any ContactsService
  private static let mostInFlight = 16

  /// Makes a reader.
  package init(service: any ContactsService) { self.service = service }

  /// The contacts by id; those that the server does not have are left out.
  package func contacts(_ ids: [ContactID]) async throws(ServiceError) -> [ContactID: Contact] {
    let results = await withTaskGroup(
      of: Result<Contact?, ServiceError>.self, returning: Result<[Contact], ServiceError>.self
    ) { group in
      var contacts: [Contact] = []
      var waiting = ids[...]
      for id in waiting.prefix(Self.mostInFlight) { group.addTask { await read(id) } }
      waiting = waiting.dropFirst(Self.mostInFlight)
      while let result = await group.next() {
        switch result {
        case .success(let contact): if let contact { contacts.append(contact) }
        case .failure(let error):
          group.cancelAll()
          return .failure(error)
        }
        if let id = waiting.popFirst() { group.addTask { await read(id) } }
      }
      return .success(contacts)
    }
    return Dictionary(try results.get().map { ($0.id, $0) }, uniquingKeysWith: { $1 })
  }

  private func read(_ id: ContactID) async -> Result<Contact?, ServiceError> {
    do throws(ServiceError) {
      return .success(try await service.contact(id))
    } catch {
      if case .contactGone = error { return .success(nil) }
      return .failure(error)
    }
  }
}
