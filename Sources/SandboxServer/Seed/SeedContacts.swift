/// Makes up the contacts of a location, each from the seed and its own number alone.
struct SeedContacts: Sendable {
  private let seed: UInt64
  private let count: Int
  private let people: [SeedPeople]
  private let tags = SeedTags()

  /// The time of the first and the last contact: 2019-01-01 and 2026-11-01, in milliseconds since 1970.
  private static let firstDay: Int64 = 1_546_300_800_000
  private static let lastDay: Int64 = 1_793_491_200_000
  /// When a list was imported: many contacts have this very millisecond.
  private static let importTime: Int64 = 1_711_015_200_000

  private static let companies = [
    "Acme", "Northwind", "Globex", "Initech", "Umbra", "Stellar", "Blue Harbor", "Kestrel", "Zenith",
    "Müller & Söhne",
    "Café Lumière", "株式会社さくら", "Smith, Baker & Co.", "\"Quoted\" Works", "Łódź Logistics",
  ]
  private static let suffixes = ["LLC", "Inc.", "GmbH", "Ltd", "S.A.", "Group", "Studio", "Clinic", ""]
  private static let domains = [
    "acme.example", "northwind.example", "mail.example", "example.com", "example.org",
  ]
  private static let sources = [
    "website", "Facebook Ads", "Google", "referral", "walk-in", "import 2024", "Instagram", "phone call", "",
  ]
  private static let types = ["lead", "lead", "lead", "customer"]
  private static let owners = ["OwnerSandbox00000001", "OwnerSandbox00000002", "OwnerSandbox00000003"]
  private static let streets = [
    "Main Street", "Harbour Road", "Rue de l'Église", "Königsallee", "Calle Ñuñoa", "中山路",
  ]

  init(seed: UInt64, count: Int) {
    self.seed = seed
    self.count = count
    people = SeedPeople.all.flatMap { Array(repeating: $0, count: $0.share) }
  }

  /// The contact of this number, from 0 on; its tags are places in `SeedTags.names`.
  func contact(_ index: Int) -> ContactRecord {
    var random = SandboxRandom(seed: seed, index: index)
    var contact = ContactRecord()
    contact.id = SandboxID.make(&random)
    let people = random.pick(self.people)
    let place = random.pick(people.places)
    let first = random.pick(people.firstNames)
    let last = random.pick(people.lastNames)
    contact[.firstName] = first.text
    contact[.lastName] = last.text
    setAddresses(&contact, first.ascii, last.ascii, place, index, &random)
    setPlace(&contact, place, &random)
    setDates(&contact, index, &random)
    contact[.type] = random.pick(Self.types)
    contact[.source] = random.pick(Self.sources)
    if random.oneIn(3) { contact[.assignedTo] = random.pick(Self.owners) }
    if random.oneIn(3) {
      let company = "\(random.pick(Self.companies)) \(random.pick(Self.suffixes))"
      contact[.companyName] = company.trimmingWhitespace()
    }
    setRarities(&contact, &random)
    contact.tags = tags.deal(&random).map(Int64.init)
    setSpecial(&contact, index)
    return contact
  }

  private func setAddresses(
    _ contact: inout ContactRecord, _ first: String, _ last: String, _ place: SeedPlace, _ index: Int,
    _ random: inout SandboxRandom
  ) {
    let domain = random.pick(Self.domains)
    if !random.oneIn(12) { contact[.email] = "\(first).\(last)\(index)@\(domain)" }
    if !random.oneIn(7) {
      // Numbers follow from the contact's own, so that no two are alike by chance.
      var modulus = 1
      for _ in 0..<place.digits { modulus *= 10 }
      contact[.phone] = place.prefix + Self.padded((index &* 7_919 + 1_000_003) % modulus, place.digits)
    }
    if random.oneIn(9) {
      contact[.additionalEmails] = "[\"\(first)\(index)@home.example\"]"
    }
    if random.oneIn(14) {
      contact[.additionalPhones] = "[\"\(place.prefix)\(Self.padded(index % 10_000_000, 7))\"]"
    }
    // Families and front desks share a number: the one before has it too.
    if index > 0, index % 97 == 0 { contact[.phone] = "+1503555\(Self.padded(index / 194 % 10_000, 4))" }
  }

  private func setPlace(_ contact: inout ContactRecord, _ place: SeedPlace, _ random: inout SandboxRandom) {
    guard !random.oneIn(10) else { return }
    contact[.city] = place.city
    contact[.state] = place.state
    contact[.country] = place.country
    contact[.timezone] = place.timezone
    if random.oneIn(2) {
      contact[.address1] = "\(random.below(200) + 1) \(random.pick(Self.streets))"
      contact[.postalCode] = Self.padded(random.below(90_000) + 10_000, 5)
    }
  }

  private func setDates(_ contact: inout ContactRecord, _ index: Int, _ random: inout SandboxRandom) {
    contact.dateAdded = dateAdded(index)
    let earliest = max(contact.dateAdded, Self.firstDay)
    contact.dateUpdated = earliest + Int64(random.below(Int(Self.lastDay - earliest) + 1))
  }

  /// When the contact of this number was added; 0 for one in 499, of which nobody knows.
  private func dateAdded(_ index: Int) -> Int64 {
    if index % 499 == 23 { return 0 }
    // The imported list: a fortieth of all contacts, 5,000 at most.
    if index % 40 == 7, index / 40 < 5_000 { return Self.importTime }
    var random = SandboxRandom(seed: seed &+ 0x6461_7465, index: index)
    return Self.firstDay + Int64(random.below(Int(Self.lastDay - Self.firstDay)))
  }

  /// The numbers of all contacts in the order in which they were added.
  ///
  /// Stored in this order, the contacts of a page lie beside each other.
  func inOrderOfDate() -> [Int] {
    let dates = (0..<count).map(dateAdded)
    return (0..<count).sorted { (dates[$0], $0) < (dates[$1], $1) }
  }

  private func setRarities(_ contact: inout ContactRecord, _ random: inout SandboxRandom) {
    if random.oneIn(25) {
      contact.dnd = true
      contact[.dndSettings] = #"{"SMS":{"status":"active","message":"asked by phone","code":"101"}}"#
    }
    if random.oneIn(6) {
      contact[.dateOfBirth] =
        "\(1940 + random.below(65))-\(Self.padded(random.below(12) + 1, 2))-\(Self.padded(random.below(28) + 1, 2))"
    }
    if random.oneIn(20) {
      contact[.customFields] = #"[{"id":"FieldSandbox00000001","value":"\#(random.below(90) + 10)"}]"#
    }
    if random.oneIn(30) { contact[.followers] = "[\"\(random.pick(Self.owners))\"]" }
    if random.oneIn(15) { contact[.website] = "https://\(random.pick(Self.domains))" }
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}

// MARK: - Contacts that a program has to be careful with

extension SeedContacts {
  /// Changes a few contacts near the beginning, and some further on, into ones that are hard to show.
  private func setSpecial(_ contact: inout ContactRecord, _ index: Int) {
    switch index {
    case 11: contact.setName("Red\u{1B}[31mAlert\u{1B}[0m", "\u{1B}]0;owned\u{7}Escape")
    case 13: contact.setName("abc\u{202E}fed\u{2066}", "Override")
    case 17: contact.setName("👩‍👩‍👧‍👦 Family", "🇨🇭 Keller 👍🏽")
    case 19:
      contact.setName(
        "Wolfeschlegelsteinhausenbergerdorff Adolph Blaine Charles David Earl Frederick Gerald Hubert Irvin",
        "Oliver-Featherstonehaugh-Cholmondeley-Marjoribanks the Third of Somewhere Far Away")
      contact[.companyName] =
        "The Very Long Company Name Partnership for the Advancement of Unreasonably Wide Columns in Small Terminals Ltd"
    case 23: contact.setName("", "")
    case 29:
      // Nothing but an id.
      let bare = contact
      contact = ContactRecord()
      contact.id = bare.id
      contact.dateUpdated = bare.dateUpdated
      contact[.type] = "lead"
    case 31: contact.setName("Zalgơ̷̢͖̈́ͅ", "C̈ombining é")
    case 37: contact.setName("Tab\there", "Line\nbreak")
    case 41: contact.setName("ＦＵＬＬ　ＷＩＤＴＨ", "ｶﾀｶﾅ")
    default:
      if index % 101 == 50 { contact.setName(contact[.firstName], "") }
      if index % 211 == 60 { contact.setName("", "") }
      if index % 307 == 61 { contact.setName("\(contact[.firstName]) 🌟", contact[.lastName]) }
    }
  }
}

extension ContactRecord {
  fileprivate mutating func setName(_ first: String, _ last: String) {
    self[.firstName] = first
    self[.lastName] = last
  }
}
