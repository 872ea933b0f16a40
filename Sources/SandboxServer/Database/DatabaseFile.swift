import Foundation
import GRDB

/// The file of a sandbox's database, as a whole: making, replacing, moving it.
///
/// A new database is filled beside its place and moved there when it is complete, so that a filling that was
/// interrupted, even killed, leaves nothing behind that would be mistaken for a database.
struct DatabaseFile: Sendable {
  let path: String

  private static let companions = ["-wal", "-shm", "-journal"]
  private var unfinished: DatabaseFile { DatabaseFile(path: path + ".new") }

  /// Whether there is nothing at the path yet, or an empty file.
  var isNew: Bool {
    get throws(SandboxError) {
      guard FileManager.default.fileExists(atPath: path) else { return true }
      do {
        return try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int == 0
      } catch {
        throw .database(path: path, reason: error.localizedDescription)
      }
    }
  }

  /// Removes the file and what SQLite put beside it.
  func remove() throws(SandboxError) {
    do {
      for name in [path] + Self.companions.map({ path + $0 })
      where FileManager.default.fileExists(atPath: name) {
        try FileManager.default.removeItem(atPath: name)
      }
    } catch {
      throw .database(path: path, reason: error.localizedDescription)
    }
  }

  /// Makes a database that only its owner can read, filled by `fill`.
  func make(_ settings: Configuration, _ fill: @Sendable (Database) throws -> Void) async throws {
    let new = unfinished
    try new.remove()
    let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
    guard FileManager.default.createFile(atPath: new.path, contents: nil, attributes: attributes) else {
      throw SandboxError.database(path: path, reason: "the file cannot be made.")
    }
    do {
      let queue = try DatabaseQueue(path: new.path, configuration: settings)
      try await queue.writeWithoutTransaction(fill)
      try queue.close()
      try remove()
      try FileManager.default.moveItem(atPath: new.path, toPath: path)
    } catch {
      try new.remove()
      throw error
    }
  }
}
