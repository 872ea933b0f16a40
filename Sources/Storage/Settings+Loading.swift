import Tagging

extension Settings {
  /// The address of the real API.
  package static let publicAddress = "https://services.leadconnectorhq.com"

  /// Reads the configuration file, and puts options and environment before it.
  ///
  /// Order: option, environment, profile, top of the file, default. There need not be a file, unless it was named.
  package static func load(
    options: SettingsOptions = SettingsOptions(), environment: [String: String]
  ) throws(SettingsError) -> Settings {
    let paths = Paths(
      environment: environment, configFile: options.configFile, stateDirectory: options.stateDirectory)
    let document = try read(paths.configFile, mustExist: options.configFile != nil)
    try ConfigSchema.check(document)
    return try Settings(
      SettingsSource(options: options, environment: environment, document: document, paths: paths))
  }

  private static func read(_ path: String, mustExist: Bool) throws(SettingsError) -> ConfigDocument {
    let bytes: [UInt8]?
    do {
      bytes = try PrivateFiles.read(path)
    } catch {
      throw SettingsError(error)
    }
    guard let bytes else {
      if mustExist { throw SettingsError(.unreadable, "There is no configuration file \(path).") }
      return ConfigDocument(absent: path)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw SettingsError(.invalid, "\(path) is not UTF-8 text.")
    }
    return try ConfigDocument(text, path: path)
  }

  private init(_ source: SettingsSource) throws(SettingsError) {
    paths = source.paths
    profile = source.profile
    profiles = source.document[table: "profiles"].keys.sorted()
    location = source.text("location", option: ("--location", source.options.location), "TAGDESK_LOCATION")
    baseURL =
      source.text("base_url", option: ("--base-url", source.options.baseURL), "TAGDESK_BASE_URL")
      ?? Setting(Self.publicAddress, .standard)
    token = try source.token()
    version = source.text("version") ?? Setting("2021-07-28", .standard)
    tagCase = source.choice("tag_case", or: .fold)
    bulkPath = source.choice("bulk_path", or: .official)
    bulkContacts = source.number("bulk_contacts", or: 100)
    bulkTags = source.number("bulk_tags", or: 10)
    confirmAbove = source.number("confirm_above", or: 500)
    guardedTags = source.texts("guarded_tags") ?? Setting([], .standard)
    dailyReserve = source.number("daily_reserve", or: 0)
    pollSeconds = source.number("poll_seconds", or: 60)
    historyDays = source.number("history_days", or: 365)
    sweepDays = source.number("sweep_days", or: 7)
    isReadOnly =
      source.options.isReadOnly
      ? Setting(true, .option("--read-only")) : source.flag("read_only") ?? Setting(false, .standard)
    if source.options.isColorless {
      isColored = Setting(false, .option("--no-color"))
    } else if source.variable("NO_COLOR") != nil {
      isColored = Setting(false, .environment("NO_COLOR"))
    } else {
      isColored = Setting(true, .standard)
    }
    columns = source.texts("columns")
    keys = source.document[table: "keys"].mapValues(\.texts)
    theme = source.document[table: "theme"].compactMapValues(\.texts.first)
    tagSets = source.document[table: "sets"].compactMapValues(\.texts.first)
    for name in tagSets.keys.sorted() where name.count != 1 {
      throw SettingsError(
        .invalid, "\(source.document.place(of: ["sets", name])): a tag set's name is one letter, not \(name)."
      )
    }
  }
}

/// What the settings are taken from.
private struct SettingsSource {
  let options: SettingsOptions
  let environment: [String: String]
  let document: ConfigDocument
  let paths: Paths
  let profile: Setting<String>?
  private let settings: [String: ConfigValue]

  init(
    options: SettingsOptions, environment: [String: String], document: ConfigDocument, paths: Paths
  ) throws(SettingsError) {
    self.options = options
    self.environment = environment
    self.document = document
    self.paths = paths
    let profiles = document[table: "profiles"]
    profile = try Self.profile(options, environment, document)
    if let profile, case .table(let table) = profiles[profile.value] {
      settings = table
    } else {
      settings = [:]
    }
  }

  /// The profile that is in use: one that is named must be there; the only one there is need not be named.
  private static func profile(
    _ options: SettingsOptions, _ environment: [String: String], _ document: ConfigDocument
  ) throws(SettingsError) -> Setting<String>? {
    let profiles = document[table: "profiles"]
    var found: Setting<String>?
    if let name = options.profile {
      found = Setting(name, .option("--profile"))
    } else if let name = environment["TAGDESK_PROFILE"], !name.isEmpty {
      found = Setting(name, .environment("TAGDESK_PROFILE"))
    } else if let name = document.values["default_profile"]?.texts.first {
      found = Setting(name, .file)
    } else if profiles.count == 1, let name = profiles.keys.first {
      found = Setting(name, .file)
    }
    guard let found, profiles[found.value] == nil else { return found }
    throw SettingsError(
      .invalid, "There is no profile \(found.value) in \(document.path) (named by: \(found.origin)).",
      remedy: profiles.isEmpty
        ? "Add [profiles.\(found.value)] with its location, or name none."
        : "There are: \(profiles.keys.sorted().joined(separator: ", ")).")
  }

  func variable(_ name: String) -> String? {
    environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// A value of the profile, else of the top of the file.
  private func value(_ key: String) -> (value: ConfigValue, origin: SettingOrigin)? {
    if let profile, let value = settings[key] { return (value, .profile(profile.value)) }
    return document.values[key].map { ($0, .file) }
  }

  func text(
    _ key: String, option: (name: String, value: String?)? = nil, _ name: String? = nil
  ) -> Setting<String>? {
    if let option, let value = option.value { return Setting(value, .option(option.name)) }
    if let name, let value = variable(name) { return Setting(value, .environment(name)) }
    guard let (value, origin) = value(key), case .text(let text) = value else { return nil }
    return Setting(text, origin)
  }

  func choice<Choice: RawRepresentable<String> & Sendable & Equatable>(
    _ key: String, or fallback: Choice
  ) -> Setting<Choice> {
    guard let text = text(key), let choice = Choice(rawValue: text.value) else {
      return Setting(fallback, .standard)
    }
    return Setting(choice, text.origin)
  }

  func number(_ key: String, or fallback: Int) -> Setting<Int> {
    guard let (value, origin) = value(key), case .number(let number) = value else {
      return Setting(fallback, .standard)
    }
    return Setting(number, origin)
  }

  func flag(_ key: String) -> Setting<Bool>? {
    guard let (value, origin) = value(key), case .flag(let flag) = value else { return nil }
    return Setting(flag, origin)
  }

  func texts(_ key: String) -> Setting<[String]>? {
    value(key).map { Setting($0.value.texts, $0.origin) }
  }
}

extension SettingsSource {
  /// Where the token is; two places in one profile are an error, not a guess.
  func token() throws(SettingsError) -> Setting<TokenPlace>? {
    if variable("TAGDESK_TOKEN") != nil { return Setting(.environment, .environment("TAGDESK_TOKEN")) }
    var places: [(key: String, place: TokenPlace)] = []
    if let path = file("token_file") { places.append(("token_file", .secret(.file(path)))) }
    if let line = text("token_command")?.value { places.append(("token_command", .secret(.command(line)))) }
    if let client = try oauth() { places.append(("oauth_client_id", .oauth(client))) }
    if places.count > 1 {
      throw problem(places[1].key, "there is already \(places[0].key); a profile has one place of its token.")
    }
    if let profile, let place = places.first { return Setting(place.place, .profile(profile.value)) }
    let store = FileTokenStore(directory: paths.tokenDirectory)
    let name = profile?.value ?? "default"
    return store.has(name) ? Setting(.secret(.file(store.path(name))), .login) : nil
  }

  private func oauth() throws(SettingsError) -> OAuthClient? {
    let keys = ConfigSchema.profile.keys.filter { $0.hasPrefix("oauth_") && settings[$0] != nil }.sorted()
    guard let first = keys.first else { return nil }
    guard let id = text("oauth_client_id")?.value else {
      throw problem(first, "oauth_client_id is missing beside it.")
    }
    guard let refreshTokenFile = file("oauth_refresh_token_file") else {
      throw problem(first, "oauth_refresh_token_file is missing beside it.")
    }
    switch (file("oauth_client_secret_file"), text("oauth_client_secret_command")?.value) {
    case (let path?, nil):
      return OAuthClient(id: id, secret: .file(path), refreshTokenFile: refreshTokenFile)
    case (nil, let line?):
      return OAuthClient(id: id, secret: .command(line), refreshTokenFile: refreshTokenFile)
    default:
      throw problem(
        first, "either oauth_client_secret_file or oauth_client_secret_command must be beside it.")
    }
  }

  private func file(_ key: String) -> String? {
    text(key).map {
      Paths.expanded(
        $0.value, home: environment["HOME"] ?? "~", in: PrivateFiles.parent(of: document.path))
    }
  }

  private func problem(_ key: String, _ text: String) -> SettingsError {
    let keys = ["profiles", profile?.value ?? "", key]
    return SettingsError(.invalid, "\(document.place(of: keys)): \(keys.joined(separator: ".")): \(text)")
  }
}

extension ConfigValue {
  /// A text alone or a list of them.
  fileprivate var texts: [String] {
    switch self {
    case .text(let text): [text]
    case .list(let list): list.flatMap(\.texts)
    default: []
    }
  }
}
