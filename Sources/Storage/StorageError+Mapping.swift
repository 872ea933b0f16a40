import GRDB
import Glibc
import Tagging

extension StorageError {
  /// The one place where what SQLite and the system say becomes ours.
  ///
  /// Only result codes and SQLite's own short text are used: a statement with its arguments holds people's data.
  init(_ error: any Error, subject: String) {
    switch error {
    case let error as StorageError: self = error
    case let error as DatabaseError: self.init(sqlite: error, subject: subject)
    case let error as SystemError: self.init(system: error)
    case is BlobError:
      self.init(.damaged, "\(subject) holds a record that cannot be read. \(Self.damageRemedy)")
    default: self.init(.other, "\(subject) could not be used: \(type(of: error)).")
    }
  }

  static let damageRemedy =
    "Move it away, with the files of the same name that end in -wal and -shm, and start again; `sqlite3 FILE .recover`"
    + " often brings back what was staged."

  private init(sqlite error: DatabaseError, subject: String) {
    let said = error.message ?? "error \(error.extendedResultCode.rawValue)"
    switch (error.resultCode, error.extendedResultCode) {
    case (.SQLITE_FULL, _), (_, .SQLITE_IOERR_SHMSIZE):
      self.init(.full, "\(subject) cannot grow: the disk is full. Free some space and try again.")
    case (.SQLITE_READONLY, _), (.SQLITE_CANTOPEN, _), (.SQLITE_PERM, _):
      self.init(
        .readOnly,
        "\(subject) cannot be written (\(said)). Check the permissions of it and its directory, or name another"
          + " directory with --state-dir.")
    case (.SQLITE_CORRUPT, _):
      self.init(.damaged, "\(subject) is damaged (\(said)). \(Self.damageRemedy)")
    case (.SQLITE_NOTADB, _):
      self.init(.damaged, "\(subject) is not a database. \(Self.damageRemedy)")
    case (.SQLITE_BUSY, _), (.SQLITE_LOCKED, _):
      self.init(.busy, "\(subject) was kept busy by another tagdesk for more than 5 seconds. Try again.")
    default:
      self.init(.other, "\(subject) could not be used: \(said).")
    }
  }

  private init(system error: SystemError) {
    let said = "\(error.what) \(error.path): \(error.reason)."
    switch error.code {
    case ENOSPC, EDQUOT: self.init(.full, "\(said) Free some space and try again.")
    case EROFS, EACCES, EPERM:
      self.init(.readOnly, "\(said) Check the permissions, or name another directory with --state-dir.")
    default: self.init(.other, said)
    }
  }
}

/// A call of the system that failed.
struct SystemError: Error, Equatable {
  /// What was tried: “Cannot create”.
  var what: String
  var path: String
  var code: Int32

  /// Takes the code of the call that just failed.
  init(_ what: String, _ path: String, code: Int32 = errno) {
    self.what = what
    self.path = path
    self.code = code
  }

  /// What the system calls it.
  var reason: String { String(cString: strerror(code)) }
}
