/// The fields of a contact in the body of a create, an update or an upsert.
struct ContactBody: Sendable {
  /// Which operation the body belongs to; each takes other fields.
  enum Kind: Sendable {
    case create, update, upsert
  }

  /// The texts that are set; the empty text clears a field.
  private var texts: [TextField: String] = [:]
  private var documents: [DocumentField: String] = [:]
  private var customFields: [(id: String, value: JSONValue)] = []
  private var dnd: Bool?
  /// The names of the tags that replace all others, if any were sent.
  private(set) var tags: [String]?

  /// Reads the body.
  ///
  /// API: `CreateContactDto`, `UpdateContactDto`, `UpsertContactDto` of the OpenAPI file.
  /// - Throws: 422 with everything that is wrong.
  init(_ members: [String: JSONValue], kind: Kind, longestTag: Int) throws(APIError) {
    var reader = BodyReader(members)
    if kind != .update { _ = reader.requiredText("locationId") }
    if kind == .upsert { _ = reader.bool("createNewIfDuplicateAllowed") }
    readTexts(&reader, kind)
    dnd = reader.bool("dnd")
    tags = reader.tags(longest: longestTag)
    readSettings(&reader)
    readCustomFields(&reader)
    try reader.finish()
  }

  private mutating func readTexts(_ reader: inout BodyReader, _ kind: Kind) {
    if let name = reader.text("name") {
      let words = name.split(separator: " ", maxSplits: 1)
      texts[.firstName] = words.first.map(String.init) ?? ""
      texts[.lastName] = words.count > 1 ? String(words[1]) : ""
    }
    for field in TextField.allCases where field != .type {
      if field == .companyName && kind == .update { continue }
      guard reader.has(field.wireName) else { continue }
      texts[field] = reader.text(field.wireName) ?? ""
    }
    if let email = texts[.email], !email.isEmpty {
      if !TextRules.isEmail(email) { reader.reject("email must be an email") }
      texts[.email] = email.lowercased()
    }
    if let phone = texts[.phone], !phone.isEmpty { texts[.phone] = TextRules.phone(phone) }
  }

  private mutating func readSettings(_ reader: inout BodyReader) {
    if let settings = reader.value("dndSettings") {
      var stored: [String: JSONValue] = [:]
      for (channel, setting) in settings.members ?? [:] {
        guard let name = DndSettings.stored(channel) else {
          reader.reject("dndSettings.property \(channel) should not exist")
          continue
        }
        stored[name] = setting
        check(setting, "dndSettings.\(channel)", statuses: ["active", "inactive", "permanent"], &reader)
      }
      if settings.members == nil { reader.reject("dndSettings must be an object") }
      documents[.dndSettings] = JSONValue.object(stored).json
    }
    if let settings = reader.value("inboundDndSettings") {
      if settings.members == nil { reader.reject("inboundDndSettings must be an object") }
      for (channel, setting) in settings.members ?? [:] {
        if channel != "all" { reader.reject("inboundDndSettings.property \(channel) should not exist") }
        check(setting, "inboundDndSettings.\(channel)", statuses: ["active", "inactive"], &reader)
      }
      documents[.inboundDndSettings] = settings.json
    }
  }

  private func check(
    _ setting: JSONValue, _ name: String, statuses: [String], _ reader: inout BodyReader
  ) {
    guard let members = setting.members else {
      reader.reject("\(name) must be an object")
      return
    }
    if !statuses.contains(members["status"]?.text ?? "") {
      reader.reject("\(name).status must be one of the following values: \(statuses.joined(separator: ", "))")
    }
    for key in ["message", "code"] {
      if let value = members[key], value.text == nil {
        reader.reject("\(name).\(key) must be a string")
      }
    }
  }

  private mutating func readCustomFields(_ reader: inout BodyReader) {
    guard let value = reader.value("customFields") else { return }
    guard let elements = value.elements else {
      reader.reject("customFields must be an array")
      return
    }
    for (index, element) in elements.enumerated() {
      guard let members = element.members, let id = members["id"]?.text ?? members["key"]?.text else {
        reader.reject("customFields.\(index).id must be a string")
        continue
      }
      customFields.append((id, members["field_value"] ?? members["fieldValue"] ?? members["value"] ?? .null))
    }
  }

  /// The mail address and the phone number by which duplicates are found.
  var email: String? { texts[.email] }
  var phone: String? { texts[.phone] }

  /// Writes the fields that were sent into `contact`, all but the tags.
  func apply(to contact: inout ContactRecord) {
    for (field, text) in texts { contact[field] = text }
    for (field, document) in documents { contact[field] = document }
    if let dnd { contact.dnd = dnd }
    guard !customFields.isEmpty else { return }
    var fields = Self.customFields(of: contact)
    for (id, value) in customFields {
      fields.removeAll { $0.members?["id"] == .string(id) }
      if value != .null { fields.append(.object(["id": .string(id), "value": value])) }
    }
    contact[.customFields] = fields.isEmpty ? "" : JSONValue.array(fields).json
  }

  private static func customFields(of contact: ContactRecord) -> [JSONValue] {
    do {
      return try JSONParser.parse(Array(contact[.customFields].utf8)).elements ?? []
    } catch {
      return []  // A contact without custom fields has no JSON there.
    }
  }
}
