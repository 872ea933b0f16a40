import NIOHTTP1
public import Tagging

/// What editing tags does not need, and seeding, tests and `doctor` do.
extension HighLevelService {
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
}
