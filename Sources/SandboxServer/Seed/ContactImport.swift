import Foundation
import GRDB

/// Reads contacts from a file with one JSON object a line.
///
/// The members are those of a contact in the API's answers, all optional: `id`, the texts (`firstName`, `email`, …),
/// `name`, `dnd`, `dateAdded` and `dateUpdated` (ISO 8601, or milliseconds), `tags`, `additionalEmails`,
/// `additionalPhones`, `customFields`, `dndSettings`, `followers`. Others are left out.
struct ContactImport {
  let path: String
  let configuration: SandboxConfiguration

  /// Writes the contacts of the file into the database.
  ///
  /// - Throws: `SandboxError.importFailed` with the line that is wrong.
  func run(_ db: Database) throws {
    let data: Data
    do {
      data = try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe)
    } catch {
      throw SandboxError.importFailed(path: path, line: 0, reason: "the file cannot be read.")
    }
    var tags = SeedTagWriter(exact: configuration.keepsTagCase)
    var random = SandboxRandom(seed: configuration.seed)
    var ids: Set<String> = []
    let insertion = try db.makeStatement(sql: Store.insertion(into: "contact"))
    let membership = try db.makeStatement(sql: "INSERT INTO contact_tag (tag, contact) VALUES (?, ?)")
    for (index, line) in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .enumerated()
    {
      guard line.contains(where: { $0 > 0x20 }) else { continue }
      func failure(_ reason: String) -> SandboxError {
        .importFailed(path: path, line: index + 1, reason: reason)
      }
      let members: [String: JSONValue]
      do {
        guard let object = try JSONParser.parse(Array(line)).members else {
          throw failure("an object is expected.")
        }
        members = object
      } catch let error as JSONParser.Failure {
        throw failure(error.message)
      }
      var contact = try Self.contact(members, failure)
      if contact.id.isEmpty { contact.id = SandboxID.make(&random) }
      guard ids.insert(contact.id).inserted else { throw failure("the id \(contact.id) comes twice.") }
      contact.row = Int64(ids.count)
      guard let names = (members["tags"] ?? .array([])).texts else {
        throw failure("tags must be an array of strings.")
      }
      for name in names where !name.trimmingWhitespace().isEmpty {
        let row = try tags.row(of: name, id: SandboxID.make(&random), db)
        if !contact.tags.contains(row) { contact.tags.append(row) }
      }
      try insertion.execute(arguments: contact.values)
      for tag in contact.tags { try membership.execute(arguments: [tag, contact.row]) }
    }
  }

  private static func contact(
    _ members: [String: JSONValue], _ failure: (String) -> SandboxError
  ) throws -> ContactRecord {
    var contact = ContactRecord()
    contact.id = members["id"]?.text ?? ""
    guard contact.id.isEmpty || SandboxID.isValid(contact.id) else {
      throw failure("an id has 20 letters and digits.")
    }
    if let name = members["name"]?.text {
      let words = name.split(separator: " ", maxSplits: 1)
      contact[.firstName] = words.first.map(String.init) ?? ""
      contact[.lastName] = words.count > 1 ? String(words[1]) : ""
    }
    for field in TextField.allCases {
      guard let value = members[field.wireName], value != .null else { continue }
      guard let text = value.text else { throw failure("\(field.wireName) must be a string.") }
      contact[field] = text
    }
    contact[.email] = contact[.email].lowercased()
    if contact[.type].isEmpty { contact[.type] = "lead" }
    for field in DocumentField.allCases {
      guard let value = members[field.wireName], value != .null, value != .array([]) else { continue }
      contact[field] = value.json
    }
    if case .bool(let dnd) = members["dnd"] { contact.dnd = dnd }
    contact.dateAdded = try date("dateAdded", members, failure)
    contact.dateUpdated = try date("dateUpdated", members, failure)
    return contact
  }

  private static func date(
    _ name: String, _ members: [String: JSONValue], _ failure: (String) -> SandboxError
  ) throws -> Int64 {
    guard let value = members[name], value != .null else { return 0 }
    guard let time = value.wholeNumber ?? value.text.flatMap(Timestamp.parse) else {
      throw failure("\(name) must be a date.")
    }
    return time
  }
}
