import Foundation
import Tagging

/// A contact as the stable formats have it; what is not there is an empty text in CSV, and absent in JSON.
struct ContactLine: Encodable {
  var id: String
  var name: String
  var email: String
  var phone: String
  var company: String
  var tags: [String]
  var source: String
  var type: String
  var country: String
  var city: String
  var assignedTo: String
  var dnd: Bool
  var additionalEmails: [String]
  var additionalPhones: [String]
  var dateAdded: Date?
  var dateUpdated: Date?

  init(_ contact: Contact) {
    id = contact.id.rawValue
    name = contact.name
    email = contact.email
    phone = contact.phone
    company = contact.company
    tags = contact.tags.map(\.name)
    source = contact.source
    type = contact.type
    country = contact.country
    city = contact.city
    assignedTo = contact.assignedTo
    dnd = contact.isDoNotDisturb
    additionalEmails = contact.additionalEmails
    additionalPhones = contact.additionalPhones
    dateAdded = contact.dateAdded
    dateUpdated = contact.dateUpdated
  }

  /// The heading of the CSV file.
  static let columns = [
    "id", "name", "email", "phone", "company", "tags", "source", "type", "country", "city", "assignedTo",
    "dnd",
    "additionalEmails", "additionalPhones", "dateAdded", "dateUpdated",
  ]

  /// The record of the CSV file.
  var cells: [String] {
    [
      id, name, email, phone, company, TagGrammar.text(tags, separator: ";"), source, type, country, city,
      assignedTo, dnd ? "yes" : "no", additionalEmails.joined(separator: ";"),
      additionalPhones.joined(separator: ";"), dateAdded?.formatted(.iso8601) ?? "",
      dateUpdated?.formatted(.iso8601) ?? "",
    ].map(CSV.neutralised)
  }
}
