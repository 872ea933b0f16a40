/// A change to the tags of contacts: some added, some removed.
enum TagChange: Sendable {
  case add([String])
  case remove([String])
  case removeAll

  /// The tags that a contact with `tags` has after the change.
  ///
  /// Tags stay in the order in which they were added; one that is there is not added again.
  func applied(to tags: [Int64], _ store: Store) throws -> [Int64] {
    switch self {
    case .add(let names):
      let rows = try store.tagRows(creating: names)
      return tags + rows.filter { !tags.contains($0) }
    case .remove(let names):
      let rows = try store.tagRows(known: names)
      return tags.filter { !rows.contains($0) }
    case .removeAll:
      return []
    }
  }
}

extension API {
  /// `POST /contacts/{contactId}/tags`, operation `add-tags`: 201 `{tags}`, all the contact has then; the guide says 200.
  func addTags(contact id: String, _ call: Call) async throws -> Answer {
    let change = try await tagChange(contact: id, call) { .add($0) }
    let tags = try await changeTags(of: id, change, call)
    return Answer.object(configuration.dialect == .guide ? 200 : 201) { $0.field("tags", tags) }
  }

  /// `DELETE /contacts/{contactId}/tags`, operation `remove-tags`, tags in the body: 200 `{tags}`, what is left.
  func removeTags(contact id: String, _ call: Call) async throws -> Answer {
    let change = try await tagChange(contact: id, call) { .remove($0) }
    let tags = try await changeTags(of: id, change, call)
    return Answer.object { $0.field("tags", tags) }
  }

  private func tagChange(
    contact id: String, _ call: Call, _ make: ([String]) -> TagChange
  ) async throws -> TagChange {
    // Another location's token is refused before the body is looked at.
    if !isHome(call) {
      _ = try await database.read { store in try self.contact(id, store, call).row }
    }
    var reader = BodyReader(try call.members())
    if configuration.dialect == .guide && reader.value("tags") == nil {
      throw APIError.badRequest("tags are required")
    }
    if reader.value("tags") == nil { _ = reader.requiredTexts("tags") }
    let tags = reader.tags(longest: configuration.tagLength) ?? []
    try reader.finish()
    guard !tags.isEmpty else { throw APIError.badRequest("tags should not be empty") }
    return make(tags)
  }

  private func changeTags(of id: String, _ change: TagChange, _ call: Call) async throws -> [String] {
    if configuration.lostUpdates {
      let read = try await database.read { store in try self.contact(id, store, call) }
      try await Task.sleep(for: LostUpdates.gap)
      return try await database.write { store in
        let contact = try self.contact(id, store, call)
        return try self.setTags(try change.applied(to: read.tags, store), of: contact, store)
      }
    }
    return try await database.write { store in
      let contact = try self.contact(id, store, call)
      return try self.setTags(try change.applied(to: contact.tags, store), of: contact, store)
    }
  }

  private func setTags(_ tags: [Int64], of contact: ContactRecord, _ store: Store) throws -> [String] {
    try store.setTags(tags, of: contact)
    var contact = contact
    contact.tags = tags
    return try store.tagNames(of: contact)
  }
}

/// What `--lost-updates` does.
enum LostUpdates {
  /// The time between reading a contact's tags and writing them.
  static let gap = Duration.milliseconds(20)
}
