/// In which answer a contact stands; each has fields of its own.
enum ContactShape: Sendable {
  /// An item of a search; carries the cursor.
  case search(SearchOrder)
  /// An item of the deprecated list.
  case list
  /// The answer to getting, updating and upserting.
  case full
  /// The answer to creating, before `v3`.
  case created
}

extension JSONWriter {
  /// Writes `contact` as an object.
  mutating func contact(
    _ contact: ContactRecord, as shape: ContactShape, location: String, tagNames: [Int64: String],
    version: APIVersion
  ) {
    object {
      $0.field("id", contact.id)
      $0.field("locationId", location)
      switch shape {
      case .search(let order): $0.searchFields(contact, order)
      case .list: $0.listFields(contact)
      case .full: $0.fullFields(contact)
      case .created: $0.createdFields(contact)
      }
      $0.field("dnd", contact.dnd)
      $0.documents(contact, version)
      $0.date("dateAdded", contact.dateAdded)
      $0.date("dateUpdated", contact.dateUpdated)
      $0.key("tags")
      $0.array {
        for tag in contact.tags {
          if let name = tagNames[tag] { $0.string(name) }
        }
      }
    }
  }

  /// What a search shows: absent texts are null, the first and last name are in lower case, as one report has it.
  private mutating func searchFields(_ contact: ContactRecord, _ order: SearchOrder) {
    let first = contact[.firstName].lowercased()
    let last = contact[.lastName].lowercased()
    orNull("contactName", contact.fullName)
    orNull("firstName", first)
    orNull("lastName", last)
    orNull("firstNameRaw", contact[.firstName])
    orNull("lastNameRaw", contact[.lastName])
    orNull("firstNameLowerCase", first)
    orNull("lastNameLowerCase", last)
    orNull("email", contact[.email])
    orNull("phone", contact[.phone])
    orNull("phoneLabel", "")
    orNull("companyName", contact[.companyName])
    orNull("businessName", contact[.companyName])
    orNull("businessId", "")
    orNull("address", contact[.address1])
    orNull("city", contact[.city])
    orNull("state", contact[.state])
    orNull("postalCode", contact[.postalCode])
    orNull("country", contact[.country])
    orNull("source", contact[.source])
    orNull("type", contact[.type])
    orNull("assignedTo", contact[.assignedTo])
    orNull("dateOfBirth", contact[.dateOfBirth])
    key("validEmail")
    if contact[.email].isEmpty { null() } else { bool(true) }
    key("opportunities")
    array { _ in }
    key("searchAfter")
    value(order.cursor(of: contact))
  }

  private mutating func listFields(_ contact: ContactRecord) {
    texts(contact, [.firstName, .lastName, .email, .timezone, .country, .source, .phone, .companyName])
    texts(contact, [.address1, .city, .state, .postalCode, .website, .type, .assignedTo])
    orNull("contactName", contact.fullName)
    key("startAfter")
    array {
      $0.integer(contact.dateAdded)
      $0.string(contact.id)
    }
  }

  private mutating func fullFields(_ contact: ContactRecord) {
    if !contact.fullName.isEmpty {
      field("name", contact.fullName)
      field("fullNameLowerCase", contact.fullName.lowercased())
    }
    lowerCases(contact)
    texts(contact, TextField.allCases)
  }

  private mutating func createdFields(_ contact: ContactRecord) {
    field("deleted", false)
    if !contact.fullName.isEmpty { field("fullNameLowerCase", contact.fullName.lowercased()) }
    lowerCases(contact)
    texts(contact, [.firstName, .lastName, .email, .phone, .address1, .city, .state, .country])
    texts(contact, [.postalCode, .website, .source, .companyName, .dateOfBirth, .assignedTo, .type])
    field("bounceEmail", false)
    field("unsubscribeEmail", false)
  }

  private mutating func lowerCases(_ contact: ContactRecord) {
    if !contact[.firstName].isEmpty { field("firstNameLowerCase", contact[.firstName].lowercased()) }
    if !contact[.lastName].isEmpty { field("lastNameLowerCase", contact[.lastName].lowercased()) }
    if !contact[.email].isEmpty { field("emailLowerCase", contact[.email].lowercased()) }
  }

  private mutating func texts(_ contact: ContactRecord, _ fields: [TextField]) {
    for field in fields where !contact[field].isEmpty {
      key(named: field.wireName)
      string(contact[field])
    }
  }

  private mutating func documents(_ contact: ContactRecord, _ version: APIVersion) {
    for field in DocumentField.allCases {
      let document = contact[field]
      switch field {
      case .additionalEmails, .additionalPhones, .customFields, .followers:
        key(named: field.wireName)
        raw(document.isEmpty ? "[]" : document)
      case .dndSettings, .inboundDndSettings:
        guard !document.isEmpty else { continue }
        key(named: field.wireName)
        raw(version == .v3 ? DndSettings.v3(document) : document)
      }
    }
  }

  private mutating func orNull(_ key: StaticString, _ text: String) {
    self.key(key)
    if text.isEmpty { null() } else { string(text) }
  }

  private mutating func date(_ key: StaticString, _ milliseconds: Int64) {
    guard milliseconds > 0 else { return }
    field(key, Timestamp.text(milliseconds))
  }
}

/// The spellings of the channels in `dndSettings`.
enum DndSettings {
  private static let channels = ["Call", "Email", "SMS", "WhatsApp", "GMB", "FB"]
  private static let channelsOfV3 = ["call", "email", "sms", "whatsApp", "gmb", "fb"]

  /// The channel as it is stored, of either spelling.
  static func stored(_ channel: String) -> String? {
    if channels.contains(channel) { return channel }
    return channelsOfV3.firstIndex(of: channel).map { channels[$0] }
  }

  /// The stored settings in the spelling of `v3`.
  static func v3(_ document: String) -> String {
    zip(channels, channelsOfV3).reduce(document) { text, names in
      text.replacing("\"\(names.0)\":", with: "\"\(names.1)\":")
    }
  }
}
