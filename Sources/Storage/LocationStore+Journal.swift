package import Foundation
import GRDB
package import Tagging

extension LocationStore: Journal {
  package func begin(_ commit: CommitRecord, remaining: DraftStep?) async throws(StorageError) {
    let id = id
    try await store.write { db in
      let location = try LocationRow.number(of: id, db)
      try JournalRows.insert(commit, location: location, db)
      var log = try DraftLog(location: location, db)
      try log.remove(from: 0, db)
      if let remaining { try log.apply(.stage(remaining), db) }
      try log.finish(db)
    }
  }

  package func willSend(_ calls: [Int], of commit: CommitID) async throws(StorageError) {
    guard !calls.isEmpty else { return }
    let id = id
    try await store.write { db in
      let row = try JournalRows.find(commit, location: id, db)
      let statement = try db.cachedStatement(
        sql: """
          INSERT INTO call ("commit", place, sent) VALUES (?, ?, 1)
          ON CONFLICT DO UPDATE SET sent = sent + 1
          """)
      for call in calls {
        try row.check(call)
        try statement.execute(arguments: [row.number, call])
      }
    }
  }

  package func didEnd(_ call: Int, receipts: [Receipt], of commit: CommitID) async throws(StorageError) {
    try await didEnd([EndedCall(call: call, receipts: receipts)], of: commit)
  }

  package func didEnd(_ calls: [EndedCall], of commit: CommitID) async throws(StorageError) {
    guard !calls.isEmpty else { return }
    let id = id
    try await store.write { db in
      let row = try JournalRows.find(commit, location: id, db)
      for call in calls { try row.end(call, db) }
    }
  }

  package func end(
    _ commit: CommitID, as state: CommitState, at date: Date, returning leftover: DraftStep?
  ) async throws(StorageError) {
    let id = id
    try await store.write { db in
      let row = try JournalRows.find(commit, location: id, db)
      try row.end(as: state, at: date, db)
      guard let leftover else { return }
      var log = try DraftLog(location: row.location, db)
      try log.apply(.stage(leftover), db)
      try log.finish(db)
    }
  }
}

extension LocationStore {
  /// The journal for commits that do not come from the draft, as those of the batch commands: it leaves it alone.
  package var batchJournal: BatchJournal { BatchJournal(location: self) }
}

/// A journal that neither empties the draft nor gives anything back to it.
///
/// What did not reach the server is in the receipts and in the calls without an answer.
package struct BatchJournal: Journal {
  let location: LocationStore

  package func begin(_ commit: CommitRecord, remaining: DraftStep?) async throws(StorageError) {
    let id = location.id
    try await location.store.write { db in
      try JournalRows.insert(commit, location: LocationRow.number(of: id, db), db)
    }
  }

  package func willSend(_ calls: [Int], of commit: CommitID) async throws(StorageError) {
    try await location.willSend(calls, of: commit)
  }

  package func didEnd(_ call: Int, receipts: [Receipt], of commit: CommitID) async throws(StorageError) {
    try await location.didEnd(call, receipts: receipts, of: commit)
  }

  package func didEnd(_ calls: [EndedCall], of commit: CommitID) async throws(StorageError) {
    try await location.didEnd(calls, of: commit)
  }

  package func end(
    _ commit: CommitID, as state: CommitState, at date: Date, returning leftover: DraftStep?
  ) async throws(StorageError) {
    try await location.end(commit, as: state, at: date, returning: nil)
  }
}

/// The rows of a commit, inside a transaction.
struct JournalRows {
  let number: Int64
  let location: Int64
  private let calls: Int

  /// Writes a new commit with its plan.
  static func insert(_ commit: CommitRecord, location: Int64, _ db: Database) throws {
    try db.execute(
      sql: """
        INSERT INTO "commit" (location, id, title, started, ended, author, state, calls, contacts)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        location, commit.id.rawValue, commit.title, commit.startedAt.timeIntervalSinceReferenceDate,
        commit.endedAt?.timeIntervalSinceReferenceDate, commit.author, commit.state.rawValue,
        commit.plan.calls.count, commit.plan.contactCount,
      ])
    try db.execute(
      sql: #"INSERT INTO plan ("commit", calls) VALUES (?, ?)"#,
      arguments: [db.lastInsertedRowID, Data(PlanBlob.encode(commit.plan))])
  }

  /// Finds a commit that was begun.
  static func find(_ commit: CommitID, location: String, _ db: Database) throws -> JournalRows {
    let row = try Row.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT "commit".number, location, calls FROM "commit" JOIN location ON location.number = location
          WHERE location.id = ? AND "commit".id = ?
          """), arguments: [location, commit.rawValue])
    guard let row else { throw StorageError(.other, "There is no commit \(commit) of this location.") }
    return JournalRows(number: row["number"], location: row["location"], calls: row["calls"])
  }

  /// Refuses a call that is not in the plan.
  func check(_ call: Int) throws {
    guard (0..<calls).contains(call) else {
      throw StorageError(.other, "The commit has \(calls) calls; there is no number \(call).")
    }
  }

  /// Writes what became of a call, in the place of what was written before.
  func end(_ call: EndedCall, _ db: Database) throws {
    try check(call.call)
    let before = try Row.fetchOne(
      db.cachedStatement(sql: #"SELECT failed FROM call WHERE "commit" = ? AND place = ?"#),
      arguments: [number, call.call])
    let failedBefore: Int? = before?["failed"]
    let failed = call.receipts.count { !$0.isDone }
    try db.cachedStatement(
      sql: """
        INSERT INTO call ("commit", place, failed, receipts) VALUES (?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET failed = excluded.failed, receipts = excluded.receipts
        """
    ).execute(arguments: [number, call.call, failed, Data(ReceiptsBlob.encode(call.receipts))])
    try db.cachedStatement(
      sql: #"UPDATE "commit" SET answered = answered + ?, failed = failed + ? WHERE number = ?"#
    ).execute(arguments: [failedBefore == nil ? 1 : 0, failed - (failedBefore ?? 0), number])
  }

  /// Writes how the commit ended.
  func end(as state: CommitState, at date: Date, _ db: Database) throws {
    try db.execute(
      sql: #"UPDATE "commit" SET state = ?, ended = ? WHERE number = ?"#,
      arguments: [state.rawValue, date.timeIntervalSinceReferenceDate, number])
  }
}
