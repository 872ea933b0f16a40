import Foundation
import Subprocess
import Testing

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

@Suite struct `tagdesk doctor` {
  /// A directory that is gone after the test, with no configuration of the machine's user.
  private func withDirectory(_ body: (URL) async throws -> Void) async throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "tagdesk-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
    do { try await body(directory) } catch { Issue.record(error) }
    try FileManager.default.removeItem(at: directory)
  }

  private func doctor(
    _ directory: URL, _ environment: [String: String], _ arguments: String...
  ) async throws -> (code: Int32, output: String, errors: String) {
    var home = ["HOME": directory.path]
    // Nothing of the machine's user is to reach the program: what is empty counts as absent.
    for name in ["TOKEN", "LOCATION", "BASE_URL", "PROFILE"] { home["TAGDESK_\(name)"] = "" }
    for name in ["CONFIG", "STATE", "CACHE"] { home["XDG_\(name)_HOME"] = "" }
    return try await Shell.run(
      Tmux.program, ["doctor"] + arguments, environment: home.merging(environment) { $1 })
  }

  @Test func `finds nothing wrong where nothing is`() async throws {
    try await withDirectory { directory in
      try await withSandbox { sandbox in
        let before = try await sandbox.tags()
        let result = try await doctor(directory, sandbox.environment)
        #expect(result.code == 0)
        #expect(!result.output.split(separator: "\n").contains { $0.hasPrefix("BAD") })
        for line in ["Location", "contacts.readonly", "contacts.write", "locations/tags.write", "Rate limit"]
        {
          #expect(result.output.contains("ok    \(line)"), "\(result.output)")
        }
        #expect(!result.output.contains(sandbox.announcement.token))
        #expect(try await sandbox.tags() == before)
      }
    }
  }

  @Test func `tells a wrong token, a missing scope, another location and no server apart`() async throws {
    try await withDirectory { directory in
      try await withSandbox { sandbox in
        var environment = sandbox.environment
        environment["TAGDESK_TOKEN"] = "pit-wrong"
        var result = try await doctor(directory, environment)
        #expect(result.code == 3)
        #expect(result.output.contains("BAD   Location"))
        #expect(result.output.contains("refused the token"))
        environment["TAGDESK_TOKEN"] = sandbox.announcement.restrictedToken
        result = try await doctor(directory, environment)
        #expect(result.code == 3)
        #expect(result.output.contains("BAD   contacts.write"))
        #expect(result.output.contains("ok    contacts.readonly"))
        environment["TAGDESK_TOKEN"] = sandbox.announcement.foreignToken
        result = try await doctor(directory, environment)
        #expect(result.code == 3)
        #expect(result.output.contains("does not belong to this location"))
        environment["TAGDESK_BASE_URL"] = "http://127.0.0.1:1"
        result = try await doctor(directory, environment)
        #expect(result.code == 4)
        result = try await doctor(directory, [:])
        #expect(result.code == 2)
        #expect(result.output.contains("tagdesk auth login"))
      }
    }
  }

  @Test(arguments: [
    ("official", "fold", "tag_case = \"fold\"", "bulk_path = \"official\""),
    ("official", "exact", "tag_case = \"exact\"", "bulk_path = \"official\""),
    ("guide", "fold", "tag_case = \"exact\"", "bulk_path = \"guide\""),
    ("guide", "exact", "tag_case = \"exact\"", "bulk_path = \"guide\""),
  ])
  func `walks in every dialect, puts the tags back and says what it learned`(
    dialect: String, tagCase: String, line: String, bulk: String
  ) async throws {
    try await withDirectory { directory in
      try await withSandbox(["--dialect", dialect, "--tag-case", tagCase]) { sandbox in
        let before = try await sandbox.tags()
        let two = Array(before.filter { $0.value.count > 1 }.keys.sorted().prefix(2))
        let result = try await doctor(
          directory, sandbox.environment, "--live", two[0], "--live", two[1])
        #expect(result.code == 0, "\(result.output) \(result.errors)")
        #expect(result.output.contains(line) && result.output.contains(bulk), "\(result.output)")
        #expect(result.output.contains("All steps went as they should"))
        #expect(try await sandbox.tags().mapValues { $0.sorted() } == before.mapValues { $0.sorted() })
        let writes = try await sandbox.writes()
        #expect(writes.contains { $0.path.contains("bulk/tags") && $0.status.map { $0 < 300 } == true })
      }
    }
  }

  @Test func `puts the tags back when it is interrupted`() async throws {
    try await withDirectory { directory in
      try await withSandbox(["--latency", "300"]) { sandbox in
        let before = try await sandbox.tags()
        let one = try #require(before.keys.sorted().first)
        var changes: [Subprocess.Environment.Key: String?] = ["HOME": directory.path, "TAGDESK_PROFILE": ""]
        for (name, value) in sandbox.environment {
          changes[Subprocess.Environment.Key(stringLiteral: name)] = value
        }
        let outcome = try await Subprocess.run(
          .path(FilePath(Tmux.program)), arguments: ["doctor", "--live", one],
          environment: .inherit.updating(changes), input: .none, output: .discarded, error: .discarded
        ) { execution in
          let deadline = ContinuousClock.now + .seconds(60)
          // As soon as the walk's tags are on the contact.
          while ContinuousClock.now < deadline {
            let writes = try await sandbox.writes()
            if writes.contains(where: { $0.method == "POST" && $0.path.contains(one) }) { break }
          }
          try execution.send(signal: .interrupt)
        }
        #expect(outcome.terminationStatus == .exited(130))
        #expect(try await sandbox.tags() == before)
      }
    }
  }

  @Test func `changes nothing where everything is read-only`() async throws {
    try await withDirectory { directory in
      try await withSandbox { sandbox in
        let one = try #require(try await sandbox.tags().keys.first)
        let result = try await doctor(directory, sandbox.environment, "--live", one, "--read-only")
        #expect(result.code == 2)
      }
    }
  }

  @Test func `an OAuth client of the profile gets in, and its refresh token is kept`() async throws {
    try await withDirectory { directory in
      try await withSandbox { sandbox in
        let files = FileManager.default
        func write(_ text: String, _ name: String) {
          _ = files.createFile(
            atPath: directory.appending(path: name).path, contents: Data(text.utf8),
            attributes: [.posixPermissions: 0o600])
        }
        write(sandbox.announcement.clientSecret + "\n", "secret")
        write(sandbox.announcement.refreshToken + "\n", "refresh")
        write(
          """
          [profiles.acme]
          location = "\(sandbox.announcement.locationId)"
          base_url = "\(sandbox.announcement.url)"
          oauth_client_id = "\(sandbox.announcement.clientId)"
          oauth_client_secret_file = "\(directory.path)/secret"
          oauth_refresh_token_file = "\(directory.path)/refresh"
          """, "config.toml")
        let refresh = directory.appending(path: "refresh")
        var seen: Set<String> = [sandbox.announcement.refreshToken + "\n"]
        for _ in 0..<2 {
          let result = try await doctor(
            directory, [:], "--config", "\(directory.path)/config.toml", "--profile", "acme")
          #expect(result.code == 0, "\(result.output) \(result.errors)")
          #expect(result.output.contains("ok    contacts.write"))
          #expect(seen.insert(try String(contentsOf: refresh, encoding: .utf8)).inserted)
          let mode = try files.attributesOfItem(atPath: refresh.path)[.posixPermissions] as? Int
          #expect(mode == 0o600)
        }
        write("refresh-gone\n", "refresh")
        let result = try await doctor(
          directory, [:], "--config", "\(directory.path)/config.toml", "--profile", "acme")
        #expect(result.code == 3)
        #expect(!result.output.contains("refresh-gone"))
      }
    }
  }
}
