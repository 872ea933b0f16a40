import Foundation
import Testing

@testable import Storage

@Suite struct `The token` {
  let directory: TemporaryDirectory
  let home: [String: String]
  let secret = "pit-3f0c2a9e"

  init() throws {
    directory = try TemporaryDirectory()
    home = ["HOME": directory.path]
  }

  @Test func `of a login is read by its owner only, and found again`() throws {
    let before = try Settings.load(environment: home)
    #expect(before.token == nil)
    let store = FileTokenStore(directory: before.paths.tokenDirectory)
    try store.store("  \(secret)\n", for: before.tokenName)
    #expect(try permissions(store.directory) == 0o700)
    #expect(try permissions(store.path("default")) == 0o600)
    let path = store.path("default")
    #expect(try Settings.load(environment: home).token == Setting(.secret(.file(path)), .login))
    #expect(try Settings.load(environment: home).storedToken(environment: home) == secret)
    try store.store("other", for: "default")
    #expect(try FileTokenStore.read(path) == "other")
    #expect(try FileManager.default.contentsOfDirectory(atPath: store.directory) == ["default"])
    #expect(try store.remove("default"))
    #expect(try !store.remove("default"))
    #expect(try Settings.load(environment: home).token == nil)
  }

  @Test func `is refused from a file that others can read`() throws {
    let path = directory.file("token")
    try Data(secret.utf8).write(to: URL(filePath: path))
    chmod(path, 0o640)
    let error = #expect(throws: SettingsError.self) { try FileTokenStore.read(path) }
    #expect(error?.kind == .token)
    #expect(error?.remedy.contains("chmod 600") == true)
    chmod(path, 0o600)
    #expect(try FileTokenStore.read(path) == secret)
  }

  @Test(arguments: ["", "  \n", "two words", "esc\u{1B}[31m", "caf\u{E9}"])
  func `is one plain word`(text: String) throws {
    let error = #expect(throws: SettingsError.self) {
      try FileTokenStore.token(Array(text.utf8), from: "the pipe")
    }
    #expect(error?.message.contains("the pipe") == true)
    #expect(error?.message.contains("words") == false)
  }

  @Test func `says where it was looked for when its file is missing`() throws {
    let error = #expect(throws: SettingsError.self) { try FileTokenStore.read(directory.file("none")) }
    #expect(error?.kind == .token)
    #expect(error?.message.contains("none") == true)
  }

  @Test func `has one place in a profile, and the environment before it`() throws {
    try write("[profiles.a]\nlocation = \"x\"\ntoken_file = \"t\"")
    let path = directory.file(".config/tagdesk/t")
    #expect(try Settings.load(environment: home).token == Setting(.secret(.file(path)), .profile("a")))
    var environment = home
    environment["TAGDESK_TOKEN"] = secret
    let settings = try Settings.load(environment: environment)
    #expect(settings.token == Setting(.environment, .environment("TAGDESK_TOKEN")))
    #expect(!String(describing: settings).contains(secret))
    #expect(try settings.storedToken(environment: environment) == secret)
    try write("[profiles.a]\nlocation = \"x\"\ntoken_file = \"~/t\"\ntoken_command = \"pass\"")
    let error = #expect(throws: SettingsError.self) { try Settings.load(environment: home) }
    #expect(error?.message.contains("token_command: there is already token_file") == true)
  }

  @Test func `of an OAuth client needs its secret and its refresh token`() throws {
    let begin = "[profiles.a]\nlocation = \"x\"\noauth_client_id = \"id\"\n"
    let token = "oauth_refresh_token_file = \"~/refresh\"\n"
    try write(begin + token + "oauth_client_secret_command = \"pass x\"")
    let client = OAuthClient(
      id: "id", secret: .command("pass x"), refreshTokenFile: directory.file("refresh"))
    #expect(try Settings.load(environment: home).token == Setting(.oauth(client), .profile("a")))
    for rest in ["", token, "oauth_client_secret_file = \"s\""] {
      try write(begin + rest)
      #expect(throws: SettingsError.self) { try Settings.load(environment: home) }
    }
  }

  private func write(_ text: String) throws {
    try PrivateFiles.makeDirectory(directory.file(".config/tagdesk"))
    try Data(text.utf8).write(to: URL(filePath: directory.file(".config/tagdesk/config.toml")))
  }
}
