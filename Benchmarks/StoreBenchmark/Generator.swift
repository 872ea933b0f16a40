import Tagging

import struct Foundation.Date

/// Plausible contacts, the same in every run.
struct ContactGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  private static let firstNames = [
    "Ana", "Anna", "José", "Maria", "João", "Bo", "Chen", "Olga", "Ivan", "Søren", "Zoë", "Peter", "Susan",
    "Mohammed", "Aisha", "Wei", "Yuki", "Lars", "Chloé", "Dmitri", "Emma", "Noah", "Liam", "Olivia", "Lucas",
    "Mia",
    "Ethan", "Sofia", "Mateo", "Isabella", "Hannah", "Jakub", "Zofia", "Marek", "Ola", "Priya", "Arjun",
    "Fatima",
    "Omar", "Leila",
  ]
  private static let lastNames = [
    "Lima", "Smith", "García", "Müller", "Kowalski", "Nguyễn", "Chen", "Silva", "Santos", "Ivanova", "Petrov",
    "Johnson", "Williams", "Brown", "Jones", "Miller", "Davis", "Rodriguez", "Martinez", "Hernandez", "Lopez",
    "Anderson", "Thomas", "Taylor", "Moore", "Jackson", "Martin", "Lee", "Thompson", "White", "Harris",
    "Clark",
    "Lewis", "Walker", "Hall", "Young", "Allen", "King", "Wright", "Scott", "Novák", "Østergaard", "陳", "田中",
  ]
  private static let companies = [
    "Acme", "Globex", "Initech", "Umbrella", "Stark", "Wayne", "Hooli", "Vehement", "Massive", "Soylent",
  ]
  private static let kinds = ["Dental", "Legal", "Fitness", "Realty", "Foods", "Labs", "Media", "Care"]
  private static let domains = ["gmail.com", "yahoo.com", "outlook.com", "acme.example", "globex.example"]
  private static let cities =
    (0..<400).map { "City \($0)" } + ["Lisboa", "Porto", "São Paulo", "Berlin", "Austin"]
  private static let tags = (0..<2_000).map { ContactTag("tag \($0)") }
  private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)

  mutating func contact(_ number: Int) -> Contact {
    let first = pick(Self.firstNames)
    let last = pick(Self.lastNames)
    let company = chance(0.6) ? "\(pick(Self.companies)) \(pick(Self.kinds)) \(below(2_000))" : ""
    let mail = "\(first.lowercased()).\(last.lowercased())\(below(10_000))@\(pick(Self.domains))"
    return Contact(
      id: ContactID(String(decoding: (0..<20).map { _ in pick(Self.digits) }, as: UTF8.self)),
      name: "\(first) \(last)", email: chance(0.92) ? mail : "",
      phone: chance(0.8) ? "+1\(2_000_000_000 + below(7_999_999_999))" : "", company: company,
      source: pick(["web form", "import", "facebook lead", "google ads", "referral", ""]),
      type: pick(["lead", "customer", ""]), country: pick(["US", "PT", "DE", "BR", "GB", ""]),
      city: pick(Self.cities), assignedTo: chance(0.5) ? "user\(below(40))" : "",
      isDoNotDisturb: chance(0.05),
      additionalEmails: chance(0.05) ? ["second\(number)@gmail.com"] : [], tags: tags(),
      dateAdded: Date(timeIntervalSinceReferenceDate: 800_000_000 - Double(number) * 61),
      dateUpdated: Date(timeIntervalSinceReferenceDate: 800_000_000 - Double(below(50_000_000))))
  }

  /// About 5.5 a contact, some tags on many contacts and many on few.
  private mutating func tags() -> [ContactTag] {
    var numbers: Set<Int> = []
    for _ in 0..<below(12) {
      let share = Double(below(1_000_000)) / 1_000_000
      numbers.insert(Int(2_000 * share * share * share * share))
    }
    return numbers.sorted().map { Self.tags[$0] }
  }

  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }

  private mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
  private mutating func chance(_ share: Double) -> Bool { Double(below(1_000_000)) < share * 1_000_000 }
  private mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
}
