import Foundation
import GRDB
import Tagging
import Testing

@testable import Storage

@Suite struct `The state file` {
  let directory: TemporaryDirectory
  let path: String

  init() throws {
    directory = try TemporaryDirectory()
    path = directory.file("a/b/state.db")
  }

  @Test func `is read by its owner only`() async throws {
    let store = try StateStore(path: path)
    try await store.location("acme").record([.stage(.adding("vip", contacts: 1))])
    #expect(try permissions(directory.file("a")) == 0o700)
    #expect(try permissions(directory.file("a/b")) == 0o700)
    for suffix in ["", "-wal", "-shm"] { #expect(try permissions(path + suffix) == 0o600) }
  }

  @Test func `is written with full synchronisation`() async throws {
    let settings = try await StateStore(path: path).write { db in
      [
        try String.fetchOne(db, sql: "PRAGMA synchronous"),
        try String.fetchOne(db, sql: "PRAGMA journal_mode"),
        try String.fetchOne(db, sql: "PRAGMA foreign_keys"),
      ]
    }
    #expect(settings == ["2", "wal", "1"])
  }

  @Test func `is shared by two processes`() async throws {
    let first = try StateStore(path: path).location("acme")
    let second = try StateStore(path: path).location("acme")
    try await first.record([.stage(.adding("a", contacts: 1))])
    try await second.record([.stage(.adding("b", contacts: 1))])
    try await first.record([.undo])
    #expect(try await second.draft().position == 1)
    #expect(try await first.draft() == second.draft())
  }

  @Test func `can be made by many at once`() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<8 {
        group.addTask {
          let store = try StateStore(path: path)
          try await store.location("acme").record([.stage(.adding("\(number)", contacts: 1))])
        }
      }
      try await group.waitForAll()
    }
    #expect(try await StateStore(path: path).location("acme").draft().position == 8)
  }

  @Test func `holds after a kill what was written before it`() async throws {
    let store = try StateStore(path: path)
    let location = store.location("acme")
    var models: [Draft] = []
    for number in 0..<12 {
      try await location.record([.stage(.adding("t\(number)", contacts: 2_000))])
      models.append(try await location.draft())
      // What a killed process leaves: the files as they are, not closed. The index of the log is made anew.
      let copy = directory.file("copy-\(number).db")
      try FileManager.default.copyItem(atPath: path, toPath: copy)
      try FileManager.default.copyItem(atPath: path + "-wal", toPath: copy + "-wal")
    }
    for (number, model) in models.enumerated() {
      let copy = try StateStore(path: directory.file("copy-\(number).db"))
      #expect(try await copy.location("acme").draft() == model)
    }
  }

  @Test func `opens at an earlier step when the end of its log is cut off`() async throws {
    let store = try StateStore(path: path)
    let location = store.location("acme")
    for number in 0..<6 { try await location.record([.stage(.adding("t\(number)", contacts: 300))]) }
    let database = try Data(contentsOf: URL(filePath: path))
    let log = try Data(contentsOf: URL(filePath: path + "-wal"))
    let whole = try await location.draft()
    var seen: Set<Int> = []
    for cut in stride(from: 0, through: log.count, by: 3_001) {
      let copy = directory.file("cut-\(cut).db")
      try database.write(to: URL(filePath: copy))
      try log.dropLast(cut).write(to: URL(filePath: copy + "-wal"))
      let draft = try await StateStore(path: copy).location("acme").draft()
      #expect(draft.steps == Array(whole.steps.prefix(draft.position)))
      #expect(draft.position == draft.steps.count)
      seen.insert(draft.position)
    }
    #expect(seen.count > 3)
  }

  @Test func `says so when it is from a newer version`() async throws {
    do {
      let store = try StateStore(path: path)
      try await store.write { try $0.execute(sql: "PRAGMA user_version = 99") }
      try store.close()
    }
    let error = #expect(throws: StorageError.self) { try StateStore(path: path) }
    #expect(error?.kind == .newerVersion)
    #expect(error?.message.contains("Update tagdesk") == true)
  }

  @Test func `says so when it is not a database`() throws {
    let file = directory.file("x.db")
    try Data(String(repeating: "not a database ", count: 500).utf8).write(to: URL(filePath: file))
    let error = #expect(throws: StorageError.self) { try StateStore(path: file) }
    #expect(error?.kind == .damaged)
    #expect(error?.message.contains("Move it away") == true)
  }

  @Test func `says so when it belongs to another program`() throws {
    let file = directory.file("x.db")
    let other = try DatabaseQueue(path: file)
    try other.write { try $0.execute(sql: "CREATE TABLE t (a)") }
    try other.close()
    let error = #expect(throws: StorageError.self) { try StateStore(path: file) }
    #expect(error?.kind == .damaged)
    #expect(error?.message.contains("another program") == true)
  }

  @Test func `says so when its pages are damaged`() async throws {
    do {
      let store = try StateStore(path: path)
      try await store.location("acme").record([.stage(.adding("vip", contacts: 5_000))])
      try store.close()
    }
    var bytes = try Data(contentsOf: URL(filePath: path))
    bytes.replaceSubrange(4_096..<bytes.count, with: Data(repeating: 0xA5, count: bytes.count - 4_096))
    try bytes.write(to: URL(filePath: path))
    let error = await #expect(throws: StorageError.self) {
      try await StateStore(path: path).location("acme").draft()
    }
    #expect(error?.kind == .damaged)
  }

  @Test func `says so when a record is damaged`() async throws {
    let store = try StateStore(path: path)
    let location = store.location("acme")
    try await location.record([.stage(.adding("vip", contacts: 3))])
    try await store.write { try $0.execute(sql: "UPDATE step SET changes = substr(changes, 1, 20)") }
    let error = await #expect(throws: StorageError.self) { try await location.draft() }
    #expect(error?.kind == .damaged)
  }

  @Test func `keeps what it has when the disk is full`() async throws {
    let store = try StateStore(path: path)
    let location = store.location("acme")
    try await location.record([.stage(.adding("vip", contacts: 10))])
    // SQLite gives the same code for a file at its limit as for a full disk.
    try await store.writer.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA max_page_count = 20")
    }
    let error = await #expect(throws: StorageError.self) {
      try await location.record([.stage(.adding("big", contacts: 20_000))])
    }
    #expect(error?.kind == .full)
    #expect(try await location.draft().position == 1)
    try await location.record([.undo])
  }

  @Test(.enabled(if: geteuid() != 0, "the superuser may write everywhere"))
  func `says so when its directory cannot be written`() throws {
    chmod(directory.path, 0o500)
    defer { chmod(directory.path, 0o700) }
    let error = #expect(throws: StorageError.self) { try StateStore(path: path) }
    #expect(error?.kind == .readOnly)
  }

  @Test func `says so when its directory is a file`() throws {
    try Data().write(to: URL(filePath: directory.file("a")))
    let error = #expect(throws: StorageError.self) { try StateStore(path: path) }
    #expect(error?.message.contains("Cannot") == true)
  }

  @Test(arguments: [
    (ResultCode.SQLITE_FULL, StorageError.Kind.full), (.SQLITE_READONLY, .readOnly),
    (.SQLITE_CANTOPEN, .readOnly),
    (.SQLITE_CORRUPT, .damaged), (.SQLITE_NOTADB, .damaged), (.SQLITE_BUSY, .busy), (.SQLITE_ERROR, .other),
    (.SQLITE_IOERR_SHMSIZE, .full),
  ])
  func `gives every trouble a kind`(code: ResultCode, kind: StorageError.Kind) {
    let error = StorageError(
      DatabaseError(resultCode: code, message: "said", sql: "SELECT ana@acme.example"), subject: "The file")
    #expect(error.kind == kind)
    #expect(!error.message.contains("ana"))
  }
}
