import Foundation
import NIOHTTP1
public import Tagging

/// What editing tags does not need, and seeding, tests and `doctor` do.
extension HighLevelService {
  /// One page of the contacts by the deprecated list, newest first: for when search is not to be had.
  ///
  /// API: `GET /contacts/`, operation `get-contacts`: 200; absent from version `v3` (facts §4.6). The next
  /// page needs both the moment and the id of the last contact, which the cursor holds.
  /// - Parameter limit: at most 100.
  /// - Throws: `rejected(status: 404, message: "Cannot GET …")` where the operation is gone.
  public func list(
    limit: Int = 100, after cursor: SearchCursor? = nil, matching query: String? = nil
  ) async throws(ServiceError) -> ContactPage {
    var path = "/contacts/?locationId=\(configuration.locationID.percentEncoded)&limit=\(limit)"
    if let cursor {
      let parts = cursor.parts
      guard parts.count == 2 else {
        throw .rejected(status: 400, message: "Not a cursor of the list; nothing was sent.", traceID: nil)
      }
      path += "&startAfter=\(parts[0].percentEncoded)&startAfterId=\(parts[1].percentEncoded)"
    }
    if let query { path += "&query=\(query.percentEncoded)" }
    let answer = try await sender.send(try APIRequest(.GET, path, isRead: true), for: PageAnswer.self)
    var page = answer.page
    page.next = answer.listCursor
    return page
  }

  /// Makes a contact, with its tags when there are any among the fields.
  ///
  /// API: `POST /contacts/`, operation `create-contact`: 201.
  /// - Throws: `rejected(status: 400, …)` when the e-mail or phone exists and the location forbids
  ///   duplicates (facts §1.3).
  public func createContact(_ fields: ContactFields) async throws(ServiceError) -> Contact {
    let body = ContactBody(fields: fields, locationId: configuration.locationID)
    let request = try APIRequest(.POST, "/contacts/", body: body)
    return try await sender.send(request, for: ContactAnswer.self).contact
  }

  /// Updates the contact with that e-mail or phone, or makes one.
  ///
  /// **`fields.tags` replaces every tag of a contact that is there**, as in `updateContact(_:_:)`.
  ///
  /// API: `POST /contacts/upsert`, operation `upsert-contact`: 200, possibly 201 for a new one (facts §7).
  /// - Parameter createsDuplicate: makes a new contact where the location allows duplicates (facts §4.7).
  /// - Returns: the contact, and whether it is new, when the server said so.
  public func upsertContact(
    _ fields: ContactFields, createsDuplicate: Bool = false
  ) async throws(ServiceError) -> (contact: Contact, isNew: Bool?) {
    let body = ContactBody(
      fields: fields, locationId: configuration.locationID,
      createNewIfDuplicateAllowed: createsDuplicate ? true : nil)
    let request = try APIRequest(.POST, "/contacts/upsert", body: body)
    let answer = try await sender.send(request, for: ContactAnswer.self)
    return (answer.contact, answer.isNew)
  }

  /// Overwrites the given fields of a contact.
  ///
  /// **`fields.tags` replaces every tag of the contact, and drops what others added meanwhile**; there is no
  /// conditional write. Leave it `nil` unless the user has been told. `companyName` is not sent.
  ///
  /// API: `PUT /contacts/{contactId}`, operation `update-contact`: 200; the specification itself advises the
  /// tag calls instead (facts §2, "`PUT` / upsert with `tags`").
  /// - Throws: `contactGone` as for `contact(_:)`.
  public func updateContact(
    _ id: ContactID, _ fields: ContactFields
  ) async throws(ServiceError) -> Contact {
    let body = ContactBody(fields: fields, isUpdate: true)
    let request = try APIRequest(.PUT, path(of: id), body: body, about: .contact)
    return try await sender.send(request, for: ContactAnswer.self).contact
  }

  /// Deletes a contact; HighLevel can restore it for 60 days (facts §3), this program can't.
  ///
  /// API: `DELETE /contacts/{contactId}`, operation `delete-contact`: 200; what its body says is not needed
  /// (`succeded`, or `succeeded` in `v3`).
  /// - Throws: `contactGone` as for `contact(_:)`.
  public func deleteContact(_ id: ContactID) async throws(ServiceError) {
    _ = try await sender.send(try APIRequest(.DELETE, path(of: id), about: .contact), for: AnyAnswer.self)
  }

  /// One page of the contacts that bear a tag, as far as the search index knows.
  ///
  /// Asks with `eq`; a server that refuses that for tags is asked with `contains` from then on. What comes is
  /// checked here, so a page may be short or empty while there are more: `next` tells.
  ///
  /// API: `POST /contacts/search` as in `search(_:)` (facts §7, "tag filter operators").
  public func contacts(
    bearing tag: ContactTag, pageLimit: Int = 500, after cursor: SearchCursor? = nil
  ) async throws(ServiceError) -> ContactPage {
    var search = ContactSearch(pageLimit: pageLimit, after: cursor)
    search.filters = [tagFilter(tag)]
    var page: ContactPage
    let asksEqual = search.filters[0].operator == "eq"
    do {
      page = try await self.search(search)
    } catch .rejected(let status, let message, let traceID) where status == 400 || status == 422 {
      // A cursor belongs to its filters, so this can be tried on a first page only.
      guard cursor == nil && asksEqual else {
        throw .rejected(status: status, message: message, traceID: traceID)
      }
      sender.quirks.refusesEqual = true
      search.filters = [tagFilter(tag)]
      page = try await self.search(search)
    }
    if page.contacts.count < pageLimit { page.next = nil }
    page.contacts.removeAll { !$0.tags.contains(tag) }
    return page
  }

  private func tagFilter(_ tag: ContactTag) -> SearchFilter {
    sender.quirks.refusesEqual
      ? SearchFilter(field: "tags", operator: "contains", value: .text(tag.name))
      : SearchFilter(field: "tags", operator: "eq", value: .texts([tag.name]))
  }
}

extension SearchCursor {
  /// The texts and numbers of a cursor, as text; none when it has another form.
  fileprivate var parts: [String] {
    do {
      let value = try JSONDecoder().decode(JSONValue.self, from: Data(json.utf8))
      guard case .list(let parts) = value else { return [] }
      return parts.compactMap { part in
        switch part {
        case .text(let text): text
        case .number(let number): number.description
        case .null, .flag, .list, .object: nil
        }
      }
    } catch {
      return []  // Not a cursor that this client made.
    }
  }
}
