import Foundation
import Tagging
import Testing

@testable import Storage

@Suite struct `The lock on a draft` {
  let directory: TemporaryDirectory
  let path: String
  let kim = LockHolder(
    pid: 17, host: "desk", user: "kim", terminal: "/dev/pts/3",
    since: Date(timeIntervalSince1970: 1_795_271_400))
  let bo = LockHolder(
    pid: 18, host: "desk", user: "bo", terminal: nil, since: Date(timeIntervalSince1970: 1_795_271_500))

  init() throws {
    directory = try TemporaryDirectory()
    path = directory.file("state.db")
  }

  @Test func `is had by one at a time, and the other learns by whom`() throws {
    let first = try StateStore(path: path).location("acme")
    let second = try StateStore(path: path).location("acme")
    let lock = try #require(first.acquireDraftLock(holder: kim).lock)
    #expect(try second.acquireDraftLock(holder: bo).holder == kim)
    #expect(try second.draftHolder() == kim)
    var headless = kim
    headless.terminal = nil
    headless.isHeadlessCommit = true
    try lock.update(headless)
    #expect(try second.acquireDraftLock(holder: bo).holder == headless)
    lock.release()
    #expect(try second.draftHolder() == nil)
    let later = try #require(second.acquireDraftLock(holder: bo).lock)
    #expect(try first.draftHolder() == bo)
    withExtendedLifetime(later) {}
  }

  @Test func `is a lock of one location`() throws {
    let store = try StateStore(path: path)
    let lock = try store.location("a").acquireDraftLock(holder: kim).lock
    #expect(try store.location("b").acquireDraftLock(holder: bo).lock != nil)
    #expect(try store.location("../a").acquireDraftLock(holder: bo).lock != nil)
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.file("locks")).count == 3)
    #expect(try permissions(directory.file("locks")) == 0o700)
    #expect(try permissions(directory.file("locks/a.draft")) == 0o600)
    withExtendedLifetime(lock) {}
  }

  @Test func `falls away with its holder`() throws {
    let location = try StateStore(path: path).location("acme")
    do {
      let lock = try location.acquireDraftLock(holder: kim).lock
      #expect(lock != nil)
    }
    #expect(try location.acquireDraftLock(holder: bo).lock != nil)
  }

  @Test func `that a killed process left behind is free`() throws {
    let location = try StateStore(path: path).location("acme")
    try PrivateFiles.makeDirectory(directory.file("locks"))
    try JSONEncoder().encode(kim).write(to: URL(filePath: directory.file("locks/acme.draft")))
    #expect(try location.draftHolder() == nil)
    #expect(try location.acquireDraftLock(holder: bo).lock != nil)
  }

  @Test func `can be released more than once`() throws {
    let location = try StateStore(path: path).location("acme")
    let first = try #require(location.acquireDraftLock(holder: kim).lock)
    first.release()
    let second = try #require(location.acquireDraftLock(holder: bo).lock)
    first.release()
    try first.update(kim)
    #expect(try location.draftHolder() == bo)
    withExtendedLifetime(second) {}
  }

  @Test func `on a commit leaves no file behind`() throws {
    let location = try StateStore(path: path).location("acme")
    let id = CommitID(rawValue: "20261121-143000-7f3a")
    #expect(try !location.isBeingCarriedOut(id))
    do {
      let lock = try location.acquireLock(on: id, holder: kim).lock
      #expect(try location.isBeingCarriedOut(id))
      #expect(try location.acquireLock(on: id, holder: bo).holder == kim)
      withExtendedLifetime(lock) {}
    }
    #expect(try !location.isBeingCarriedOut(id))
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.file("locks")).isEmpty)
  }

  @Test func `is had by one at a time, whoever comes and goes`() async throws {
    let location = try StateStore(path: path).location("acme")
    let id = CommitID(rawValue: "x")
    let inside = Counter()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          for _ in 0..<100 {
            guard let lock = try location.acquireLock(on: id, holder: kim).lock else { continue }
            #expect(inside.enter() == 1)
            inside.leave()
            lock.release()
          }
        }
      }
      try await group.waitForAll()
    }
  }

  @Test func `can be held in the name of this process`() {
    let holder = LockHolder.current(at: Date(timeIntervalSince1970: 1))
    #expect(holder.pid == getpid())
    #expect(!holder.host.isEmpty && !holder.user.isEmpty)
    #expect(holder.author == "\(holder.user)@\(holder.host)")
  }

  @Test func `is always free in memory`() throws {
    let location = try StateStore.inMemory().location("acme")
    #expect(try location.acquireDraftLock(holder: kim).lock != nil)
    #expect(try location.draftHolder() == nil)
  }
}

extension LockAttempt {
  fileprivate var lock: FileLock? {
    if case .acquired(let lock) = self { return lock }
    return nil
  }

  fileprivate var holder: LockHolder? {
    if case .refused(let holder) = self { return holder }
    return nil
  }
}
