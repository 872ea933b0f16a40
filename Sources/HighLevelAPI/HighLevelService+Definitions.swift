import NIOHTTP1
public import Tagging

/// The location's dictionary of tags. Adding a tag to a contact creates its name by itself, so these are for
/// users who ask for them (facts §7, "there is no create-tag endpoint").
extension HighLevelService {
  /// Makes a definition.
  ///
  /// API: `POST /locations/{locationId}/tags`, operation `create-tag`: 200, possibly 201 (facts §7).
  /// - Throws: `unauthorized(.missingScope, …)` without `locations/tags.write`.
  public func createTagDefinition(_ tag: ContactTag) async throws(ServiceError) -> TagDefinition {
    try refuseNamelessTags([tag], mayBeNone: false)
    let request = try APIRequest(.POST, definitionsPath, body: DefinitionBody(name: tag.name))
    return try await sender.send(request, for: DefinitionAnswer.self).tag.definition
  }

  /// One definition.
  ///
  /// API: `GET /locations/{locationId}/tags/{tagId}`, operation `get-tag-by-id`: 200.
  public func tagDefinition(_ id: TagDefinition.ID) async throws(ServiceError) -> TagDefinition {
    let request = try APIRequest(.GET, path(ofDefinition: id), isRead: true)
    return try await sender.send(request, for: DefinitionAnswer.self).tag.definition
  }

  /// Gives a definition another name; whether contacts change with it is not known (facts §8.10).
  ///
  /// API: `PUT /locations/{locationId}/tags/{tagId}`, operation `update-tag`: 200.
  public func renameTagDefinition(
    _ id: TagDefinition.ID, to tag: ContactTag
  ) async throws(ServiceError) -> TagDefinition {
    try refuseNamelessTags([tag], mayBeNone: false)
    let request = try APIRequest(.PUT, path(ofDefinition: id), body: DefinitionBody(name: tag.name))
    return try await sender.send(request, for: DefinitionAnswer.self).tag.definition
  }

  /// Deletes a definition; whether contacts lose the tag is not known (facts §8.10).
  ///
  /// API: `DELETE /locations/{locationId}/tags/{tagId}`, operation `delete-tag`: 200, `{succeded}`.
  public func deleteTagDefinition(_ id: TagDefinition.ID) async throws(ServiceError) {
    _ = try await sender.send(try APIRequest(.DELETE, path(ofDefinition: id)), for: AnyAnswer.self)
  }

  private func path(ofDefinition id: TagDefinition.ID) throws(ServiceError) -> String {
    if id.isEmpty {
      throw .rejected(status: 422, message: "A definition without an id; nothing was sent.", traceID: nil)
    }
    return "\(definitionsPath)/\(id.percentEncoded)"
  }
}
