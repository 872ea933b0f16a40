/// The names that stand before a colon.
public enum QueryField: String, Sendable, Equatable, CaseIterable {
  case tag, base, name, email, phone, company, id, source, type, country, city, assigned, dnd, added, updated,
    tags, has
  case `is`

  /// What the field asks for, in a few words.
  public var summary: String {
    switch self {
    case .tag: "a tag, as it will be after the commit; web* for a beginning"
    case .base: "a tag, as the server has it"
    case .name: "text in the name"
    case .email: "text in an e-mail address"
    case .phone: "digits in a phone number"
    case .company: "text in the company"
    case .id: "text in the contact's id"
    case .source: "text in the source"
    case .type: "text in the type, as lead"
    case .country: "text in the country"
    case .city: "text in the city"
    case .assigned: "text in the id of the user in charge"
    case .dnd: "do not disturb: yes or no"
    case .added: "when it was added: >2026-01-01, 2026-01..2026-03, <7d"
    case .updated: "when it last changed: >2026-01-01, 2026-01..2026-03, <7d"
    case .tags: "how many tags: 0, >5, 2..4"
    case .has: "whether a field is filled: has:email, has:tags"
    case .is: "staged, marked or failed"
    }
  }

  /// The words that may follow; empty where anything may.
  public var words: [String] {
    switch self {
    case .has: Query.Presence.allCases.map(\.rawValue)
    case .is: Query.Mark.allCases.map(\.rawValue)
    case .dnd: ["yes", "no"]
    default: []
    }
  }

  /// The names most like a mistyped one, the nearest first.
  static func near(_ name: String) -> [String] { near(name, among: allCases.map(\.rawValue)) }

  static func near(_ name: String, among words: [String]) -> [String] {
    let typed = Array(name.lowercased().prefix(20))
    let ranked = words.compactMap { word -> (distance: Int, word: String)? in
      if typed.count > 1, word.hasPrefix(String(typed)) || String(typed).hasPrefix(word) { return (1, word) }
      let distance = typed.distance(to: Array(word))
      return distance <= Swift.max(1, Swift.min(2, word.count / 2)) ? (distance, word) : nil
    }
    return ranked.sorted { $0 < $1 }.prefix(3).map(\.word)
  }
}

extension [Character] {
  /// How many letters to put in, take out or change, at the least.
  fileprivate func distance(to other: [Character]) -> Int {
    var row = Array<Int>(0...other.count)
    for (index, character) in enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for place in other.indices {
        let change = diagonal + (character == other[place] ? 0 : 1)
        diagonal = row[place + 1]
        row[place + 1] = Swift.min(change, row[place] + 1, row[place + 1] + 1)
      }
    }
    return row[other.count]
  }
}
