import Tagging

/// Which keys the configuration file may have, and what they may hold.
enum ConfigSchema {
  /// What a key holds.
  enum Kind {
    case text
    case address
    case choice([String])
    case number(ClosedRange<Int>)
    case flag
    case texts
    case textOrTexts
  }

  /// Settings that stand in a profile, or at the top of the file for all profiles.
  static let shared: [String: Kind] = [
    "version": .text,
    "tag_case": .choice([TagCase.fold.rawValue, TagCase.exact.rawValue]),
    "bulk_path": .choice(BulkDialect.allCases.map(\.rawValue)),
    "bulk_contacts": .number(1...500),
    "bulk_tags": .number(1...100),
    "confirm_above": .number(0...1_000_000_000),
    "guarded_tags": .texts,
    "daily_reserve": .number(0...1_000_000_000),
    "poll_seconds": .number(0...86_400),
    "history_days": .number(1...36_500),
    "sweep_days": .number(1...3_650),
    "read_only": .flag,
  ]

  /// Settings of one profile.
  static let profile: [String: Kind] = shared.merging(
    [
      "location": .text,
      "base_url": .address,
      "token_file": .text,
      "token_command": .text,
      "oauth_client_id": .text,
      "oauth_client_secret_file": .text,
      "oauth_client_secret_command": .text,
      "oauth_refresh_token_file": .text,
    ], uniquingKeysWith: { $1 })

  private static let top: [String: Kind] = shared.merging(
    ["default_profile": .text, "columns": .texts], uniquingKeysWith: { $1 })
  /// Tables whose keys people choose.
  private static let tables: [String: Kind] = ["keys": .textOrTexts, "theme": .text, "sets": .text]

  /// Refuses unknown keys and values of a wrong kind, in all profiles and not only the one in use.
  static func check(_ document: ConfigDocument) throws(SettingsError) {
    for (key, value) in document.values.sorted(by: { $0.key < $1.key }) {
      if let kind = top[key] {
        try check(value, kind, [key], document)
      } else if let kind = tables[key] {
        for (name, value) in try table(value, [key], document) {
          try check(value, kind, [key, name], document)
        }
      } else if key == "profiles" {
        for (name, value) in try table(value, [key], document) {
          try checkProfile(name, table(value, [key, name], document), document)
        }
      } else {
        try refuse([key], Array(top.keys) + Array(tables.keys) + ["profiles"], document)
      }
    }
  }

  private static func checkProfile(
    _ name: String, _ settings: [(String, ConfigValue)], _ document: ConfigDocument
  ) throws(SettingsError) {
    guard FileTokenStore.isUsable(name) else {
      throw SettingsError(
        .invalid,
        "\(document.place(of: ["profiles", name])): a profile's name has letters, digits, - _ and . only, and does not"
          + " begin with a dot.")
    }
    for (key, value) in settings {
      guard let kind = profile[key] else {
        return try refuse(["profiles", name, key], Array(profile.keys), document)
      }
      try check(value, kind, ["profiles", name, key], document)
    }
  }

  private static func table(
    _ value: ConfigValue, _ keys: [String], _ document: ConfigDocument
  ) throws(SettingsError) -> [(String, ConfigValue)] {
    guard case .table(let table) = value else {
      throw wrong(value, "a table", keys, document)
    }
    return table.sorted { $0.key < $1.key }
  }

  private static func check(
    _ value: ConfigValue, _ kind: Kind, _ keys: [String], _ document: ConfigDocument
  ) throws(SettingsError) {
    let texts: Bool
    if case .list(let list) = value {
      texts = list.allSatisfy { if case .text = $0 { true } else { false } }
    } else {
      texts = false
    }
    switch (kind, value) {
    case (.text, .text(let text)) where !text.isEmpty: return
    case (.address, .text(let text)) where text.hasPrefix("https://") || text.hasPrefix("http://"): return
    case (.choice(let choices), .text(let text)) where choices.contains(text): return
    case (.number(let range), .number(let number)) where range.contains(number): return
    case (.flag, .flag), (.textOrTexts, .text): return
    case (.texts, .list) where texts: return
    case (.textOrTexts, .list) where texts: return
    case (.text, _): throw wrong(value, "a text that is not empty", keys, document)
    case (.address, _): throw wrong(value, "an address that begins with https://", keys, document)
    case (.choice(let choices), _):
      throw wrong(value, choices.map { "\"\($0)\"" }.joined(separator: " or "), keys, document)
    case (.number(let range), _):
      throw wrong(value, "a number from \(range.lowerBound) to \(range.upperBound)", keys, document)
    case (.flag, _): throw wrong(value, "true or false", keys, document)
    case (.texts, _): throw wrong(value, "a list of texts", keys, document)
    case (.textOrTexts, _): throw wrong(value, "a text or a list of texts", keys, document)
    }
  }

  private static func wrong(
    _ value: ConfigValue, _ expected: String, _ keys: [String], _ document: ConfigDocument
  ) -> SettingsError {
    let found: String
    switch value {
    case .text(let text): found = text.count <= 40 ? "\"\(text)\"" : value.kindName
    case .number(let number): found = "\(number)"
    default: found = value.kindName
    }
    return SettingsError(
      .invalid,
      "\(document.place(of: keys)): \(keys.joined(separator: ".")) must be \(expected), but is \(found).")
  }

  private static func refuse(
    _ keys: [String], _ known: [String], _ document: ConfigDocument
  ) throws(SettingsError) {
    let key = keys.last ?? ""
    let near = known.map { (name: $0, distance: editDistance($0, key)) }
      .filter { $0.distance <= max(2, key.count / 3) || $0.name.hasPrefix(key) }
      .min { ($0.distance, $0.name) < ($1.distance, $1.name) }
    throw SettingsError(
      .invalid, "\(document.place(of: keys)): there is no setting \(keys.joined(separator: ".")).",
      remedy: near.map { "Did you mean \($0.name)?" }
        ?? "There are: \(known.sorted().joined(separator: ", ")).")
  }

  /// How many letters have to be put in, taken out or changed.
  private static func editDistance(_ left: String, _ right: String) -> Int {
    let right = Array(right)
    var row = Array(0...right.count)
    for letter in left {
      var corner = row[0]
      row[0] += 1
      for (index, other) in right.enumerated() {
        let change = corner + (letter == other ? 0 : 1)
        corner = row[index + 1]
        row[index + 1] = min(change, corner + 1, row[index] + 1)
      }
    }
    return row[right.count]
  }
}
