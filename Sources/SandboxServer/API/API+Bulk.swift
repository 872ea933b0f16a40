/// What a bulk call did to one contact.
private struct BulkEntry: Sendable {
  let contactId: String
  /// Why nothing was done.
  var error: String?
  var oldTags: [String] = []
  var added: [String] = []
  var removed: [String] = []
}

/// The body of a bulk call.
private struct BulkRequest: Sendable {
  var contacts: [String]
  var change: TagChange
}

extension API {
  /// `POST /contacts/bulk/tags/update/{type}`, operation `create-association`: 201 with an entry a contact.
  ///
  /// Assumed: one entry an element of `contacts`, in order, repeats included; highlevel-api.md §3.
  func bulkTags(type: String, _ call: Call) async throws -> Answer {
    let members = try call.members()
    try call.checkLocation(members["locationId"]?.text)
    var reader = BodyReader(members)
    if type != "add" && type != "remove" {
      reader.reject("type must be one of the following values: add, remove")
    }
    _ = reader.requiredText("locationId")
    let contacts = reader.requiredTexts("contacts")
    if contacts.count > configuration.bulkLimit {
      reader.reject("contacts must contain no more than \(configuration.bulkLimit) elements")
    }
    if reader.value("tags") == nil { _ = reader.requiredTexts("tags") }
    let tags = reader.tags(longest: configuration.tagLength) ?? []
    let removesAll = removeAllTags(&reader)
    if removesAll && type == "add" {
      reader.reject("removeAllTags is allowed for the type remove only")
    }
    try reader.finish()
    guard !contacts.isEmpty else { throw APIError.badRequest("contacts should not be empty") }
    guard !tags.isEmpty || (removesAll && configuration.removeAllTags == .lenient) else {
      throw APIError.badRequest("tags should not be empty")
    }
    let change: TagChange = type == "add" ? .add(tags) : removesAll ? .removeAll : .remove(tags)
    return try await bulk(BulkRequest(contacts: contacts, change: change), status: 201, call)
  }

  private func removeAllTags(_ reader: inout BodyReader) -> Bool {
    if configuration.removeAllTags == .lenient, let text = reader.value("removeAllTags")?.text,
      text == "true" || text == "false"
    {
      return text == "true"
    }
    return reader.bool("removeAllTags") ?? false
  }

  /// `POST /contacts/bulk/tags`, the bulk call that the guide describes: 200, the same entries.
  func guideBulkTags(_ call: Call) async throws -> Answer {
    let members = try call.members()
    try call.checkLocation(members["locationId"]?.text)
    var reader = BodyReader(members)
    _ = reader.text("locationId")
    let contacts = reader.requiredTexts("contactIds")
    let tags = reader.tags(longest: configuration.tagLength) ?? []
    let action = reader.text("action") ?? "add"
    if action != "add" && action != "remove" {
      reader.reject("action must be one of the following values: add, remove")
    }
    if contacts.count > configuration.bulkLimit {
      reader.reject("contactIds must contain no more than \(configuration.bulkLimit) elements")
    }
    try reader.finish()
    guard !contacts.isEmpty, !tags.isEmpty else {
      throw APIError.badRequest("contactIds and tags are required")
    }
    let change: TagChange = action == "add" ? .add(tags) : .remove(tags)
    return try await bulk(BulkRequest(contacts: contacts, change: change), status: 200, call)
  }

  private func bulk(_ request: BulkRequest, status: Int, _ call: Call) async throws -> Answer {
    let isHome = isHome(call)
    let read: [String: [Int64]]
    if configuration.lostUpdates {
      read = try await database.read { store in
        var tags: [String: [Int64]] = [:]
        for id in request.contacts { tags[id] = try store.contact(id: id)?.tags }
        return tags
      }
      try await Task.sleep(for: LostUpdates.gap)
    } else {
      read = [:]
    }
    let entries = try await database.write { store in
      try request.contacts.map { id in
        try self.entry(id, request.change, readEarlier: read[id], isHome: isHome, store)
      }
    }
    return Answer.object(status, capacity: 256 * entries.count) { writer in
      writer.succeeded(call.version)
      writer.field("errorCount", entries.count { $0.error != nil })
      writer.key("responses")
      writer.array { for entry in entries { $0.entry(entry) } }
    }
  }

  private func entry(
    _ id: String, _ change: TagChange, readEarlier: [Int64]?, isHome: Bool, _ store: Store
  ) throws -> BulkEntry {
    guard SandboxID.isValid(id) else {
      return BulkEntry(contactId: id, error: "contact id is not a valid firebase id")
    }
    guard isHome, let contact = try store.contact(id: id) else {
      let isDeleted = isHome ? try store.isDeleted(id: id) : false
      return BulkEntry(
        contactId: id, error: isDeleted ? "contact is deleted" : "contact does not belong to location")
    }
    let before = readEarlier ?? contact.tags
    let after = try change.applied(to: before, store)
    try store.setTags(after, of: contact)
    let names = try store.tagNames()
    return BulkEntry(
      contactId: id,
      oldTags: before.compactMap { names[$0] },
      added: after.filter { !before.contains($0) }.compactMap { names[$0] },
      removed: before.filter { !after.contains($0) }.compactMap { names[$0] })
  }
}

extension JSONWriter {
  fileprivate mutating func entry(_ entry: BulkEntry) {
    object {
      $0.field("contactId", entry.contactId)
      if let error = entry.error {
        $0.field("type", "error")
        $0.field("message", error)
      } else {
        $0.field("type", "success")
        $0.field("message", "Tags updated")
        $0.field("oldTags", entry.oldTags)
        $0.field("tagsAdded", entry.added)
        $0.field("tagsRemoved", entry.removed)
      }
    }
  }
}
