import Foundation
import Tagging

/// Contacts out of few words, so that everything happens to coincide with something.
struct SampleContacts {
  var random: SeededGenerator

  static let names = [
    "", "Ana Lima", "ANA LÍMA", "Bo Chen 陳", "José García", "jose garcia", "Élan Vital", "an",
  ]
  static let emails = ["", "ana@acme.example", "Bo@Acme.example", "an@an.an", "x+1415@b.example"]
  static let phones = ["", "+1 (415) 555-0100", "14155550100", "+351 912 345 678", "0100"]
  static let companies = ["", "Acme Dental", "ACME dental", "Übergrößen", "Ana's Café"]
  static let values = ["", "web", "Web Form", "import", "é", "Lisboa"]
  static let tags = ["vip", "VIP", "Vip", "lead", "web-a", "web-b", "needs follow up", "été", "ÉTÉ", "x"]
    .map { ContactTag($0) }
  static let now = Date(timeIntervalSinceReferenceDate: 800_000_000)

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  mutating func id(below limit: Int) -> ContactID {
    ContactID("id\(Int.random(in: 0..<limit, using: &random))")
  }

  mutating func contact(_ id: ContactID) -> Contact {
    Contact(
      id: id, name: random.pick(Self.names), email: random.pick(Self.emails),
      phone: random.pick(Self.phones), company: random.pick(Self.companies),
      source: random.pick(Self.values), type: random.pick(Self.values), country: random.pick(Self.values),
      city: random.pick(Self.values), assignedTo: random.pick(Self.values),
      isDoNotDisturb: random.chance(0.3), additionalEmails: random.some(0..<3, of: Self.emails),
      additionalPhones: random.some(0..<3, of: Self.phones), tags: tags(), dateAdded: date(),
      dateUpdated: date())
  }

  mutating func tags() -> [ContactTag] {
    var seen: Set<ContactTag> = []
    return random.some(0..<6, of: Self.tags).filter { seen.insert($0).inserted }
  }

  private mutating func date() -> Date? {
    if random.chance(0.2) { return nil }
    return Self.now.addingTimeInterval(-Double(Int.random(in: 0..<40, using: &random)) * 43200)
  }
}
