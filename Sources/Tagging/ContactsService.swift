/// Whether tags are put on contacts or taken off.
public enum TagAction: String, Sendable, Codable, Hashable, CaseIterable {
  case add
  case remove
}

/// What to search for, and which page of it.
public struct ContactSearch: Sendable, Equatable {
  /// From 1 to 500 (facts §4.1).
  public var pageLimit: Int
  /// The cursor of the last contact of the page before; `nil` for the first page.
  public var after: SearchCursor?
  public var filters: [SearchFilter]
  public var sort: SearchSort

  /// Makes a search over all contacts, newest first.
  public init(
    pageLimit: Int = 500, after: SearchCursor? = nil, filters: [SearchFilter] = [],
    sort: SearchSort = SearchSort(field: "dateAdded", isDescending: true)
  ) {
    self.pageLimit = pageLimit
    self.after = after
    self.filters = filters
    self.sort = sort
  }
}

/// The order of a search: one of the fields of facts §4.1.
public struct SearchSort: Sendable, Equatable {
  public var field: String
  public var isDescending: Bool

  /// Makes an order.
  public init(field: String, isDescending: Bool) {
    self.field = field
    self.isDescending = isDescending
  }
}

/// One condition of a search (facts §4.2 and §4.3).
public struct SearchFilter: Sendable, Equatable {
  /// What is compared with; dates are milliseconds or ISO 8601 text.
  public enum Value: Sendable, Equatable {
    case none
    case text(String)
    case texts([String])
    case number(Int)
    case flag(Bool)
    /// Bounds of a `range`, by `gte`, `gt`, `lte`, `lt`.
    case range([String: String])
  }

  public var field: String
  public var `operator`: String
  public var value: Value

  /// Makes a condition.
  public init(field: String, operator: String, value: Value = .none) {
    self.field = field
    self.operator = `operator`
    self.value = value
  }
}

/// An opaque cursor: JSON text, passed back as it came, so that numbers stay numbers.
public struct SearchCursor: Sendable, Equatable, Codable {
  public var json: String

  /// Makes a cursor from the JSON text of the server's `searchAfter`.
  public init(json: String) { self.json = json }
}

/// One page of a search.
public struct ContactPage: Sendable, Equatable {
  public var contacts: [Contact]
  /// All contacts that match, on every page.
  public var total: Int
  /// The cursor of the last contact; `nil` when the server sent none.
  public var next: SearchCursor?

  /// Makes a page.
  public init(contacts: [Contact], total: Int, next: SearchCursor?) {
    self.contacts = contacts
    self.total = total
    self.next = next
  }
}

/// What a bulk call says of one contact.
public struct BulkEntry: Sendable, Equatable {
  public var contact: ContactID
  public var outcome: Outcome

  /// Done, with the tags before and what really changed; or refused, with the server's text.
  public enum Outcome: Sendable, Equatable {
    case changed(before: [ContactTag], added: [ContactTag], removed: [ContactTag])
    case refused(message: String)
  }

  /// Makes an entry.
  public init(contact: ContactID, outcome: Outcome) {
    self.contact = contact
    self.outcome = outcome
  }
}

/// The contacts of one location, wherever they are kept.
///
/// Reads are retried by the service; writes are not, except after an answer that proves that nothing was
/// done (429), because only the caller knows what to check before it sends a write again.
public protocol ContactsService: Sendable {
  /// One page of the contacts that match.
  func search(_ search: ContactSearch) async throws(ServiceError) -> ContactPage

  /// One contact with its tags, never from the search index.
  /// - Throws: `contactGone` when it is unknown or deleted.
  func contact(_ id: ContactID) async throws(ServiceError) -> Contact

  /// Adds tags to one contact, and returns all its tags as the server then has them.
  func addTags(_ tags: [ContactTag], to contact: ContactID) async throws(ServiceError) -> [ContactTag]

  /// Removes tags from one contact, and returns all its tags as the server then has them.
  func removeTags(_ tags: [ContactTag], from contact: ContactID) async throws(ServiceError) -> [ContactTag]

  /// Adds tags to, or removes them from, many contacts in one request.
  ///
  /// Entries come in any order; a contact without one is unknown, not done.
  /// - Parameter removesAllTags: with `remove` only: clears every tag, others' too.
  func updateTags(
    _ action: TagAction, _ tags: [ContactTag], of contacts: [ContactID], removesAllTags: Bool
  ) async throws(ServiceError) -> [BulkEntry]

  /// The location's name.
  func location() async throws(ServiceError) -> Location

  /// The location's dictionary of tags.
  func tagDefinitions() async throws(ServiceError) -> [TagDefinition]
}
