import Foundation
import Testing

@testable import Editor

@Suite struct `The key table` {
  @Test func `no key has two meanings in one place`() {
    for context in KeyContext.allCases {
      var owner: [Key: Command] = [:]
      for binding in KeyMap.standard.bindings(in: context) {
        for key in binding.keys {
          #expect(owner[key] == nil || owner[key] == binding.command, "\(key.label) in \(context)")
          owner[key] = binding.command
        }
      }
    }
  }

  @Test func `every key's name can be read back`() {
    for binding in KeyMap.standard.bindings {
      for key in binding.keys { #expect(Key(label: key.label) == key) }
    }
  }

  @Test func `a remapped command has its new key, and its old one means nothing`() throws {
    var map = KeyMap.standard
    try map.remap(["addTags": ["A"], "down": ["n", "↓"]])
    #expect(map.command(for: .character("A"), in: .contacts) == .addTags)
    #expect(map.command(for: .character("+"), in: .contacts) == nil)
    #expect(map.command(for: .character("n"), in: .contacts) == .down)
  }

  @Test(arguments: [
    (["jump": ["x"]], "[keys] has no command named “jump”."),
    (["addTags": ["Hyper-x"]], "[keys] addTags: “Hyper-x” is not a key."),
    (["addTags": ["j"]], "[keys] j would mean both down and addTags."),
  ])
  func `a remapping that can't be is refused with its reason`(remaps: [String: [String]], reason: String) {
    var map = KeyMap.standard
    #expect(throws: KeyMap.Refusal(message: reason)) { try map.remap(remaps) }
  }

  /// `RECORD_SCREENS=1` writes the table into the README, and fails.
  @Test func `the README shows this table`() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../README.md")
    let readme = try String(contentsOf: file, encoding: .utf8)
    let begin = try #require(readme.range(of: "<!-- keys:begin -->\n"))
    let end = try #require(readme.range(of: "<!-- keys:end -->"))
    let table = KeyMap.standard.markdown + "\n"
    if ProcessInfo.processInfo.environment["RECORD_SCREENS"] == "1" {
      let new = readme.replacingCharacters(in: begin.upperBound..<end.lowerBound, with: table)
      try Data(new.utf8).write(to: file)
      Issue.record("recorded the key table")
      return
    }
    #expect(readme[begin.upperBound..<end.lowerBound] == table)
  }
}
