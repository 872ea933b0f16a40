import Foundation
import Tagging
import Testing

@testable import HighLevelAPI

@Suite struct `Sharing the rate budget` {
  private func withPath(_ use: (String) async throws -> Void) async throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "budget-\(UUID().uuidString)").path
    defer { unlink(path) }
    try await use(path)
  }

  private func budget(_ path: String, _ time: JumpingClock) -> RateBudget {
    RateBudget(file: BudgetFile(path: path), clock: time.clock)
  }

  @Test func `two processes send no more than one may`() async throws {
    try await withPath { path in
      let time = JumpingClock()
      time.advance(by: .seconds(1000))
      let one = budget(path, time)
      let other = budget(path, time)
      for _ in 0..<60 { one.answered(try await one.acquire(), RateHeaders()) }
      for _ in 0..<37 { other.answered(try await other.acquire(), RateHeaders()) }
      #expect(other.snapshot.used == 97)
      #expect(other.snapshot.isShared)
      #expect(time.now == .seconds(1000))
      let late = try await one.acquire()
      #expect(late.sentAt == .seconds(1010))
    }
  }

  @Test func `a pause told to one is kept by all`() async throws {
    try await withPath { path in
      let time = JumpingClock()
      time.advance(by: .seconds(1000))
      let one = budget(path, time)
      let other = budget(path, time)
      one.refused(try await one.acquire(), RateHeaders(retryAfter: 20))
      let next = try await other.acquire()
      #expect(next.sentAt >= .seconds(1020))
      #expect(other.snapshot.limit == 92)
    }
  }

  @Test func `what others hold counts only once against what the server has left`() async throws {
    try await withPath { path in
      let time = JumpingClock()
      time.advance(by: .seconds(1000))
      let one = budget(path, time)
      let other = budget(path, time)
      for left in 0..<10 {
        one.answered(try await one.acquire(), RateHeaders(maximum: 100, remaining: 99 - left))
      }
      other.answered(try await other.acquire(), RateHeaders(maximum: 100, remaining: 89))
      #expect(other.snapshot.used == 11)
    }
  }

  @Test func `a file of garbage, or of a time before a restart, does no harm`() async throws {
    for garbage in [Data("no budget at all, but words".utf8), Data(repeating: 0xFF, count: 200), Data()] {
      try await withPath { path in
        try garbage.write(to: URL(filePath: path))
        let one = budget(path, JumpingClock())
        _ = try await one.acquire()
        #expect(one.snapshot.used == 1)
      }
    }
    try await withPath { path in
      let before = JumpingClock()
      before.advance(by: .seconds(5000))
      let one = budget(path, before)
      for _ in 0..<50 { one.answered(try await one.acquire(), RateHeaders()) }
      let other = budget(path, JumpingClock())
      _ = try await other.acquire()
      #expect(other.snapshot.used == 1)
    }
  }

  @Test func `a file that can't be opened leaves the process on its own`() async throws {
    #expect(BudgetFile(path: "/nowhere/at/all") == nil)
    try await withCannedAnswers(
      .ok(#"{"contacts":[],"total":0}"#), configure: { $0.budgetFile = "/nowhere/at/all" }
    ) { service, _ in
      _ = try await service.search(ContactSearch())
      #expect(!service.budget.isShared)
    }
  }

  @Test func `the file is for its owner alone`() async throws {
    try await withPath { path in
      _ = budget(path, JumpingClock())
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(mode == 0o600)
    }
  }
}
