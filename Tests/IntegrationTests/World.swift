import Engine
import Foundation
import HighLevelAPI
import SandboxServer
import Storage
import Synchronization
import Tagging
import Testing

/// A sandbox, and the parts of tagdesk that change tags there, put together as the program does.
struct World: Sendable {
  let sandbox: Sandbox
  let service: HighLevelService
  let location: LocationStore
  let tagCase: TagCase

  /// Every contact, page by page.
  func contacts() async throws -> [Contact] {
    var contacts: [Contact] = []
    var search = ContactSearch(pageLimit: 500)
    while true {
      let page = try await service.search(search)
      contacts += page.contacts
      guard page.contacts.count == 500, let next = page.next else { return contacts }
      search.after = next
    }
  }

  /// What every contact is tagged with on the server.
  func tags() async throws -> [ContactID: Set<ContactTag>] {
    Dictionary(try await contacts().map { ($0.id, Set($0.tags)) }) { first, _ in first }
  }

  /// Carries a plan out with a journal on disk.
  /// - Parameter onPause: Called for every pause; a commit that nobody lets go on waits for ever.
  func commit(
    _ plan: Plan, base: [Contact] = [],
    onPause: @escaping @Sendable (Committer, Int) -> Void = { committer, _ in committer.stop() }
  ) async throws -> Listener {
    var options = CommitOptions()
    options.tagCase = tagCase
    // Waits are as long to each other as they are in the program, and a tenth of it.
    options.clock.sleep = { duration in
      do { try await Task.sleep(for: duration / 10) } catch {}
    }
    let tags = Dictionary(base.map { ($0.id, $0.tags) }) { first, _ in first }
    options.base = { tags[$0] }
    let committer = Committer(service: service, journal: location, options: options)
    let listener = Listener { onPause(committer, $0) }
    let date = Date()
    let record = CommitRecord(
      id: .new(at: date), title: "integration", startedAt: date, author: "ana@desk", plan: plan)
    await committer.commit(record, remaining: nil) { listener.take($0) }
    return listener
  }
}

/// Collects what a commit tells, and answers its pauses.
final class Listener: Sendable {
  private let events = Mutex<[CommitEvent]>([])
  private let onPause: @Sendable (Int) -> Void

  init(onPause: @escaping @Sendable (Int) -> Void) { self.onPause = onPause }

  func take(_ event: CommitEvent) {
    let pauses = events.withLock { events in
      if case .progress = event { return 0 }
      events.append(event)
      return events.count { if case .paused = $0 { true } else { false } }
    }
    if case .paused = event { onPause(pauses) }
  }

  var outcome: CommitOutcome? {
    events.withLock { events in
      for case .ended(let outcome) in events { return outcome }
      return nil
    }
  }
  var problems: [Problem] {
    events.withLock { $0.compactMap { if case .paused(let problem) = $0 { problem } else { nil } } }
  }
  var notices: [String] {
    events.withLock { $0.compactMap { if case .notice(let text) = $0 { text } else { nil } } }
  }
  var receipts: [Receipt] {
    events.withLock { events in
      events.flatMap { if case .answered(let receipts, _) = $0 { receipts } else { [Receipt]() } }
    }
  }
}

/// Which sandbox, and which client.
struct Setting {
  var sandbox = SandboxConfiguration()
  var tokens: (@Sendable (SandboxAnnouncement) throws -> any TokenSource)?
  var client: @Sendable (inout HighLevelConfiguration) -> Void = { _ in }
  var tagCase = TagCase.fold

  init() {
    sandbox.contacts = 200
    // 0 would lift the limit and still announce 100 in ten seconds, which the client would keep.
    sandbox.rateLimit = .init(requests: 100_000, seconds: 1)
  }
}

/// Runs the parts against a sandbox of their own, and takes both down.
func withWorld(
  _ setUp: (inout Setting) throws -> Void = { _ in }, _ use: (World) async throws -> Void
) async throws {
  var setting = Setting()
  try setUp(&setting)
  let sandbox = try await Sandbox.start(setting.sandbox)
  let announcement = sandbox.announcement
  var configuration = HighLevelConfiguration(
    locationID: announcement.locationId, baseURL: announcement.url)
  configuration.firstBackoff = 0.02
  configuration.tagCase = setting.tagCase
  setting.client(&configuration)
  let tokens = try setting.tokens?(announcement) ?? StaticToken(announcement.token)
  let service = try HighLevelService(configuration: configuration, tokens: tokens)
  let directory = FileManager.default.temporaryDirectory.appending(path: "tagdesk-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
  let store = try StateStore(path: directory.appending(path: "state.db").path)
  let world = World(
    sandbox: sandbox, service: service, location: store.location(announcement.locationId),
    tagCase: setting.tagCase)
  do { try await use(world) } catch { Issue.record(error) }
  await service.shutdown()
  await sandbox.stop()
  try store.close()
  try FileManager.default.removeItem(at: directory)
}

/// Numbers that are the same in every run (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
