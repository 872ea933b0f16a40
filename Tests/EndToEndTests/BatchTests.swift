import Foundation
import Subprocess
import Testing

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// The batch commands against a sandbox, with a state directory of their own.
private struct Batch: ~Copyable {
  let sandbox: SandboxView
  let directory: URL

  init(_ sandbox: SandboxView) throws {
    self.sandbox = sandbox
    directory = FileManager.default.temporaryDirectory.appending(path: "tagdesk-batch-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  func run(_ words: String...) async throws -> (code: Int32, output: String, errors: String) {
    try await Shell.run(Tmux.program, arguments(words), environment: sandbox.environment)
  }

  /// Interrupts a command as soon as the server got a write of it.
  func interrupt(_ words: String...) async throws -> Int32 {
    var changes: [Subprocess.Environment.Key: String?] = [:]
    for (name, value) in sandbox.environment {
      changes[Subprocess.Environment.Key(stringLiteral: name)] = value
    }
    let sandbox = sandbox
    let outcome = try await Subprocess.run(
      .path(FilePath(Tmux.program)), arguments: Arguments(arguments(words)),
      environment: .inherit.updating(changes), input: .none, output: .discarded, error: .discarded
    ) { execution in
      let deadline = ContinuousClock.now + .seconds(60)
      while try await sandbox.writes().isEmpty, ContinuousClock.now < deadline {}
      try execution.send(signal: .interrupt)
    }
    if case .exited(let code) = outcome.terminationStatus { return code }
    return -1
  }

  func file(_ name: String, _ text: String) throws -> String {
    let path = directory.appending(path: name).path
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  func path(_ name: String) -> String { directory.appending(path: name).path }

  /// The id of the newest commit.
  func newestCommit() async throws -> String {
    struct Line: Decodable { var id: String }
    let first = try #require(
      try await run("history", "--format", "jsonl").output.split(separator: "\n").first)
    return try JSONDecoder().decode(Line.self, from: Data(first.utf8)).id
  }

  consuming func close() throws { try FileManager.default.removeItem(at: directory) }

  private func arguments(_ words: [String]) -> [String] { words + ["--state-dir", path("state")] }
}

private func sets(_ tags: [String: [String]]) -> [String: Set<String>] { tags.mapValues { Set($0) } }

@Suite(.serialized) struct `The batch commands` {
  @Test func `edit what a query means, and take it back by effect`() async throws {
    try await withSandbox(["--rate-limit", "0/1"]) { sandbox in
      let batch = try Batch(sandbox)
      let before = sets(try await sandbox.tags())
      let dry = try await batch.run("edit", "tag:vip", "--add", "spring, \"a, b\"", "--dry-run")
      #expect(dry.code == 0 && dry.output.contains("get it"), "\(dry)")
      let edit = try await batch.run("edit", "tag:vip", "--add", "spring", "--remove", "vip", "--yes")
      #expect(edit.code == 0, "\(edit)")
      let expected = before.mapValues { $0.contains("vip") ? $0.union(["spring"]).subtracting(["vip"]) : $0 }
      #expect(sets(try await sandbox.tags()) == expected)
      let revert = try await batch.run("revert", try await batch.newestCommit(), "--yes")
      #expect(revert.code == 0, "\(revert)")
      #expect(revert.errors.contains("stay started"))
      #expect(sets(try await sandbox.tags()) == before)
      let again = try await batch.run("revert", try await batch.newestCommit(), "--yes")
      #expect(again.code == 0, "\(again)")
      #expect(sets(try await sandbox.tags()) == expected)
      try batch.close()
    }
  }

  @Test func `send nothing without a target, a yes, or the number that is asked for`() async throws {
    try await withSandbox(["--rate-limit", "0/1"]) { sandbox in
      let batch = try Batch(sandbox)
      for words in [
        ["--add", "x", "--yes"], ["", "--add", "x", "--yes"], ["--all", "--yes"], ["--all", "--add", "x"],
        ["--all", "--add", "x", "--yes"], ["--all", "--add", "x", "--yes", "--expect", "999"],
        ["tag:vip", "--all", "--add", "x", "--yes"], ["foo:bar", "--add", "x", "--yes"],
        ["--all", "--add", "x", "--remove", "X", "--yes"], ["--all", "--adds", "x"],
      ] {
        let result = try await Shell.run(
          Tmux.program, ["edit"] + words + ["--state-dir", batch.path("state")],
          environment: sandbox.environment)
        #expect(result.code == 2, "\(words): \(result)")
      }
      #expect(try await sandbox.writes().isEmpty)
      let all = try await batch.run("edit", "--all", "--add", "x", "--yes", "--expect", "1000")
      #expect(all.code == 0, "\(all)")
      #expect(try await sandbox.writes().count == 10)
      try batch.close()
    }
  }

  @Test func `edit listed contacts, say which are unknown, and give each its own edits`() async throws {
    try await withSandbox(["--rate-limit", "0/1"]) { sandbox in
      let batch = try Batch(sandbox)
      let before = sets(try await sandbox.tags())
      let ids = before.keys.sorted()
      let csv = try await batch.run("contacts", "--format", "csv", "--limit", "3")
      let listed = csv.output.split(separator: "\r\n").dropFirst().map { String($0.prefix { $0 != "," }) }
      #expect(listed.count == 3)
      let list = try batch.file("ids.csv", csv.output + "nobody@nowhere.example\n")
      let edit = try await batch.run("edit", "--ids", list, "--set", "only", "--yes")
      #expect(edit.code == 1 && edit.errors.contains("nobody@nowhere.example"), "\(edit)")
      let file = try batch.file(
        "changes.csv", "contact,add,remove\n\(ids[0]),\"one; \"\"t;wo\"\"\",\n\(ids[1]),,only\n")
      let changes = try await batch.run("edit", "--changes", file, "--yes")
      #expect(changes.code == 0, "\(changes)")
      var expected = before
      for id in listed { expected[id] = ["only"] }
      expected[ids[0], default: []].formUnion(["one", "t;wo"])
      expected[ids[1], default: []].remove("only")
      #expect(sets(try await sandbox.tags()) == expected)
      try batch.close()
    }
  }

  @Test func `apply a plan file only where it still fits`() async throws {
    try await withSandbox(["--rate-limit", "0/1"]) { sandbox in
      let batch = try Batch(sandbox)
      let plan = batch.path("plan.json")
      let out = try await batch.run("edit", "tag:vip", "--add", "wave", "--out", plan)
      #expect(out.code == 0, "\(out)")
      let before = sets(try await sandbox.tags())
      let vips = before.filter { $0.value.contains("vip") }.keys.sorted()
      let shown = try await batch.run("plan", plan)
      #expect(shown.output.contains("wave: \(vips.count) get it"), "\(shown)")
      let elsewhere = try await batch.run("apply", plan, "--yes", "--location", "anotherLocation00000")
      #expect(elsewhere.code == 5, "\(elsewhere)")
      _ = try await batch.run("edit", "id:\(vips[0])", "--add", "wave", "--yes")
      _ = try await batch.run("edit", "id:\(vips[1])", "--add", "of no account", "--yes")
      let writes = try await sandbox.writes().count
      let refused = try await batch.run("apply", plan, "--yes")
      #expect(refused.code == 5 && refused.errors.contains(vips[0]), "\(refused)")
      #expect(refused.errors.contains("of no account"))
      #expect(try await sandbox.writes().count == writes)
      let rest = try await batch.run("apply", plan, "--yes", "--skip-changed")
      #expect(rest.code == 1, "\(rest)")
      var expected = before
      for vip in vips { expected[vip, default: []].insert("wave") }
      expected[vips[1], default: []].insert("of no account")
      #expect(sets(try await sandbox.tags()) == expected)
      try batch.close()
    }
  }

  @Test func `leave an interrupted commit to resume or to discard`() async throws {
    try await withSandbox(["--latency", "200", "--rate-limit", "0/1"]) { sandbox in
      let batch = try Batch(sandbox)
      let before = sets(try await sandbox.tags())
      // Every contact gets a tag of its own, so that the plan has a call for each.
      let lines = before.keys.sorted().prefix(300).enumerated().map { "\($1),tag \($0),\n" }
      let file = try batch.file("changes.csv", "contact,add,remove\n" + lines.joined())
      #expect(try await batch.interrupt("edit", "--changes", file, "--yes") == 130)
      let sent = try await sandbox.writes().count
      #expect(sent > 0 && sent < 300)
      let id = try await batch.newestCommit()
      #expect(try await batch.run("history").output.contains("unfinished"))
      #expect(try await batch.run("revert", id, "--yes").code == 2)
      let resumed = try await batch.run("resume", id)
      #expect(resumed.code == 0, "\(resumed)")
      var expected = before
      for (number, contact) in before.keys.sorted().prefix(300).enumerated() {
        expected[contact, default: []].insert("tag \(number)")
      }
      #expect(sets(try await sandbox.tags()) == expected)
      #expect(try await batch.run("resume", id).code == 2)
      #expect(try await batch.run("history", id, "--format", "jsonl").output.contains("\"finished\""))
      try batch.close()
    }
  }

  @Test func `drop what an interrupted commit had not sent, and list it`() async throws {
    try await withSandbox(["--latency", "200", "--rate-limit", "0/1"]) { sandbox in
      let batch = try Batch(sandbox)
      let before = sets(try await sandbox.tags())
      let contacts = before.keys.sorted().prefix(300)
      let lines = contacts.enumerated().map { "\($1),tag \($0),\n" }
      let file = try batch.file("changes.csv", "contact,add,remove\n" + lines.joined())
      #expect(try await batch.interrupt("edit", "--changes", file, "--yes") == 130)
      let id = try await batch.newestCommit()
      let discarded = try await batch.run("discard", id)
      #expect(discarded.code == 0, "\(discarded)")
      let dropped = Set(discarded.output.split(separator: "\n").map(String.init))
      #expect(dropped.count > 0 && dropped.count < 300)
      var expected = before
      for (number, contact) in contacts.enumerated() where !dropped.contains("\(contact)  +tag \(number)") {
        expected[contact, default: []].insert("tag \(number)")
      }
      #expect(sets(try await sandbox.tags()) == expected)
      #expect(try await batch.run("history").output.contains("stopped"))
      let revert = try await batch.run("revert", id, "--yes")
      #expect(revert.code == 0, "\(revert)")
      #expect(sets(try await sandbox.tags()) == before)
      try batch.close()
    }
  }

  @Test func `end with 3 when the token is refused, and 4 when there is no server`() async throws {
    try await withSandbox(["--rate-limit", "0/1"]) { sandbox in
      let batch = try Batch(sandbox)
      var environment = sandbox.environment
      environment["TAGDESK_TOKEN"] = "pit-wrong"
      let state = ["--state-dir", batch.path("state")]
      let refused = try await Shell.run(Tmux.program, ["contacts"] + state, environment: environment)
      #expect(refused.code == 3 && refused.output.isEmpty, "\(refused)")
      environment["TAGDESK_BASE_URL"] = "http://127.0.0.1:9"
      let unreachable = try await Shell.run(
        Tmux.program, ["edit", "--all", "--add", "x", "--yes"] + state, environment: environment)
      #expect(unreachable.code == 4, "\(unreachable)")
      try batch.close()
    }
  }
}
