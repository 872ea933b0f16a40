extension API {
  /// `GET /contacts/{contactId}`, operation `get-contact`: 200 `{contact}`.
  func getContact(_ id: String, _ call: Call) async throws -> Answer {
    try await database.read { store in
      let contact = try self.contact(id, store, call)
      return Answer.object(200, capacity: 2048, try self.contactObject(contact, as: .full, store, call))
    }
  }

  /// The contact that `call` may see.
  ///
  /// - Throws: 403 where it is of another location, 400 or 404 where there is none.
  func contact(_ id: String, _ store: Store, _ call: Call) throws -> ContactRecord {
    guard let contact = try store.contact(id: id) else { throw unknownContact(id) }
    try call.checkHome(credentials.locationId)
    return contact
  }

  /// `POST /contacts/`, operation `create-contact`: 201 `{contact}`, with fewer fields before `v3`.
  func createContact(_ call: Call) async throws -> Answer {
    let members = try call.members()
    try call.checkLocation(members["locationId"]?.text)
    let body = try ContactBody(members, kind: .create, longestTag: configuration.tagLength)
    try checkActive(call)
    return try await database.write { store in
      try self.refuseDuplicate(body, except: "", store)
      let contact = try self.insert(body, store)
      let shape = call.version == .v3 ? ContactShape.full : .created
      return Answer.object(201, capacity: 2048, try self.contactObject(contact, as: shape, store, call))
    }
  }

  private func insert(_ body: ContactBody, _ store: Store) throws -> ContactRecord {
    var contact = ContactRecord()
    contact.id = SandboxID.random()
    contact[.type] = "lead"
    contact.dateAdded = Timestamp.now()
    contact.dateUpdated = contact.dateAdded
    body.apply(to: &contact)
    contact.tags = try store.tagRows(creating: body.tags ?? [])
    return try store.insert(contact)
  }

  /// The location forbids two contacts with one mail address or one phone number, like most.
  private func refuseDuplicate(_ body: ContactBody, except id: String, _ store: Store) throws {
    guard let (contact, field) = try duplicate(body, except: id, store) else { return }
    throw APIError.badRequest(
      "This location does not allow duplicated contacts.",
      meta: [
        "contactId": .string(contact.id), "contactName": .string(contact.fullName),
        "matchingField": .string(field.wireName),
      ])
  }

  private func duplicate(
    _ body: ContactBody, except id: String, _ store: Store
  ) throws -> (contact: ContactRecord, field: TextField)? {
    let fields: [(TextField, String?)] = [(.email, body.email), (.phone, body.phone)]
    for case (let field, let text?) in fields where !text.isEmpty {
      if let contact = try store.contact(with: field, text, except: id) { return (contact, field) }
    }
    return nil
  }

  /// `POST /contacts/upsert`, operation `upsert-contact`: 200 `{new, contact, traceId}`.
  func upsertContact(_ call: Call) async throws -> Answer {
    let members = try call.members()
    try call.checkLocation(members["locationId"]?.text)
    let body = try ContactBody(members, kind: .upsert, longestTag: configuration.tagLength)
    try checkActive(call)
    return try await database.write { store in
      // `createNewIfDuplicateAllowed` creates only where the location allows duplicates; this one does not.
      let match = try self.duplicate(body, except: "", store)?.contact
      let contact =
        if let match { try self.update(match, with: body, store) } else { try self.insert(body, store) }
      let writeContact = try self.contactObject(contact, as: .full, store, call)
      return Answer.object(200, capacity: 2048) {
        $0.field("new", match == nil)
        writeContact(&$0)
      }
    }
  }

  /// `PUT /contacts/{contactId}`, operation `update-contact`: 200 `{succeded, contact}`; tags replace all others.
  func updateContact(_ id: String, _ call: Call) async throws -> Answer {
    let members = try call.members()
    if !isHome(call) {
      _ = try await database.read { store in try self.contact(id, store, call).row }
    }
    let body = try ContactBody(members, kind: .update, longestTag: configuration.tagLength)
    return try await database.write { store in
      let old = try self.contact(id, store, call)
      try self.refuseDuplicate(body, except: id, store)
      let contact = try self.update(old, with: body, store)
      let writeContact = try self.contactObject(contact, as: .full, store, call)
      return Answer.object(200, capacity: 2048) {
        if call.version == .v3 { $0.field("succeeded", true) } else { $0.field("succeded", true) }
        writeContact(&$0)
      }
    }
  }

  private func update(_ old: ContactRecord, with body: ContactBody, _ store: Store) throws -> ContactRecord {
    var contact = old
    body.apply(to: &contact)
    if let tags = body.tags { contact.tags = try store.tagRows(creating: tags) }
    contact.dateUpdated = Timestamp.now()
    try store.update(contact, from: old)
    return contact
  }

  /// `DELETE /contacts/{contactId}`, operation `delete-contact`: 200 `{succeded}`; `v3` says it in both spellings.
  func deleteContact(_ id: String, _ call: Call) async throws -> Answer {
    try await database.write { store in
      try store.delete(try self.contact(id, store, call))
      return Answer.object { $0.succeeded(call.version) }
    }
  }
}

extension JSONWriter {
  /// Writes `succeded`, and since `v3` the right spelling too.
  mutating func succeeded(_ version: APIVersion) {
    if version == .v3 { field("succeeded", true) }
    field("succeded", true)
  }
}
