/// What a permission allows.
enum Scope: String, Sendable, CaseIterable {
  case readContacts = "contacts.readonly"
  case writeContacts = "contacts.write"
  case readLocation = "locations.readonly"
  case readTags = "locations/tags.readonly"
  case writeTags = "locations/tags.write"
}

/// A value of the header `Version`.
///
/// API: the published values of highlevel-api.md §6.3.
enum APIVersion: String, Sendable, CaseIterable {
  case legacy
  case april2021 = "2021-04-15"
  case july2021 = "2021-07-28"
  case february2023 = "2023-02-21"
  case v3
}

/// An operation of the API, found by method and path.
enum Operation: Sendable, Equatable {
  case searchContacts
  case listContacts
  case createContact
  case upsertContact
  case getContact(String)
  case updateContact(String)
  case deleteContact(String)
  case addTags(contact: String)
  case removeTags(contact: String)
  /// `type` is `add` or `remove`, or what else was sent.
  case bulkTags(type: String)
  /// The bulk call of the dialect `guide`, whose type stands in the body.
  case guideBulkTags
  case getLocation(String)
  case listTags(location: String)
  case createTag(location: String)
  case getTag(location: String, tag: String)
  case updateTag(location: String, tag: String)
  case deleteTag(location: String, tag: String)
  case token

  /// The operation that `method` and the parts of the path name, or nothing where there is no such route.
  init?(method: String, path: [String], version: APIVersion?, dialect: SandboxConfiguration.Dialect) {
    switch (method, path.count, path.first) {
    case ("POST", 2, "oauth") where path[1] == "token": self = .token
    case (_, _, "contacts"):
      guard let operation = Self.contacts(method, Array(path.dropFirst()), version, dialect) else {
        return nil
      }
      self = operation
    case (_, _, "locations"):
      guard let operation = Self.locations(method, Array(path.dropFirst()), dialect) else { return nil }
      self = operation
    default: return nil
    }
  }

  private static func contacts(
    _ method: String, _ path: [String], _ version: APIVersion?, _ dialect: SandboxConfiguration.Dialect
  ) -> Operation? {
    if path.first == "bulk" {
      switch (method, dialect) {
      case ("POST", .official) where path.count == 4 && path[1] == "tags" && path[2] == "update":
        return .bulkTags(type: path[3])
      case ("POST", .guide) where path == ["bulk", "tags"]: return .guideBulkTags
      default: return nil
      }
    }
    switch (method, path.count) {
    case ("GET", 0): return version == .v3 ? nil : .listContacts
    case ("POST", 0): return .createContact
    case ("POST", 1) where path[0] == "search": return .searchContacts
    case ("POST", 1) where path[0] == "upsert": return .upsertContact
    case ("GET", 1): return .getContact(path[0])
    case ("PUT", 1): return .updateContact(path[0])
    case ("DELETE", 1): return .deleteContact(path[0])
    case ("POST", 2) where path[1] == "tags": return .addTags(contact: path[0])
    case ("DELETE", 2) where path[1] == "tags": return .removeTags(contact: path[0])
    default: return nil
    }
  }

  private static func locations(
    _ method: String, _ path: [String], _ dialect: SandboxConfiguration.Dialect
  ) -> Operation? {
    switch (method, path.count) {
    case ("GET", 1): return .getLocation(path[0])
    case ("GET", 2) where path[1] == "tags": return .listTags(location: path[0])
    // The guide says that there is no way to create a tag but to add it to a contact.
    case ("POST", 2) where path[1] == "tags" && dialect == .official: return .createTag(location: path[0])
    case ("GET", 3) where path[1] == "tags": return .getTag(location: path[0], tag: path[2])
    case ("PUT", 3) where path[1] == "tags": return .updateTag(location: path[0], tag: path[2])
    case ("DELETE", 3) where path[1] == "tags": return .deleteTag(location: path[0], tag: path[2])
    default: return nil
    }
  }

  /// What the token must allow.
  var scope: Scope? {
    switch self {
    case .searchContacts, .listContacts, .getContact: .readContacts
    // The bulk call states no scope; writing contacts is what it does.
    case .createContact, .upsertContact, .updateContact, .deleteContact, .addTags, .removeTags, .bulkTags,
      .guideBulkTags:
      .writeContacts
    case .getLocation: .readLocation
    case .listTags, .getTag: .readTags
    case .createTag, .updateTag, .deleteTag: .writeTags
    case .token: nil
    }
  }

  /// Whether the operation can change contacts or tags.
  var isWrite: Bool { scope == .writeContacts || scope == .writeTags }

  /// The location in the path.
  var location: String? {
    switch self {
    case .getLocation(let id), .listTags(let id), .createTag(let id), .getTag(let id, _),
      .updateTag(let id, _),
      .deleteTag(let id, _):
      id
    default: nil
    }
  }
}
