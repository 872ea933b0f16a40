import Foundation
import SandboxServer
import Synchronization
import Tagging
import Testing

@testable import HighLevelAPI

/// Runs a client against a sandbox in this process.
func withSandbox(
  _ setUp: (inout SandboxConfiguration) throws -> Void = { _ in }, token: String? = nil,
  configure: (inout HighLevelConfiguration) -> Void = { _ in },
  _ use: (HighLevelService, Sandbox) async throws -> Void
) async throws {
  var settings = SandboxConfiguration()
  settings.contacts = 120
  try setUp(&settings)
  let sandbox = try await Sandbox.start(settings)
  var configuration = HighLevelConfiguration(
    locationID: sandbox.announcement.locationId, baseURL: sandbox.announcement.url)
  configuration.firstBackoff = 0.01
  configure(&configuration)
  let service = try HighLevelService(
    configuration: configuration, tokens: StaticToken(token ?? sandbox.announcement.token))
  do { try await use(service, sandbox) } catch { Issue.record(error) }
  await service.shutdown()
  await sandbox.stop()
}

func allContacts(of service: HighLevelService, pageLimit: Int = 50) async throws -> [Contact] {
  var contacts: [Contact] = []
  var search = ContactSearch(pageLimit: pageLimit)
  while true {
    let page = try await service.search(search)
    contacts += page.contacts
    guard page.contacts.count == pageLimit, let next = page.next else { return contacts }
    search.after = next
  }
}

let tagOne = ContactTag("sandbox one")
let tagTwo = ContactTag("sandbox two")

/// A refresh token in memory, with the number of times it was stored.
final class KeptToken: RefreshTokenStore {
  private let state: Mutex<(token: String, count: Int)>

  init(_ token: String) { state = Mutex((token, 0)) }

  var count: Int { state.withLock { $0.count } }

  func load() async throws -> String { state.withLock { $0.token } }

  func store(_ refreshToken: String) async throws {
    state.withLock { $0 = (refreshToken, $0.count + 1) }
  }
}
