/// The operations of the API over the sandbox's database.
///
/// What each does stands in extensions, by topic; the checks that come before are the gateway's.
struct API: Sendable {
  let configuration: SandboxConfiguration
  let database: SandboxDatabase
  let credentials: Credentials

  /// Carries out `call`.
  ///
  /// - Throws: `APIError` for a refusal; anything else is a fault of the sandbox.
  func answer(_ call: Call) async throws -> Answer {
    try call.checkLocation(call.operation.location)
    switch call.operation {
    case .searchContacts: return try await searchContacts(call)
    case .listContacts: return try await listContacts(call)
    case .createContact: return try await createContact(call)
    case .upsertContact: return try await upsertContact(call)
    case .getContact(let id): return try await getContact(id, call)
    case .updateContact(let id): return try await updateContact(id, call)
    case .deleteContact(let id): return try await deleteContact(id, call)
    case .addTags(let id): return try await addTags(contact: id, call)
    case .removeTags(let id): return try await removeTags(contact: id, call)
    case .bulkTags(let type): return try await bulkTags(type: type, call)
    case .guideBulkTags: return try await guideBulkTags(call)
    case .getLocation: return getLocation(call)
    case .listTags: return try await listTags(call)
    case .createTag: return try await createTag(call)
    case .getTag(_, let id): return try await getTag(id, call)
    case .updateTag(_, let id): return try await updateTag(id, call)
    case .deleteTag(_, let id): return try await deleteTag(id, call)
    case .token: return try await exchangeToken(body: call.body, version: call.version)
    }
  }

  /// Whether `call` is for the location whose contacts there are.
  ///
  /// The other location exists for its token only, and is empty.
  func isHome(_ call: Call) -> Bool {
    call.principal.locationId == credentials.locationId
  }

  /// Refuses to write to the empty location.
  func checkActive(_ call: Call) throws(APIError) {
    guard isHome(call) else { throw .badRequest("Location is not active") }
  }

  /// That there is no contact `id`: 400 by the evidence, 404 by the guide.
  func unknownContact(_ id: String) -> APIError {
    let text = "Contact with id \(id) not found"
    return configuration.dialect == .guide ? .notFound(text) : .badRequest(text)
  }

  /// Writes `contact` as the answer to a call about it.
  func contactObject(
    _ contact: ContactRecord, as shape: ContactShape, _ store: Store, _ call: Call
  ) throws -> (inout JSONWriter) -> Void {
    let names = try store.tagNames()
    let location = call.principal.locationId
    let version = call.version
    return { writer in
      writer.key("contact")
      writer.contact(contact, as: shape, location: location, tagNames: names, version: version)
    }
  }
}
