import Foundation
import Testing

@Suite(.serialized) struct `The whole job in a terminal` {
  @Test func `filter, mark all, add here, remove there, review, commit: the server has exactly that`()
    async throws
  {
    try await withSandbox { sandbox in
      let before = try await sandbox.tags()
      let tmux = try Tmux()
      try await tmux.start("\(sandbox.exports) \(Tmux.program) --state-dir state")
      try await tmux.waitUntilLoaded("1,000")
      try await tmux.press("/")
      try await tmux.enter("tag:vip")
      try await tmux.waitUntil { $0.contains("/tag:vip ") && !$0.contains("Enter takes it") }
      try await tmux.press("a")
      try await tmux.wait(for: "Marked all")
      try await tmux.press("+")
      try await tmux.enter("spring sale")
      try await tmux.wait(for: "Staged +spring sale")
      try await tmux.press("U", "/", "C-u")
      try await tmux.enter("tag:trial -tag:vip")
      try await tmux.press("a", "-")
      try await tmux.enter("trial")
      try await tmux.wait(for: "Staged -trial")
      try await tmux.press("c")
      try await tmux.wait(for: "lose it")
      try await tmux.press("G", "Enter")
      let plan = try await tmux.wait(for: "POST /contacts/bulk/tags/update/add")
      try await tmux.press("W")
      try await tmux.wait(for: "y/n")
      try await tmux.answer("y", until: "Done:")

      let expected = before.mapValues { tags in
        if tags.contains("vip") { return Set(tags).union(["spring sale"]) }
        if tags.contains("trial") { return Set(tags).subtracting(["trial"]) }
        return Set(tags)
      }
      #expect(try await sandbox.tags().mapValues { Set($0) } == expected)
      let planned = plan.split(separator: "\n").count {
        $0.contains("POST /contacts") || $0.contains("DELETE /")
      }
      #expect(try await sandbox.writes().count == planned)

      try await tmux.press("q", "q")
      try await tmux.wait(for: "ended with 0")
      try await tmux.close()
    }
  }

  @Test func `300 contacts with two new tags are three bulk calls, one contact with one tag a single call`()
    async throws
  {
    try await withSandbox(["--contacts", "301"]) { sandbox in
      let tmux = try Tmux()
      try await tmux.start("\(sandbox.exports) \(Tmux.program) --state-dir state")
      try await tmux.waitUntilLoaded("301")
      try await tmux.press("+")
      try await tmux.enter("only me")
      try await tmux.wait(for: "Staged +only me on 1.")
      try await tmux.press("a", "Space")
      try await tmux.wait(for: "300 marked")
      try await tmux.press("+")
      try await tmux.enter("first new, second new")
      try await tmux.wait(for: "Staged +first new +second new on 300")
      try await tmux.press("c", "W")
      try await tmux.wait(for: "Send 4 calls to 301 contacts")
      try await tmux.answer("y", until: "Done:")
      let writes = try await sandbox.writes()
      #expect(
        writes.filter { $0.path.contains("/bulk/") }.map { $0.body?.contacts?.count } == [100, 100, 100])
      #expect(writes.filter { !$0.path.contains("/bulk/") }.map { $0.body?.tags } == [["only me"]])
      try await tmux.close()
    }
  }

  @Test func `the size of bulk calls that the server takes is known in the next run`() async throws {
    try await withSandbox(["--contacts", "300", "--bulk-limit", "50"]) { sandbox in
      let tmux = try Tmux()
      let editor = "\(sandbox.exports) \(Tmux.program) --state-dir state"
      try await tmux.start(editor)
      try await tmux.waitUntil { $0.contains("  300 contacts") }
      try await tmux.type("a+first")
      try await tmux.press("Enter")
      try await tmux.wait(for: "300 staged")
      try await tmux.press("c", "W")
      try await tmux.wait(for: "Send 3 calls to 300 contacts")
      try await tmux.answer("y", until: "Done:")
      try await tmux.press("q", "q")
      try await tmux.wait(for: "ended with 0")
      try await tmux.restart(editor)
      try await tmux.waitUntil { $0.contains("  300 contacts") }
      try await tmux.type("a+second")
      try await tmux.press("Enter")
      try await tmux.wait(for: "300 staged")
      try await tmux.press("c", "W")
      try await tmux.wait(for: "Send 6 calls to 300 contacts")
      try await tmux.close()
    }
  }

  @Test func `what is staged is there after q and after kill -9`() async throws {
    let tmux = try Tmux()
    try await tmux.startEditor("--contacts 200")
    try await tmux.waitUntilLoaded("200")
    try await tmux.press("+")
    try await tmux.enter("kept")
    try await tmux.wait(for: "1 staged")
    try await tmux.press("q")
    try await tmux.wait(for: "1 edit is staged for")
    try await tmux.restartEditor("--contacts 200")
    try await tmux.wait(for: "1 staged")
    try await tmux.waitUntilLoaded("200")
    try await tmux.press("a", "+")
    try await tmux.enter("one, two")
    try await tmux.wait(for: "401 staged")
    let shell = try #require(try await tmux.shellPid())
    _ = try await Shell.output("pkill", ["-9", "-P", String(shell), "tagdesk"])
    try await tmux.wait(for: "ended with 137")
    try await tmux.restartEditor("--contacts 200")
    try await tmux.wait(for: "401 staged")
    try await tmux.press("u")
    try await tmux.wait(for: "Undone: +one +two on 200")
    try await tmux.wait(for: "1 staged")
    try await tmux.close()
  }

  @Test func `kill -9 in the middle of a commit: the next start offers to finish, and nothing is missing`()
    async throws
  {
    try await withSandbox(["--latency", "150"]) { sandbox in
      let before = try await sandbox.tags()
      let tmux = try Tmux()
      let editor = "\(sandbox.exports) \(Tmux.program) --state-dir state"
      try await tmux.start(editor)
      try await tmux.waitUntilLoaded("1,000")
      try await tmux.press("a", "+")
      try await tmux.enter("big wave")
      try await tmux.wait(for: "1,000 staged")
      try await tmux.press("c", "W")
      try await tmux.wait(for: "Type their number")
      try await tmux.enter("1000")
      try await tmux.wait(for: "Committing")
      let shell = try #require(try await tmux.shellPid())
      _ = try await Shell.output("pkill", ["-9", "-P", String(shell), "tagdesk"])
      try await tmux.wait(for: "ended with 137")
      try await tmux.restart(editor)
      try await tmux.wait(for: "A commit was interrupted")
      try await tmux.press("f")
      try await tmux.wait(for: "Done:")
      let expected = before.mapValues { Set($0).union(["big wave"]) }
      #expect(try await sandbox.tags().mapValues { Set($0) } == expected)
      try await tmux.close()
    }
  }

  @Test func `it survives a resize, and says so where it is too small`() async throws {
    let tmux = try Tmux()
    try await tmux.startEditor("--contacts 50")
    try await tmux.waitUntilLoaded("50")
    try await tmux.resize(columns: 50, rows: 12)
    try await tmux.wait(for: "tagdesk needs 60×16; this is 50×12.")
    try await tmux.resize(columns: 120, rows: 35)
    try await tmux.waitUntilLoaded("50")
    try await tmux.press("?")
    try await tmux.wait(for: "Keys here")
    try await tmux.press("q", "q")
    try await tmux.wait(for: "ended with 0")
    try await tmux.close()
  }

  @Test func `when the terminal goes away the program ends`() async throws {
    let tmux = try Tmux()
    try await tmux.startEditor("--contacts 50")
    try await tmux.waitUntilLoaded("50")
    let state = "\(tmux.directory.path)/state"
    #expect(try await Shell.run("pgrep", ["-f", "tagdesk --sandbox --state-dir \(state)"]).code == 0)
    try await tmux.hangUp()
    let deadline = ContinuousClock.now + .seconds(30)
    var code: Int32 = 0
    while code == 0, ContinuousClock.now < deadline {
      code = try await Shell.run("pgrep", ["-f", "tagdesk --sandbox --state-dir \(state)"]).code
    }
    #expect(code == 1)
  }
}
