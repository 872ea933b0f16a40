import Foundation

/// Checks answers against the schemas of the OpenAPI file, as corrected by `Resources/corrections.json`.
///
/// Knows what the file uses: `type`, `properties`, `required`, `items`, `enum`, `anyOf`, `$ref`, `nullable`. Members
/// that a schema does not know are violations but in contacts, where live answers have more than the file; `traceId`
/// is on every answer.
struct SchemaChecker: Sendable {
  /// The checker of the file beside the tests.
  static let shared: SchemaChecker = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Resources")
    func read(_ name: String) -> JSON {
      do {
        return JSON(Array(try Data(contentsOf: folder.appending(path: name))))
      } catch {
        fatalError("The tests lack \(name): \(error)")
      }
    }
    var document = read("highlevel-contacts-openapi.json")
    for correction in read("corrections.json").items {
      let path = (correction["at"].text ?? "").split(separator: "/").map {
        String($0.replacing("~1", with: "/"))
      }
      document.set(correction["value"], at: path[...])
    }
    return SchemaChecker(document: document)
  }()

  private let document: JSON
  /// Schemas of contacts, which may have more members than the file says.
  private let openSchemas: Set<String> = [
    "Contact", "ContactsSearchSchema", "GetContectByIdSchema", "CreateContactSchema",
  ]

  /// What is wrong with `body`, the answer with `status` to a request.
  func violations(method: String, path: String, status: Int, body: JSON) -> [String] {
    guard let operation = operation(method, path) else {
      return status == 404 ? check(body, against: error, at: "") : ["an answer without an operation"]
    }
    let documented = operation["responses"]["\(status)"]
    if documented == .null {
      // Refusals that all operations share stand in no operation: 401 of bulk, 403, 404, 413, 429, 5xx.
      guard status >= 400 else { return ["\(status) is not documented"] }
      return check(body, against: error, at: "")
    }
    let schema = documented["content"]["application/json"]["schema"]
    return check(body, against: schema == .null ? error : schema, at: "")
  }

  private var error: JSON { document["components"]["schemas"]["BadRequestDTO"] }

  private func operation(_ method: String, _ path: String) -> JSON? {
    let parts = path.prefix { $0 != "?" }.split(separator: "/")
    guard case .object(let paths) = document["paths"] else { return nil }
    var found: (JSON, wildcards: Int)?
    for (template, operations) in paths where operations[method.lowercased()] != .null {
      let templateParts = template.split(separator: "/")
      guard templateParts.count == parts.count else { continue }
      let matches = zip(templateParts, parts).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
      let wildcards = templateParts.count { $0.hasPrefix("{") }
      if matches, wildcards < found?.wildcards ?? .max {
        found = (operations[method.lowercased()], wildcards)
      }
    }
    return found?.0
  }

  private func check(_ value: JSON, against schema: JSON, at path: String) -> [String] {
    if let reference = schema["$ref"].text {
      let name = reference.split(separator: "/").last.map(String.init) ?? ""
      let target = document["components"]["schemas"][name]
      guard target != .null else { return ["\(path): no schema \(name)"] }
      return check(value, against: target, at: path, isOpen: openSchemas.contains(name))
    }
    return check(value, against: schema, at: path, isOpen: false)
  }

  private func check(_ value: JSON, against schema: JSON, at path: String, isOpen: Bool) -> [String] {
    if value == .null, schema["nullable"].bool == true { return [] }
    if case .array(let choices) = schema["anyOf"] {
      let isAny = choices.contains { check(value, against: $0, at: path).isEmpty }
      return isAny ? [] : ["\(path): none of the choices"]
    }
    if case .array(let choices) = schema["enum"], !choices.contains(value) {
      return ["\(path): \(value.json) is not in the enumeration"]
    }
    switch (schema["type"].text, value) {
    case (nil, _), ("string", .string), ("number", .number), ("boolean", .bool): return []
    case ("array", .array(let items)):
      return items.enumerated().flatMap { check($1, against: schema["items"], at: "\(path)/\($0)") }
    case ("object", .object(let members)):
      return check(members, against: schema, at: path, isOpen: isOpen)
    default: return ["\(path): \(value.json.prefix(60)) is no \(schema["type"].text ?? "")"]
    }
  }

  private func check(
    _ members: [String: JSON], against schema: JSON, at path: String, isOpen: Bool
  ) -> [String] {
    let required = schema["required"].texts.filter { members[$0] == nil }.map { "\(path)/\($0) is missing" }
    guard case .object(let properties) = schema["properties"] else { return required }
    let wrong = members.flatMap { name, value -> [String] in
      guard let property = properties[name] else {
        return isOpen || name == "traceId" ? [] : ["\(path)/\(name) is not in the schema"]
      }
      if value == .null, schema["x-nullable"].bool == true { return [] }
      return check(value, against: property, at: "\(path)/\(name)")
    }
    return required + wrong
  }
}

extension JSON {
  /// Puts `value` at the end of `path`, making objects on the way.
  fileprivate mutating func set(_ value: JSON, at path: ArraySlice<String>) {
    guard let key = path.first else {
      self = value
      return
    }
    var members: [String: JSON] = [:]
    if case .object(let present) = self { members = present }
    members[key, default: .null].set(value, at: path.dropFirst())
    self = .object(members)
  }
}
