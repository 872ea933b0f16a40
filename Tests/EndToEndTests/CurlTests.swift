import Foundation
import Testing

@Suite struct `An independent client` {
  @Test func `does the five steps with curl`() async throws {
    try await withSandbox { sandbox in
      let file = FileManager.default.temporaryDirectory.appending(path: "tagdesk-\(UUID().uuidString).json")
      try Data(sandbox.line.utf8).write(to: file)
      let before = try await sandbox.tags()
      let script = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../scripts/five-steps")
      let output = try await Shell.output("sh", [script.path, file.path])
      try FileManager.default.removeItem(at: file)
      #expect(output.contains(#"{"tags":["#))
      let after = try await sandbox.tags()
      let changed = after.filter { before[$0.key] != $0.value }
      let added = changed.map { contact, tags in Set(tags).subtracting(before[contact] ?? []).sorted() }
      #expect(added.sorted { $0.count < $1.count } == [["autumn fair"], ["autumn fair", "spring sale"]])
    }
  }
}
