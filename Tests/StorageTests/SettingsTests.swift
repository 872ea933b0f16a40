import Foundation
import Tagging
import Testing

@testable import Storage

@Suite struct `The settings` {
  let directory: TemporaryDirectory
  let home: [String: String]

  init() throws {
    directory = try TemporaryDirectory()
    home = ["HOME": directory.path]
  }

  @Test func `are the defaults where nothing is said`() throws {
    let settings = try Settings.load(environment: home)
    #expect(settings.profile == nil)
    #expect(settings.location == nil)
    #expect(settings.token == nil)
    #expect(settings.baseURL == Setting("https://services.leadconnectorhq.com", .standard))
    #expect(settings.planLimits == PlanLimits(contacts: 100, tags: 10))
    #expect(settings.confirmAbove.value == 500)
    #expect(settings.pollSeconds.value == 60)
    #expect(settings.historyDays.value == 365)
    #expect(settings.sweepDays.value == 7)
    #expect(settings.dailyReserve.value == 0)
    #expect(settings.tagCase.value == .fold)
    #expect(settings.tokenName == "default")
  }

  @Test func `come from the option, else the environment, else the profile, else the top of the file`() throws
  {
    try write(
      """
      default_profile = "acme"
      bulk_tags = 5
      bulk_contacts = 50

      [profiles.acme]
      location = "loc-acme"
      bulk_contacts = 400
      tag_case = "exact"
      guarded_tags = ["vip", "do not touch"]

      [profiles.beta]
      location = "loc-beta"
      """)
    var settings = try load()
    #expect(settings.profile == Setting("acme", .file))
    #expect(settings.profiles == ["acme", "beta"])
    #expect(settings.location == Setting("loc-acme", .profile("acme")))
    #expect(settings.bulkContacts == Setting(400, .profile("acme")))
    #expect(settings.bulkTags == Setting(5, .file))
    #expect(settings.tagCase == Setting(.exact, .profile("acme")))
    #expect(settings.guardedTags.value == ["vip", "do not touch"])

    let variables = ["TAGDESK_PROFILE": "beta", "TAGDESK_BASE_URL": "http://127.0.0.1:1", "NO_COLOR": "1"]
    settings = try load(variables)
    #expect(settings.profile == Setting("beta", .environment("TAGDESK_PROFILE")))
    #expect(settings.location?.value == "loc-beta")
    #expect(settings.bulkContacts == Setting(50, .file))
    #expect(settings.baseURL.origin == .environment("TAGDESK_BASE_URL"))
    #expect(settings.isColored == Setting(false, .environment("NO_COLOR")))

    var options = SettingsOptions()
    options.profile = "acme"
    options.location = "other"
    options.isReadOnly = true
    settings = try load(variables, options)
    #expect(settings.profile == Setting("acme", .option("--profile")))
    #expect(settings.location == Setting("other", .option("--location")))
    #expect(settings.isReadOnly == Setting(true, .option("--read-only")))
  }

  @Test func `use the only profile there is`() throws {
    try write("[profiles.acme]\nlocation = \"x\"")
    #expect(try load().profile == Setting("acme", .file))
    #expect(try load().tokenName == "acme")
  }

  @Test func `name the profiles there are when one is missing`() throws {
    try write("[profiles.acme]\nlocation = \"x\"\n[profiles.beta]\nlocation = \"y\"")
    #expect(try load().profile == nil)
    let error = #expect(throws: SettingsError.self) { try load(["TAGDESK_PROFILE": "gamma"]) }
    #expect(error?.message.contains("gamma") == true)
    #expect(error?.remedy == "There are: acme, beta.")
  }

  @Test(arguments: [
    ("bulk_contact = 3", 1, "bulk_contacts"),
    ("# x\n\n[profiles.a]\n  \"loaction\" = \"x\"", 4, "location"),
    ("[profile.a]\nlocation = \"x\"", 1, "profiles"),
    ("profiles.a.token = \"x\"", 1, "token_file"),
  ])
  func `refuse an unknown key, and name one that is near`(text: String, line: Int, near: String) throws {
    try write(text)
    let error = #expect(throws: SettingsError.self) { try load() }
    #expect(error?.message.hasPrefix("\(file):\(line): there is no setting") == true)
    #expect(error?.remedy == "Did you mean \(near)?")
  }

  @Test(arguments: [
    ("[profiles.a]\nbulk_contacts = \"many\"", 2, "a number from 1 to 500"),
    ("[profiles.a]\nbulk_contacts = 501", 2, "a number from 1 to 500"),
    ("[profiles.a]\nlocation = 7", 2, "a text that is not empty"),
    ("[profiles.a]\nlocation = \"\"", 2, "a text that is not empty"),
    ("[profiles.a]\nbase_url = \"ftp://x\"", 2, "an address"),
    ("tag_case = \"both\"", 1, "\"fold\" or \"exact\""),
    ("guarded_tags = [1]", 1, "a list of texts"),
    ("guarded_tags = \"vip\"", 1, "a list of texts"),
    ("read_only = \"yes\"", 1, "true or false"),
    ("\nkeys = 3", 2, "a table"),
    ("[keys]\nquit = 3", 2, "a text or a list of texts"),
    ("poll_seconds = 1.5", 1, "a number from 0"),
    ("profiles = []", 1, "a table"),
  ])
  func `refuse a wrong value, and say what is right`(text: String, line: Int, right: String) throws {
    try write(text)
    let error = #expect(throws: SettingsError.self) { try load() }
    #expect(error?.message.hasPrefix("\(file):\(line): ") == true)
    #expect(error?.message.contains("must be \(right)") == true)
  }

  @Test func `refuse what is not TOML with its line`() throws {
    try write("a = 1\nb = = 2")
    let error = #expect(throws: SettingsError.self) { try load() }
    #expect(error?.message.hasPrefix("\(file):2: ") == true)
  }

  @Test(arguments: ["a/b", "..", ".x", "é"])
  func `refuse a profile whose name could not be a file's`(name: String) throws {
    try write("[profiles.\"\(name)\"]\nlocation = \"x\"")
    #expect(throws: SettingsError.self) { try load() }
  }

  @Test func `need the file only when it was named`() throws {
    var options = SettingsOptions()
    options.configFile = directory.file("none.toml")
    let error = #expect(throws: SettingsError.self) { try load([:], options) }
    #expect(error?.kind == .unreadable)
  }

  @Test func `have keys, looks, columns and tag sets`() throws {
    try write(
      """
      columns = ["name", "tags"]
      [keys]
      quit = "q"
      undo = ["u", "Ctrl-Z"]
      [theme]
      staged-add = "green bold"
      [sets]
      v = "+vip -lead"
      """)
    let settings = try load()
    #expect(settings.columns == Setting(["name", "tags"], .file))
    #expect(settings.keys == ["quit": ["q"], "undo": ["u", "Ctrl-Z"]])
    #expect(settings.theme == ["staged-add": "green bold"])
    #expect(settings.tagSets == ["v": "+vip -lead"])
    try write("[sets]\nvip = \"+vip\"")
    #expect(throws: SettingsError.self) { try load() }
  }

  @Test func `are listed with where they come from`() throws {
    try write("[profiles.acme]\nlocation = \"x\"\ntoken_command = \"pass show acme\"\n[keys]\nquit = \"Q\"")
    let lines = try load(["TAGDESK_LOCATION": "y"]).lines
    #expect(
      lines.contains(SettingLine(key: "location", value: "y", origin: .environment("TAGDESK_LOCATION"))))
    #expect(
      lines.contains(
        SettingLine(key: "token", value: "from command pass show acme", origin: .profile("acme"))))
    #expect(lines.contains(SettingLine(key: "bulk_tags", value: "10", origin: .standard)))
    #expect(lines.contains(SettingLine(key: "keys.quit", value: "Q", origin: .file)))
    #expect(Set(lines.map(\.key)).count == lines.count)
  }

  private var file: String { directory.file(".config/tagdesk/config.toml") }

  private func write(_ text: String) throws {
    try PrivateFiles.makeDirectory(directory.file(".config/tagdesk"))
    try Data(text.utf8).write(to: URL(filePath: file))
  }

  private func load(
    _ variables: [String: String] = [:], _ options: SettingsOptions = SettingsOptions()
  ) throws(SettingsError) -> Settings {
    try Settings.load(options: options, environment: home.merging(variables) { $1 })
  }
}

@Suite struct `The places of files` {
  @Test func `follow the XDG directories`() {
    var environment = ["HOME": "/home/kim"]
    var paths = Paths(environment: environment)
    #expect(paths.configFile == "/home/kim/.config/tagdesk/config.toml")
    #expect(paths.stateDatabase == "/home/kim/.local/state/tagdesk/state.db")
    #expect(paths.sandboxDatabase == "/home/kim/.local/state/tagdesk/sandbox.db")
    #expect(paths.log == "/home/kim/.local/state/tagdesk/tagdesk.log")
    #expect(paths.cacheDirectory == "/home/kim/.cache/tagdesk")
    environment["XDG_STATE_HOME"] = "/state/"
    environment["XDG_CONFIG_HOME"] = "relative"
    environment["XDG_CACHE_HOME"] = ""
    paths = Paths(environment: environment)
    #expect(paths.stateDirectory == "/state/tagdesk")
    #expect(paths.configFile == "/home/kim/.config/tagdesk/config.toml")
    #expect(paths.cacheDirectory == "/home/kim/.cache/tagdesk")
  }

  @Test func `can be named`() {
    let paths = Paths(environment: ["HOME": "/home/kim"], configFile: "~/c.toml", stateDirectory: "/s")
    #expect(paths.configFile == "/home/kim/c.toml")
    #expect(paths.stateDatabase == "/s/state.db")
  }
}
