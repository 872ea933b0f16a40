import Foundation
import GRDB
package import Tagging

/// What is kept for one location: its draft, its commits, its settings.
package struct LocationStore: Sendable {
  let store: StateStore
  /// The location's id.
  package let id: String

  /// A setting as JSON text; `nil` when it was never set.
  package func value(for key: String) async throws(StorageError) -> String? {
    let id = id
    return try await store.read { db in
      try String.fetchOne(
        db,
        sql:
          "SELECT value FROM setting WHERE location = (SELECT number FROM location WHERE id = ?) AND key = ?",
        arguments: [id, key])
    }
  }

  /// Keeps a setting, or forgets it.
  package func setValue(_ value: String?, for key: String) async throws(StorageError) {
    let id = id
    try await store.write { db in
      let location = try LocationRow.number(of: id, db)
      if let value {
        try db.execute(
          sql: """
            INSERT INTO setting (location, key, value) VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET value = excluded.value
            """, arguments: [location, key, value])
      } else {
        try db.execute(sql: "DELETE FROM setting WHERE location = ? AND key = ?", arguments: [location, key])
      }
    }
  }
}

extension LocationStore: DraftStore {
  package func draft() async throws(StorageError) -> Draft {
    let id = id
    return try await store.read { db in
      guard
        let row = try Row.fetchOne(
          db, sql: "SELECT number, position FROM location WHERE id = ?", arguments: [id])
      else { return Draft() }
      let number: Int = row["number"]
      let steps = try Row.fetchCursor(
        db, sql: "SELECT title, changes FROM step WHERE location = ? ORDER BY place", arguments: [number])
      var draft = Draft(position: row["position"])
      while let step = try steps.next() {
        let changes: Data = step["changes"]
        draft.steps.append(DraftStep(title: step["title"], changes: try ChangesBlob.decode([UInt8](changes))))
      }
      guard (0...draft.steps.count).contains(draft.position) else { throw BlobError() }
      return draft
    }
  }

  package func record(_ entries: [DraftEntry]) async throws(StorageError) {
    guard !entries.isEmpty else { return }
    let id = id
    try await store.write { db in
      let location = try LocationRow.number(of: id, db)
      var log = try DraftLog(location: location, db)
      for entry in entries { try log.apply(entry, db) }
      try log.finish(db)
    }
  }
}

/// The row of a location.
enum LocationRow {
  /// Its number; makes the row when it is not there yet.
  static func number(of id: String, _ db: Database) throws -> Int64 {
    if let number = try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT number FROM location WHERE id = ?"), arguments: [id])
    {
      return number
    }
    try db.execute(sql: "INSERT INTO location (id) VALUES (?)", arguments: [id])
    return db.lastInsertedRowID
  }
}

/// The steps of a draft, inside a transaction.
struct DraftLog {
  private let location: Int64
  private var position: Int
  private var count: Int

  init(location: Int64, _ db: Database) throws {
    self.location = location
    position =
      try Int.fetchOne(
        db.cachedStatement(sql: "SELECT position FROM location WHERE number = ?"), arguments: [location]) ?? 0
    count =
      try Int.fetchOne(
        db.cachedStatement(sql: "SELECT COUNT(*) FROM step WHERE location = ?"), arguments: [location]) ?? 0
  }

  /// Carries one entry out; undo and redo must have a step to go to.
  mutating func apply(_ entry: DraftEntry, _ db: Database) throws {
    switch entry {
    case .stage(let step):
      if count > position { try remove(from: position, db) }
      let changes = Data(ChangesBlob.encode(step.changes))
      try db.cachedStatement(sql: "INSERT INTO step (location, place, title, changes) VALUES (?, ?, ?, ?)")
        .execute(arguments: [location, position, step.title, changes])
      position += 1
      count = position
    case .undo:
      guard position > 0 else { throw Self.disagreement }
      position -= 1
    case .redo:
      guard position < count else { throw Self.disagreement }
      position += 1
    }
  }

  /// Drops the steps from a place on.
  mutating func remove(from place: Int, _ db: Database) throws {
    try db.cachedStatement(sql: "DELETE FROM step WHERE location = ? AND place >= ?")
      .execute(arguments: [location, place])
    position = min(position, place)
    count = min(count, place)
  }

  /// Writes how many steps are done.
  func finish(_ db: Database) throws {
    try db.cachedStatement(sql: "UPDATE location SET position = ? WHERE number = ?")
      .execute(arguments: [position, location])
  }

  private static let disagreement = StorageError(
    .other,
    "The draft on disk is not the one on the screen: another tagdesk changed it. Start again to see it.")
}
