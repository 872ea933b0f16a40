import Engine
import HighLevelAPI
import SandboxServer
import Tagging
import Testing

@Suite struct `The walk at the sandbox` {
  /// With a fifth of all requests going wrong a walk may end early, but never with a tag left behind.
  @Test(arguments: 1...8) func `leaves the contacts as they were, whatever goes wrong`(seed: Int) async throws
  {
    let faults = "500=3%,503=3%,reset-before=4%,reset-after=4%,stall=3%,truncate=3%,html=4%,seed=\(seed)"
    try await withWorld {
      $0.sandbox.faults = try FaultSpecification(faults)
      $0.client = {
        $0.requestTimeout = 1
        $0.readAttempts = 2
      }
    } _: { world in
      let before = try await world.tags(attempts: 20)
      let contacts = before.keys.sorted().prefix(2)
      var clock = CommitClock()
      clock.sleep = { duration in
        do { try await Task.sleep(for: duration / 10) } catch {}
      }
      let way = LiveWalk.BulkPath(name: "official", path: "/bulk", service: world.service)
      let walk = LiveWalk(contacts: Array(contacts), bulkPaths: [way], clock: clock) { _ in }
      let outcome = await walk.run()
      #expect(outcome.isRestored)
      #expect(outcome.problem == nil || outcome.exitCode == 4)
      #expect(try await world.tags(attempts: 20) == before)
    }
  }
}

extension World {
  /// The tags, asked again and again for a client that gives up soon.
  fileprivate func tags(attempts: Int) async throws -> [ContactID: Set<ContactTag>] {
    for _ in 1..<attempts {
      do { return try await tags() } catch let error as ServiceError where error.isTransient {}
    }
    return try await tags()
  }
}
