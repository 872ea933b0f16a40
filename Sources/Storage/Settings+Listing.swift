import Tagging

/// A line of what `tagdesk config` prints.
package struct SettingLine: Sendable, Equatable {
  /// The key as it is in the configuration file.
  package var key: String
  package var value: String
  package var origin: SettingOrigin
}

extension Settings {
  /// All settings in force; no secret among them, only where it is.
  package var lines: [SettingLine] {
    var lines: [SettingLine] = []
    func add<Value>(_ key: String, _ setting: Setting<Value>?, _ text: (Value) -> String) {
      lines.append(
        SettingLine(
          key: key, value: setting.map { text($0.value) } ?? "", origin: setting?.origin ?? .standard))
    }
    func list(_ texts: [String]) -> String { texts.joined(separator: ", ") }
    add("profile", profile, \.self)
    add("location", location, \.self)
    add("base_url", baseURL, \.self)
    add("token", token, \.description)
    add("version", version, \.self)
    add("tag_case", tagCase, \.rawValue)
    add("bulk_path", bulkPath, \.rawValue)
    for (key, setting) in [
      ("bulk_contacts", bulkContacts), ("bulk_tags", bulkTags), ("confirm_above", confirmAbove),
      ("daily_reserve", dailyReserve), ("poll_seconds", pollSeconds), ("history_days", historyDays),
      ("sweep_days", sweepDays),
    ] {
      add(key, setting) { "\($0)" }
    }
    add("guarded_tags", guardedTags, list)
    add("read_only", isReadOnly) { "\($0)" }
    add("color", isColored) { "\($0)" }
    add("columns", columns, list)
    for (name, keys) in keys.sorted(by: { $0.key < $1.key }) {
      add("keys.\(name)", Setting(keys, .file), list)
    }
    for (name, look) in theme.sorted(by: { $0.key < $1.key }) {
      add("theme.\(name)", Setting(look, .file), \.self)
    }
    for (name, tags) in tagSets.sorted(by: { $0.key < $1.key }) {
      add("sets.\(name)", Setting(tags, .file), \.self)
    }
    return lines
  }
}

extension TokenPlace: CustomStringConvertible {
  /// Where it is, as `tagdesk config` prints it.
  package var description: String {
    switch self {
    case .environment: "in TAGDESK_TOKEN"
    case .secret(let place): place.description
    case .oauth(let client): "OAuth client \(client.id), refresh token in file \(client.refreshTokenFile)"
    }
  }
}

extension SecretPlace: CustomStringConvertible {
  package var description: String {
    switch self {
    case .file(let path): "in file \(path)"
    case .command(let line): "from command \(line)"
    }
  }
}
