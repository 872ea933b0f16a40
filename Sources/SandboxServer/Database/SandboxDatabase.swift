import Foundation
import GRDB

/// Owns the SQLite database: opens it, knows its settings, and hands out transactions one at a time.
///
/// There is one connection. SQLite in memory cannot have more, and one at a time makes every answer of the sandbox a
/// matter of order, not of luck.
final class SandboxDatabase: Sendable {
  private let queue: DatabaseQueue
  private let memory = DatabaseMemory()
  private let configuration: SandboxConfiguration

  private init(queue: DatabaseQueue, configuration: SandboxConfiguration) {
    self.queue = queue
    self.configuration = configuration
  }

  /// Opens the database that `configuration` names, and fills a new one.
  static func open(_ configuration: SandboxConfiguration) async throws(SandboxError) -> SandboxDatabase {
    var settings = Configuration()
    settings.busyMode = .timeout(5)
    settings.label = "sandbox"
    settings.prepareDatabase { db in
      db.add(function: SearchFunctions.fold)
      db.add(function: SearchFunctions.hasTag)
    }
    let fill: @Sendable (Database) throws -> Void = { db in try Seeder(configuration).fill(db) }
    do {
      let queue: DatabaseQueue
      if configuration.database == ":memory:" {
        queue = try DatabaseQueue(configuration: settings)
        try await queue.writeWithoutTransaction(fill)
      } else {
        let file = DatabaseFile(path: configuration.database)
        if configuration.reset { try file.remove() }
        if try file.isNew { try await file.make(settings, fill) }
        queue = try DatabaseQueue(path: file.path, configuration: settings)
      }
      let database = SandboxDatabase(queue: queue, configuration: configuration)
      try await database.prepare()
      return database
    } catch {
      throw SandboxError(opening: configuration.database, error)
    }
  }

  /// Makes sure that the database is a sandbox's of this version.
  private func prepare() async throws {
    let path = configuration.database
    try await queue.writeWithoutTransaction { db in
      let mark = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
      guard mark == Schema.applicationId else { throw SandboxError.notASandboxDatabase(path: path) }
      let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
      guard version == Schema.version else {
        throw SandboxError.otherVersion(path: path, found: version, expected: Schema.version)
      }
      // Contacts are read all over the file, which costs a copy each without the mapping.
      try db.execute(
        sql: """
          PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA mmap_size = 2147483648;
          DELETE FROM stale_contact
          """)
    }
  }

  /// Runs `body` in a transaction that may write, with what is remembered of the database up to date.
  func write<Result: Sendable>(
    _ body: @Sendable @escaping (Store) throws -> Result
  ) async throws -> Result {
    try await queue.writeWithoutTransaction { db in
      var result: Result?
      do {
        try db.inTransaction(.immediate) {
          try self.noticeOthers(db)
          result = try body(self.store(db))
          return .commit
        }
      } catch {
        // What was remembered inside the transaction may not be so.
        self.memory.forget()
        throw error
      }
      guard let result else { throw DatabaseError(message: "The transaction gave no result.") }
      return result
    }
  }

  /// Runs `body`, which only reads, with what is remembered of the database up to date.
  func read<Result: Sendable>(
    _ body: @Sendable @escaping (Store) throws -> Result
  ) async throws -> Result {
    try await queue.read { db in
      try self.noticeOthers(db)
      return try body(self.store(db))
    }
  }

  private func store(_ db: Database) -> Store {
    Store(db: db, memory: memory, configuration: configuration)
  }

  /// Forgets what is remembered when another process has written to the file.
  private func noticeOthers(_ db: Database) throws {
    let version = try Int.fetchOne(db.cachedStatement(sql: "PRAGMA data_version")) ?? 0
    memory.noticeVersion(version)
  }

  /// Closes the file.
  func close() {
    do {
      try queue.close()
    } catch {
      // A statement is still in use: SQLite closes the file with the last of them.
    }
  }
}

/// A transaction in progress, and what is remembered of the database.
///
/// What can be done with it stands in extensions: contacts, tags, searches.
struct Store {
  let db: Database
  let memory: DatabaseMemory
  let configuration: SandboxConfiguration
}

extension SandboxError {
  /// What `error`, thrown while the database at `path` was opened, means to the user.
  fileprivate init(opening path: String, _ error: any Error) {
    switch error {
    case let error as SandboxError: self = error
    case let error as DatabaseError where error.resultCode == .SQLITE_NOTADB:
      self = .notASandboxDatabase(path: path)
    case let error as DatabaseError:
      self = .database(path: path, reason: error.message ?? error.description)
    default: self = .database(path: path, reason: error.localizedDescription)
    }
  }
}

extension SandboxDatabase {
  /// What is announced of the sandbox, without its address: ids and tokens as the database keeps them, and the
  /// configuration's where it names some, which are then kept.
  func announcement() async throws(SandboxError) -> SandboxAnnouncement {
    let named: [(Meta, String?)] = [
      (.locationId, configuration.locationId), (.token, configuration.token),
      (.restrictedToken, configuration.restrictedToken), (.foreignToken, configuration.foreignToken),
    ]
    do {
      return try await write { store in
        for case (let key, let value?) in named { try Meta.set(key, to: value, store.db) }
        func value(_ key: Meta) throws -> String { try Meta.value(key, store.db) ?? "" }
        return SandboxAnnouncement(
          url: "", locationId: try value(.locationId), token: try value(.token),
          rotatedToken: try value(.rotatedToken), restrictedToken: try value(.restrictedToken),
          foreignToken: try value(.foreignToken), foreignLocationId: try value(.foreignLocationId),
          clientId: try value(.clientId), clientSecret: try value(.clientSecret),
          authorizationCode: try value(.authorizationCode), refreshToken: try value(.refreshToken))
      }
    } catch {
      throw SandboxError(opening: configuration.database, error)
    }
  }
}
