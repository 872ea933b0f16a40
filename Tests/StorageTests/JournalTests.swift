import Foundation
import GRDB
import Tagging
import Testing

@testable import Storage

@Suite struct `The journal and the history` {
  let location: LocationStore
  let commit = CommitRecord.sample()

  init() throws {
    location = try StateStore.inMemory().location("acme")
  }

  @Test func `beginning a commit empties the draft of all but what remains`() async throws {
    try await location.record([.stage(.adding("vip", contacts: 3)), .stage(.adding("x", contacts: 1)), .undo])
    let rest = DraftStep.adding("rest", contacts: 2)
    try await location.begin(commit, remaining: rest)
    #expect(try await location.draft() == Draft(steps: [rest], position: 1))
    let details = try #require(await location.commit(commit.id))
    #expect(details == CommitDetails(record: commit, calls: [.planned, .planned], receipts: []))
    #expect(try await location.unfinished().map(\.id) == [commit.id])
  }

  @Test func `each call is known to be planned, sent so many times, or answered`() async throws {
    try await location.begin(commit, remaining: nil)
    try await location.willSend([0, 1], of: commit.id)
    try await location.willSend([1], of: commit.id)
    #expect(try await location.commit(commit.id)?.calls == [.sent(times: 1), .sent(times: 2)])
    try await location.didEnd(0, receipts: .sample, of: commit.id)
    let details = try #require(await location.commit(commit.id))
    #expect(details.calls == [.answered, .sent(times: 2)])
    #expect(details.receipts == .sample)
    let summary = try #require(await location.summary(of: commit.id))
    #expect(summary.callCount == 2)
    #expect(summary.answeredCount == 1)
    #expect(summary.contactCount == 3)
    #expect(summary.failedCount == 1)
  }

  @Test func `receipts recorded again take the place of the former ones`() async throws {
    try await location.begin(commit, remaining: nil)
    try await location.didEnd(0, receipts: .sample, of: commit.id)
    let later = [Receipt(call: 0, contact: .sample(0), outcome: .notSent(reason: "stopped"))]
    try await location.didEnd(0, receipts: later, of: commit.id)
    let summary = try #require(await location.summary(of: commit.id))
    #expect(summary.answeredCount == 1)
    #expect(summary.failedCount == 1)
    #expect(try await location.commit(commit.id)?.receipts == later)
  }

  @Test func `the ends of several calls are written together or not at all`() async throws {
    try await location.begin(commit, remaining: nil)
    let first = EndedCall(call: 0, receipts: .sample)
    await #expect(throws: StorageError.self) {
      try await location.didEnd([first, EndedCall(call: 9, receipts: [])], of: commit.id)
    }
    #expect(try await location.summary(of: commit.id)?.answeredCount == 0)
    try await location.batchJournal.didEnd([first, EndedCall(call: 1, receipts: [])], of: commit.id)
    #expect(try await location.summary(of: commit.id)?.answeredCount == 2)
  }

  @Test func `what did not reach the server becomes one new step of the draft`() async throws {
    try await location.begin(commit, remaining: .adding("rest", contacts: 1))
    try await location.record([.stage(.adding("meanwhile", contacts: 1)), .undo])
    let end = commit.startedAt.addingTimeInterval(12)
    try await location.end(commit.id, as: .stopped, at: end, returning: .adding("vip", contacts: 2))
    #expect(
      try await location.draft()
        == Draft(steps: [.adding("rest", contacts: 1), .adding("vip", contacts: 2)], position: 2))
    let record = try #require(await location.commit(commit.id)).record
    #expect(record.state == .stopped)
    #expect(record.endedAt == end)
    #expect(try await location.unfinished().isEmpty)
  }

  @Test func `a batch commit leaves the draft alone`() async throws {
    let draft = Draft(steps: [.adding("vip", contacts: 3)], position: 1)
    try await location.record([.stage(draft.steps[0])])
    let journal = location.batchJournal
    try await journal.begin(commit, remaining: .adding("other", contacts: 1))
    try await journal.willSend([0], of: commit.id)
    try await journal.didEnd(0, receipts: .sample, of: commit.id)
    try await journal.end(
      commit.id, as: .finished, at: commit.startedAt, returning: .adding("left", contacts: 1))
    #expect(try await location.draft() == draft)
    #expect(try await location.commits(limit: 10).map(\.state) == [.finished])
  }

  @Test func `a commit is begun whole or not at all`() async throws {
    try await location.begin(commit, remaining: nil)
    try await location.record([.stage(.adding("vip", contacts: 3))])
    await #expect(throws: StorageError.self) { try await location.begin(commit, remaining: nil) }
    #expect(try await location.draft().steps.count == 1)
    #expect(try await location.commits(limit: 10).count == 1)
  }

  @Test func `calls and commits that were never planned are refused`() async throws {
    try await location.begin(commit, remaining: nil)
    let unknown = CommitID(rawValue: "unknown")
    await #expect(throws: StorageError.self) { try await location.willSend([2], of: commit.id) }
    await #expect(throws: StorageError.self) { try await location.didEnd(-1, receipts: [], of: commit.id) }
    await #expect(throws: StorageError.self) { try await location.willSend([0], of: unknown) }
    await #expect(throws: StorageError.self) {
      try await location.end(unknown, as: .finished, at: Date(), returning: nil)
    }
    #expect(try await location.commit(unknown) == nil)
    #expect(try await location.store.location("other").commit(commit.id) == nil)
  }

  @Test func `the newest commit comes first even when the clock was put back`() async throws {
    try await location.begin(.sample("20261121-150000-0001"), remaining: nil)
    try await location.begin(.sample("20261120-150000-0002"), remaining: nil)
    #expect(try await location.commits(limit: 10).map(\.id.rawValue.last) == ["2", "1"])
    #expect(try await location.commits(limit: 1).count == 1)
  }

  @Test func `old commits are forgotten, unfinished ones never`() async throws {
    let ids = ["1", "2", "3"].map(CommitID.init(rawValue:))
    for id in ids { try await location.begin(.sample(id.rawValue), remaining: nil) }
    try await location.didEnd(0, receipts: .sample, of: ids[0])
    try await location.end(ids[0], as: .finished, at: Date(timeIntervalSince1970: 100), returning: nil)
    try await location.end(ids[1], as: .stopped, at: Date(timeIntervalSince1970: 300), returning: nil)
    #expect(try await location.pruneHistory(endedBefore: Date(timeIntervalSince1970: 200)) == 1)
    #expect(try await location.commits(limit: 10).map(\.id) == [ids[2], ids[1]])
    let left = try await location.store.read { db in
      try Int.fetchOne(db, sql: "SELECT (SELECT COUNT(*) FROM call) * 10 + (SELECT COUNT(*) FROM plan)")
    }
    #expect(left == 2)
  }
}

@Suite struct `The name of a commit` {
  @Test func `is its time and four digits`() {
    var random = SeededGenerator(1)
    let id = CommitID.new(at: Date(timeIntervalSince1970: 1_795_271_400.9), using: &random)
    #expect(id.rawValue.hasPrefix("20261121-143000-"))
    #expect(id.rawValue.count == 20)
    let later = CommitID.new(at: Date(timeIntervalSince1970: 1_795_271_401), using: &random)
    #expect(id.rawValue < later.rawValue)
    #expect(CommitID.new(at: Date()) != CommitID.new(at: Date()))
  }
}
