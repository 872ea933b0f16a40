/// A field that a search can filter by: where it is stored, and what can be asked of it.
///
/// API: the list of highlevel-api.md §4.3.
struct FilterField: Sendable, Equatable {
  /// Where the field's values are.
  enum Storage: Sendable, Equatable {
    case id
    case text(column: String)
    /// A text kept in lower case already.
    case lowered(column: String)
    case phone
    case boolean(column: String)
    /// Whether there is a mail address: nothing here finds out more about it.
    case validEmail
    case date(column: String, topic: DatabaseMemory.Topic)
    case tags
    /// A JSON array of strings.
    case list(column: String)
    /// The value with this id in a contact's custom fields.
    case customField(id: String)
    /// A field that no contact of the sandbox has a value in.
    case absent
  }

  /// What can be asked of a field.
  enum Operator: String, Sendable {
    case eq
    case notEq = "not_eq"
    case contains
    case notContains = "not_contains"
    case exists
    case notExists = "not_exists"
    case range
    case gte, lte, gt, lt
    case nested
  }

  let storage: Storage
  let operators: Set<Operator>

  /// The field of this name, or nothing where the API knows none.
  init?(named name: String) {
    let all: Set<Operator> = [.eq, .notEq, .contains, .notContains, .exists, .notExists]
    let choice: Set<Operator> = [.eq, .notEq, .exists, .notExists]
    let date: Set<Operator> = [.range, .exists, .notExists, .gte, .lte, .gt, .lt]
    func text(_ field: TextField) -> Storage { .text(column: field.column) }
    switch name {
    case "id": (storage, operators) = (.id, [.eq, .notEq])
    case "tags": (storage, operators) = (.tags, all)
    case "email": (storage, operators) = (.lowered(column: TextField.email.column), choice)
    case "website": (storage, operators) = (text(.website), choice)
    case "phone": (storage, operators) = (.phone, all)
    case "firstNameLowerCase": (storage, operators) = (.lowered(column: "first_lower"), all)
    case "lastNameLowerCase": (storage, operators) = (.lowered(column: "last_lower"), all)
    case "address": (storage, operators) = (text(.address1), all)
    case "city": (storage, operators) = (text(.city), all)
    case "companyName", "businessName": (storage, operators) = (text(.companyName), all)
    case "postalCode": (storage, operators) = (text(.postalCode), all)
    case "source": (storage, operators) = (text(.source), all)
    case "state": (storage, operators) = (text(.state), all)
    case "country": (storage, operators) = (text(.country), choice)
    case "assignedTo": (storage, operators) = (text(.assignedTo), choice)
    case "followers": (storage, operators) = (.list(column: DocumentField.followers.column), choice)
    case "timezone": (storage, operators) = (text(.timezone), choice)
    case "type": (storage, operators) = (text(.type), choice)
    case "dnd": (storage, operators) = (.boolean(column: "dnd"), choice)
    case "validEmail": (storage, operators) = (.validEmail, choice)
    case "isValidWhatsapp", "activeWorkflows", "finishedWorkflows": (storage, operators) = (.absent, choice)
    case "dateAdded": (storage, operators) = (.date(column: "date_added", topic: .contacts), date)
    case "dateUpdated": (storage, operators) = (.date(column: "date_updated", topic: .dateUpdated), date)
    case "lastAppointment", "lastEmailClickedDate", "lastEmailOpenedDate":
      (storage, operators) = (.absent, date)
    case "opportunity": (storage, operators) = (.absent, [.nested])
    default:
      let prefix = "customFields."
      guard name.hasPrefix(prefix), name.count > prefix.count else { return nil }
      (storage, operators) = (.customField(id: String(name.dropFirst(prefix.count))), all)
    }
  }
}
