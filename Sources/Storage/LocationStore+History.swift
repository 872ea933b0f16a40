package import Foundation
import GRDB
package import Tagging

extension LocationStore: HistoryStore {
  package func unfinished() async throws(StorageError) -> [CommitSummary] {
    try await summaries(where: #""commit".state = 'running'"#, limit: -1)
  }

  package func commits(limit: Int) async throws(StorageError) -> [CommitSummary] {
    try await summaries(where: "TRUE", limit: max(0, limit))
  }

  /// One commit's numbers without its calls, cheap enough to ask for again and again.
  package func summary(of commit: CommitID) async throws(StorageError) -> CommitSummary? {
    try await summaries(where: #""commit".id = ?"#, commit.rawValue, limit: 1).first
  }

  package func commit(_ commit: CommitID) async throws(StorageError) -> CommitDetails? {
    let id = id
    return try await store.read { db in
      let row = try Row.fetchOne(
        db,
        sql: """
          SELECT "commit".*, plan.calls AS plan FROM "commit" JOIN plan ON plan."commit" = number
          WHERE location = (SELECT number FROM location WHERE id = ?) AND id = ?
          """, arguments: [id, commit.rawValue])
      guard let row else { return nil }
      let blob: Data = row["plan"]
      let plan = try PlanBlob.decode([UInt8](blob))
      let summary = try CommitSummary(row)
      var details = CommitDetails(
        record: CommitRecord(
          id: commit, title: summary.title, startedAt: summary.startedAt, endedAt: summary.endedAt,
          author: summary.author, state: summary.state, plan: plan),
        calls: Array(repeating: .planned, count: plan.calls.count), receipts: [])
      let calls = try Row.fetchCursor(
        db, sql: #"SELECT place, sent, failed, receipts FROM call WHERE "commit" = ? ORDER BY place"#,
        arguments: [row["number"] as Int64])
      while let call = try calls.next() {
        let place: Int = call["place"]
        guard details.calls.indices.contains(place) else { throw BlobError() }
        if let receipts = call["receipts"] as Data? {
          details.calls[place] = .answered
          details.receipts += try ReceiptsBlob.decode([UInt8](receipts), call: place)
        } else {
          details.calls[place] = .sent(times: call["sent"])
        }
      }
      return details
    }
  }

  /// Forgets commits that ended before a date, with their receipts; never one that did not end.
  /// - Returns: How many.
  @discardableResult
  package func pruneHistory(endedBefore date: Date) async throws(StorageError) -> Int {
    let id = id
    return try await store.write { db in
      try db.execute(
        sql: """
          DELETE FROM "commit" WHERE location = (SELECT number FROM location WHERE id = ?)
          AND state <> 'running' AND ended < ?
          """, arguments: [id, date.timeIntervalSinceReferenceDate])
      return db.changesCount
    }
  }

  /// Newest first by the order in which they were begun: a clock may have been put back.
  private func summaries(
    where condition: String, _ argument: String? = nil, limit: Int
  ) async throws(StorageError) -> [CommitSummary] {
    let id = id
    return try await store.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT "commit".* FROM "commit" JOIN location ON location.number = location
          WHERE location.id = ? AND \(condition) ORDER BY "commit".number DESC LIMIT \(limit)
          """, arguments: StatementArguments([id] + (argument.map { [$0] } ?? []))
      ).map(CommitSummary.init)
    }
  }
}

extension CommitSummary {
  fileprivate init(_ row: Row) throws {
    let ended: Double? = row["ended"]
    let name: String = row["state"]
    guard let state = CommitState(rawValue: name) else { throw BlobError() }
    self.init(
      id: CommitID(rawValue: row["id"]), title: row["title"],
      startedAt: Date(timeIntervalSinceReferenceDate: row["started"]),
      endedAt: ended.map(Date.init(timeIntervalSinceReferenceDate:)),
      author: row["author"], state: state, callCount: row["calls"], answeredCount: row["answered"],
      contactCount: row["contacts"], failedCount: row["failed"])
  }
}
