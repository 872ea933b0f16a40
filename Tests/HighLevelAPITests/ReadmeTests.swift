import Foundation
import SandboxServer
import Tagging
import Testing

@testable import HighLevelAPI

@Suite struct `The client's page` {
  @Test func `its example works`() async throws {
    try await withSandbox { service, sandbox in
      let contacts = try await allContacts(of: service).prefix(3).map(\.id)
      _ = try await service.updateTags(.add, [tagOne], of: contacts)
      _ = try await service.addTags([tagTwo], to: contacts[0])
      let count = try await tagThose(
        bearing: tagOne.name, with: tagTwo.name, in: service.configuration.locationID,
        token: sandbox.announcement.token, at: sandbox.announcement.url)
      #expect(count == 2)
    }
  }

  @Test func `its example is the one that is compiled here`() throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    let page = tests.appending(path: "../../Sources/HighLevelAPI/README.md").standardizedFileURL
    let text = try String(contentsOf: page, encoding: .utf8)
    let example = try String(contentsOf: tests.appending(path: "ReadmeExample.swift"), encoding: .utf8)
    #expect(text.contains("```swift\n\(example)```"))
  }
}
