extension API {
  /// `GET /locations/{locationId}`, operation `get-location`: 200 `{location}`.
  func getLocation(_ call: Call) -> Answer {
    let isHome = isHome(call)
    let name = isHome ? "Acme Dental" : "Borealis Fitness"
    let host = isHome ? "acme-dental.example" : "borealis.example"
    return Answer.object(capacity: 1024) { writer in
      writer.key("location")
      writer.object {
        $0.field("id", call.principal.locationId)
        $0.field("companyId", "UAXssdawIWAWD00CmpNY")
        $0.field("name", name)
        $0.field("domain", host)
        $0.field("address", "12 Harbour Street")
        $0.field("city", "Portland")
        $0.field("state", "OR")
        $0.field("country", "US")
        $0.field("postalCode", "97201")
        $0.field("website", "https://\(host)")
        $0.field("timezone", "America/Los_Angeles")
        $0.field("email", "office@\(host)")
        $0.field("phone", "+15035550100")
        $0.key("business")
        $0.object {
          $0.field("name", name)
          $0.field("city", "Portland")
          $0.field("country", "US")
          $0.field("website", "https://\(host)")
          $0.field("timezone", "America/Los_Angeles")
        }
        $0.key("settings")
        $0.object {
          $0.field("allowDuplicateContact", false)
          $0.field("allowDuplicateOpportunity", false)
          $0.field("allowFacebookNameMerge", false)
          $0.field("disableContactTimezone", false)
        }
      }
    }
  }

  /// `GET /locations/{locationId}/tags`, operation `get-location-tags`: 200 `{tags}`, all of them.
  func listTags(_ call: Call) async throws -> Answer {
    let location = call.principal.locationId
    let tags = isHome(call) ? try await database.read { store in try store.tags() } : []
    return Answer.object(capacity: 128 * tags.count + 64) { writer in
      writer.key("tags")
      writer.array { for tag in tags { $0.tag(tag, location) } }
    }
  }

  /// `POST /locations/{locationId}/tags`, operation `create-tag`: 200 `{tag}`.
  ///
  /// A name that is there already gets a second entry: one location was seen to list a name twice.
  func createTag(_ call: Call) async throws -> Answer {
    let name = try tagName(call)
    try checkActive(call)
    return Self.tagAnswer(try await database.write { store in try store.createTag(named: name) }, call)
  }

  /// `GET /locations/{locationId}/tags/{tagId}`, operation `get-tag-by-id`: 200 `{tag}`.
  func getTag(_ id: String, _ call: Call) async throws -> Answer {
    Self.tagAnswer(try await database.read { store in try self.tag(id, store, call) }, call)
  }

  /// `PUT /locations/{locationId}/tags/{tagId}`, operation `update-tag`: 200 `{tag}`; contacts follow.
  func updateTag(_ id: String, _ call: Call) async throws -> Answer {
    let name = try tagName(call)
    let tag = try await database.write { store in
      try store.renameTag(try self.tag(id, store, call), to: name)
    }
    return Self.tagAnswer(tag, call)
  }

  /// `DELETE /locations/{locationId}/tags/{tagId}`, operation `delete-tag`: 200 `{succeded}`, also in `v3`.
  func deleteTag(_ id: String, _ call: Call) async throws -> Answer {
    try await database.write { store in try store.deleteTag(try self.tag(id, store, call)) }
    return Answer.object { $0.field("succeded", true) }
  }

  private func tagName(_ call: Call) throws(APIError) -> String {
    var reader = BodyReader(try call.members())
    let name = reader.requiredText("name")
    if !name.isEmpty && name.trimmingWhitespace().isEmpty { reader.reject("name should not be empty") }
    if name.trimmingWhitespace().count > configuration.tagLength {
      reader.reject("name must be shorter than or equal to \(configuration.tagLength) characters")
    }
    try reader.finish()
    return name
  }

  private func tag(_ id: String, _ store: Store, _ call: Call) throws -> TagRecord {
    guard isHome(call), let tag = try store.tag(id: id) else {
      let text = "Tag with id \(id) not found"
      throw configuration.dialect == .guide ? APIError.notFound(text) : APIError.badRequest(text)
    }
    return tag
  }

  private static func tagAnswer(_ tag: TagRecord, _ call: Call) -> Answer {
    Answer.object { writer in
      writer.key("tag")
      writer.tag(tag, call.principal.locationId)
    }
  }
}

extension JSONWriter {
  fileprivate mutating func tag(_ tag: TagRecord, _ location: String) {
    object {
      $0.field("id", tag.id)
      $0.field("name", tag.name)
      $0.field("locationId", location)
    }
  }
}
