import GRDB
import Glibc
package import Tagging

/// The database of drafts, journals, receipts and history: one file for all locations.
///
/// Every write is one transaction with full synchronisation: when it returns, a power cut does not undo it. Writes
/// are carried out in the order in which they were asked for, and go on when the task that asked is cancelled.
package final class StateStore: Sendable {
  /// `nil` when it is in memory.
  package let path: String?
  let writer: any DatabaseWriter
  private let subject: String

  /// Opens the file, or makes it, readable by its owner only.
  package init(path: String) throws(StorageError) {
    self.path = path
    subject = "The state file \(path)"
    do {
      try PrivateFiles.makeDirectory(PrivateFiles.parent(of: path))
      try PrivateFiles.makeFile(path)
      writer = try DatabasePool(path: path, configuration: Self.configuration)
    } catch {
      throw StorageError(error, subject: subject)
    }
    try prepare()
  }

  private init() throws(StorageError) {
    path = nil
    subject = "The state in memory"
    do {
      writer = try DatabaseQueue(configuration: Self.configuration)
    } catch {
      throw StorageError(error, subject: subject)
    }
    try prepare()
  }

  /// A store that is gone with the process.
  package static func inMemory() throws(StorageError) -> StateStore { try StateStore() }

  /// What is kept for one location.
  package func location(_ id: String) -> LocationStore { LocationStore(store: self, id: id) }

  /// Closes the file; what is asked for later fails.
  package func close() throws(StorageError) {
    do {
      try writer.close()
    } catch {
      throw StorageError(error, subject: subject)
    }
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(5)
    configuration.label = "state"
    return configuration
  }

  private func prepare() throws(StorageError) {
    do {
      try writer.writeWithoutTransaction { db in
        // Not in `prepareDatabase`: GRDB sets NORMAL after it.
        try db.execute(sql: "PRAGMA synchronous = FULL")
        guard try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2 else {
          throw StorageError(.other, "\(subject) cannot be written with full synchronisation.")
        }
        // Debian's SQLite overwrites what is deleted, which makes emptying a large draft as dear as writing it.
        try db.execute(sql: "PRAGMA secure_delete = FAST")
        try db.execute(sql: "PRAGMA journal_size_limit = 16777216")
        try StateSchema.migrate(db, subject: subject)
      }
    } catch {
      throw StorageError(error, subject: subject)
    }
  }

  /// Runs `body` in a transaction that holds the write lock from its start.
  func write<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(StorageError) -> Value {
    let subject = subject
    let result = await withCheckedContinuation { (continuation: CheckedContinuation<Answer<Value>, Never>) in
      // GRDB's `async` form would roll back when the task is cancelled; a receipt must not get lost by that.
      writer.asyncWriteWithoutTransaction { db in
        let answer = Answer<Value>(subject: subject) {
          var value: Value?
          try db.inTransaction(.immediate) {
            value = try body(db)
            return .commit
          }
          return value
        }
        continuation.resume(returning: answer)
      }
    }
    return try result.get()
  }

  /// Runs `body` on the database as it was left by the last transaction.
  func read<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(StorageError) -> Value {
    let subject = subject
    let result = await withCheckedContinuation { (continuation: CheckedContinuation<Answer<Value>, Never>) in
      writer.asyncRead { db in
        continuation.resume(returning: Answer(subject: subject) { try body(db.get()) })
      }
    }
    return try result.get()
  }
}

/// What came of a transaction, with every error mapped.
private typealias Answer<Value> = Result<Value, StorageError>

extension Result where Failure == StorageError {
  fileprivate init(subject: String, _ body: () throws -> Success?) {
    do {
      if let value = try body() {
        self = .success(value)
      } else {
        self = .failure(StorageError(.other, "\(subject): the transaction gave no result."))
      }
    } catch {
      self = .failure(StorageError(error, subject: subject))
    }
  }
}
