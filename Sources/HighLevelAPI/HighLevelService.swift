import Foundation
import NIOHTTP1
public import Tagging

/// A HighLevel location over HTTP: paced by the server's own headers, with typed errors.
///
/// Reads are retried up to `readAttempts` times with growing pauses; writes are sent again after a 429 only,
/// which proves that nothing was done. Everything else is the caller's to decide. Any 2xx is success.
/// Every operation may throw `unauthorized`, `rejected`, `serverFailure`, `malformed`, `unreachable`,
/// `dailyLimitReached`, `rateLimited` (after `readAttempts` of them) and `cancelled`; more is said there.
public final class HighLevelService: ContactsService {
  public let configuration: HighLevelConfiguration
  let sender: RequestSender

  /// Makes a client; nothing is sent yet.
  /// - Throws: `insecureAddress` when the base address is neither `https` nor loopback.
  public convenience init(configuration: HighLevelConfiguration, tokens: any TokenSource) throws(ServiceError)
  {
    try self.init(configuration: configuration, tokens: tokens, clock: .continuous)
  }

  init(
    configuration: HighLevelConfiguration, tokens: any TokenSource, clock: ServiceClock
  ) throws(ServiceError) {
    self.configuration = configuration
    sender = try RequestSender(configuration: configuration, tokens: tokens, clock: clock)
  }

  /// Closes all connections; what is sent afterwards fails as `cancelled`.
  public func shutdown() async { await sender.shutdown() }

  /// How much of the rate budget is used, and how many requests were sent; cheap enough for every frame.
  public var budget: BudgetSnapshot { sender.budget.snapshot }

  /// One page of the contacts that match, in a fixed order, with the cursor of the next one.
  ///
  /// API: `POST /contacts/search`, operation `search-contacts-advanced`: 200; body and answer after facts §4
  /// (the specification has none). `page` is never sent: the cursor reaches beyond 10,000 contacts.
  /// Results lag writes by seconds, so no write is verified here.
  /// - Throws: `rejected` (400 for an unknown field, 422 for a page size outside 1 to 500); `malformed` when
  ///   any one contact of the page can't be read.
  public func search(_ search: ContactSearch) async throws(ServiceError) -> ContactPage {
    let body: SearchBody
    do {
      body = try SearchBody(search, in: configuration.locationID)
    } catch {
      throw .rejected(status: 400, message: "The cursor is no JSON; nothing was sent.", traceID: nil)
    }
    let request = try APIRequest(.POST, "/contacts/search", body: body, isRead: true)
    return try await sender.send(request, for: PageAnswer.self).page
  }

  /// One contact with its tags, never from the search index.
  ///
  /// API: `GET /contacts/{contactId}`, operation `get-contact`: 200.
  /// - Throws: `contactGone` when it is unknown or deleted: 404, or 400 with "not found" or "deleted"
  ///   (facts §7, "unknown contact").
  public func contact(_ id: ContactID) async throws(ServiceError) -> Contact {
    let request = try APIRequest(.GET, path(of: id), about: .contact, isRead: true)
    let answer = try await sender.send(request, for: ContactAnswer.self)
    if answer.isDeleted { throw .contactGone(message: "contact is deleted", traceID: nil) }
    if answer.contact.id != id {
      let other = answer.contact.id.rawValue.printable(upTo: 40)
      throw .malformed(firstBytes: "another contact: \(other)", traceID: nil)
    }
    return answer.contact
  }

  /// Adds tags to one contact, and returns all its tags as the server then has them.
  ///
  /// Unknown names are created in the location's dictionary. Adding can start the customer's workflows.
  ///
  /// API: `POST /contacts/{contactId}/tags`, operation `add-tags` (version 2021-07-28): 201.
  /// - Throws: `contactGone` as for `contact(_:)`.
  public func addTags(
    _ tags: [ContactTag], to contact: ContactID
  ) async throws(ServiceError) -> [ContactTag] {
    try await changeTags(.POST, tags, of: contact)
  }

  /// Removes tags from one contact, and returns all its tags as the server then has them.
  ///
  /// A tag that is not there is no error (facts §2). Removing can start the customer's workflows.
  ///
  /// API: `DELETE /contacts/{contactId}/tags` with a body, operation `remove-tags`: 200.
  /// - Throws: `contactGone` as for `contact(_:)`.
  public func removeTags(
    _ tags: [ContactTag], from contact: ContactID
  ) async throws(ServiceError) -> [ContactTag] {
    try await changeTags(.DELETE, tags, of: contact)
  }

  private func changeTags(
    _ method: HTTPMethod, _ tags: [ContactTag], of contact: ContactID
  ) async throws(ServiceError) -> [ContactTag] {
    try refuseNamelessTags(tags, mayBeNone: false)
    let path = try path(of: contact) + "/tags"
    let request = try APIRequest(method, path, body: TagsBody(tags), about: .contact)
    return try await sender.send(request, for: TagsAnswer.self).names.map(tag)
  }

  /// Adds tags to, or removes them from, many contacts in one request; chunks are the caller's part.
  ///
  /// A bad contact does not spoil the others: it is `refused` in its entry. Entries are matched by id; a
  /// contact without one is unknown, not done. Each contact is sent once, however often it is given.
  /// Clearing sends the known names too, for a server that ignores the flag (facts §3).
  ///
  /// API: `POST /contacts/bulk/tags/update/{type}`, operation `create-association`: 201 even where entries
  /// failed; with `bulkPath = .guide`, `POST /contacts/bulk/tags` (facts §7, "bulk path and keys"), which
  /// may answer without entries.
  /// - Throws: `rejected(status: 404, message: "Cannot POST …")` where the server has no such operation;
  ///   `rejected` with 400, 413 or 422 when the call is refused whole, as one that is too large.
  public func updateTags(
    _ action: TagAction, _ tags: [ContactTag], of contacts: [ContactID], removesAllTags: Bool = false
  ) async throws(ServiceError) -> [BulkEntry] {
    if contacts.isEmpty { return [] }
    try refuseNamelessTags(tags, mayBeNone: removesAllTags)
    for contact in contacts where contact.rawValue.isEmpty { throw Self.namelessContact }
    let ids = contacts.map(\.rawValue).uniqued()
    let names = TagsBody(tags).tags
    let request: APIRequest
    switch configuration.bulkPath {
    case .official:
      if removesAllTags && action == .add {
        throw .rejected(status: 422, message: "Adding can't clear tags; nothing was sent.", traceID: nil)
      }
      let body = BulkBody(
        contacts: ids, tags: names, locationId: configuration.locationID,
        removeAllTags: removesAllTags ? true : nil)
      request = try APIRequest(.POST, "/contacts/bulk/tags/update/\(action.rawValue)", body: body)
    case .guide:
      if removesAllTags {
        let message = "The guide's bulk call can't clear all tags; nothing was sent."
        throw .rejected(status: 422, message: message, traceID: nil)
      }
      let body = GuideBulkBody(contactIds: ids, tags: names, action: action.rawValue)
      request = try APIRequest(.POST, "/contacts/bulk/tags", body: body)
    }
    return try await sender.send(request, for: BulkAnswer.self).entries
  }

  /// The location's name and time zone: also the cheapest proof that the token reaches it.
  ///
  /// API: `GET /locations/{locationId}`, operation `get-location`: 200.
  /// - Throws: `unauthorized(.foreignLocation, …)` for a token of another location.
  public func location() async throws(ServiceError) -> Location {
    let path = "/locations/\(configuration.locationID.percentEncoded)"
    return try await sender.send(try APIRequest(.GET, path, isRead: true), for: LocationAnswer.self).location
  }

  /// The location's dictionary of tags; the operation knows no pages.
  ///
  /// API: `GET /locations/{locationId}/tags`, operation `get-location-tags`: 200.
  /// - Throws: `unauthorized(.missingScope, …)` without `locations/tags.readonly`.
  public func tagDefinitions() async throws(ServiceError) -> [TagDefinition] {
    let request = try APIRequest(.GET, definitionsPath, isRead: true)
    return try await sender.send(request, for: DefinitionsAnswer.self).tags.map(\.definition)
  }

  var definitionsPath: String { "/locations/\(configuration.locationID.percentEncoded)/tags" }

  func path(of contact: ContactID) throws(ServiceError) -> String {
    if contact.rawValue.isEmpty { throw Self.namelessContact }
    return "/contacts/\(contact.rawValue.percentEncoded)"
  }

  func tag(_ name: String) -> ContactTag { ContactTag(name, case: configuration.tagCase) }

  private static var namelessContact: ServiceError {
    .rejected(status: 422, message: "A contact without an id; nothing was sent.", traceID: nil)
  }

  /// What servers do with empty lists and empty names is not known (facts §8.4), so none are sent.
  func refuseNamelessTags(_ tags: [ContactTag], mayBeNone: Bool) throws(ServiceError) {
    if (tags.isEmpty && !mayBeNone) || tags.contains(where: { $0.identity.isEmpty }) {
      throw .rejected(status: 422, message: "No tag, or an empty one; nothing was sent.", traceID: nil)
    }
  }
}
