/// What can be written of a contact; what is `nil` is not sent.
///
/// `tags` **replaces** all tags in an update and an upsert, with those that others added meanwhile.
public struct ContactFields: Sendable, Equatable {
  public var firstName: String?
  public var lastName: String?
  public var name: String?
  public var email: String?
  public var phone: String?
  public var address1: String?
  public var city: String?
  public var state: String?
  public var postalCode: String?
  public var country: String?
  public var website: String?
  public var timezone: String?
  public var source: String?
  public var assignedTo: String?
  /// Left out of an update, which does not know it (facts §1.1).
  public var companyName: String?
  /// Whether the contact is not to be disturbed.
  public var dnd: Bool?
  public var tags: [String]?

  /// Makes fields of which nothing is sent.
  public init() {}
}

/// The fields on the wire, with the keys that the operation knows and no others.
struct ContactBody: Encodable {
  var fields: ContactFields
  var locationId: String?
  var isUpdate = false
  var createNewIfDuplicateAllowed: Bool?

  private enum Key: String, CodingKey {
    case firstName, lastName, name, email, phone, address1, city, state, postalCode, country, website
    case timezone, source, assignedTo, companyName, dnd, tags, locationId, createNewIfDuplicateAllowed
  }

  func encode(to encoder: any Encoder) throws {
    var body = encoder.container(keyedBy: Key.self)
    try body.encodeIfPresent(locationId, forKey: .locationId)
    try body.encodeIfPresent(createNewIfDuplicateAllowed, forKey: .createNewIfDuplicateAllowed)
    try body.encodeIfPresent(fields.firstName, forKey: .firstName)
    try body.encodeIfPresent(fields.lastName, forKey: .lastName)
    try body.encodeIfPresent(fields.name, forKey: .name)
    try body.encodeIfPresent(fields.email, forKey: .email)
    try body.encodeIfPresent(fields.phone, forKey: .phone)
    try body.encodeIfPresent(fields.address1, forKey: .address1)
    try body.encodeIfPresent(fields.city, forKey: .city)
    try body.encodeIfPresent(fields.state, forKey: .state)
    try body.encodeIfPresent(fields.postalCode, forKey: .postalCode)
    try body.encodeIfPresent(fields.country, forKey: .country)
    try body.encodeIfPresent(fields.website, forKey: .website)
    try body.encodeIfPresent(fields.timezone, forKey: .timezone)
    try body.encodeIfPresent(fields.source, forKey: .source)
    try body.encodeIfPresent(fields.assignedTo, forKey: .assignedTo)
    if !isUpdate { try body.encodeIfPresent(fields.companyName, forKey: .companyName) }
    try body.encodeIfPresent(fields.dnd, forKey: .dnd)
    try body.encodeIfPresent(fields.tags, forKey: .tags)
  }
}
