public import struct Foundation.Date

/// The server's name for a contact: 20 letters and digits in every official example (facts §1.2).
public struct ContactID: Sendable, Hashable, Comparable, Codable, RawRepresentable, CustomStringConvertible {
  public let rawValue: String

  public init(rawValue: String) { self.rawValue = rawValue }

  /// Makes an id from its text.
  public init(_ rawValue: String) { self.rawValue = rawValue }

  public init(from decoder: any Decoder) throws {
    rawValue = try decoder.singleValueContainer().decode(String.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }

  public var description: String { rawValue }

  public static func < (left: ContactID, right: ContactID) -> Bool { left.rawValue < right.rawValue }
}

/// A contact as the server last told us.
public struct Contact: Sendable, Equatable, Identifiable {
  public var id: ContactID
  /// The name to show: the first that is there of facts §1.2, "Display name"; may be empty.
  public var name: String
  public var email: String
  public var phone: String
  public var company: String
  public var source: String
  public var type: String
  public var country: String
  public var city: String
  public var assignedTo: String
  public var isDoNotDisturb: Bool
  public var additionalEmails: [String]
  public var additionalPhones: [String]
  /// The tags in the server's order.
  public var tags: [ContactTag]
  public var dateAdded: Date?
  public var dateUpdated: Date?

  /// Makes a contact; everything but the id may be absent, as it may on the server.
  public init(
    id: ContactID, name: String = "", email: String = "", phone: String = "", company: String = "",
    source: String = "", type: String = "", country: String = "", city: String = "",
    assignedTo: String = "", isDoNotDisturb: Bool = false, additionalEmails: [String] = [],
    additionalPhones: [String] = [], tags: [ContactTag] = [], dateAdded: Date? = nil,
    dateUpdated: Date? = nil
  ) {
    self.id = id
    self.name = name
    self.email = email
    self.phone = phone
    self.company = company
    self.source = source
    self.type = type
    self.country = country
    self.city = city
    self.assignedTo = assignedTo
    self.isDoNotDisturb = isDoNotDisturb
    self.additionalEmails = additionalEmails
    self.additionalPhones = additionalPhones
    self.tags = tags
    self.dateAdded = dateAdded
    self.dateUpdated = dateUpdated
  }
}

/// A sub-account: contacts and tags live in one.
public struct Location: Sendable, Equatable, Identifiable {
  public var id: String
  public var name: String
  /// IANA name, as `Europe/Lisbon`; empty when the server did not say.
  public var timezone: String

  /// Makes a location.
  public init(id: String, name: String, timezone: String = "") {
    self.id = id
    self.name = name
    self.timezone = timezone
  }
}

/// An entry of the location's dictionary of tags; no contact need bear it.
public struct TagDefinition: Sendable, Equatable, Identifiable {
  public var id: String
  public var tag: ContactTag

  /// Makes a definition.
  public init(id: String, tag: ContactTag) {
    self.id = id
    self.tag = tag
  }
}
