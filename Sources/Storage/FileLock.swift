import Foundation
import Glibc
import Synchronization
package import Tagging

/// What came of asking for a lock.
package enum LockAttempt: Sendable {
  case acquired(FileLock)
  /// Another has it; `nil` when it has not said yet who it is.
  case refused(holder: LockHolder?)
}

/// A lock that a process holds until it lets go of it, or dies in whatever way.
///
/// It is the system's lock on an open file, in which the holder says who it is. The file is left behind, without the
/// lock, by a holder that was killed.
package final class FileLock: Sendable {
  private let path: String
  /// `nil` once released, or where there is nobody to lock out.
  private let file: Mutex<Int32?>
  private let isRemovedAtEnd: Bool

  private init(path: String, file: Int32?, isRemovedAtEnd: Bool) {
    self.path = path
    self.file = Mutex(file)
    self.isRemovedAtEnd = isRemovedAtEnd
  }

  /// A lock on what no other process can see.
  static var ofMemory: FileLock { FileLock(path: "", file: nil, isRemovedAtEnd: false) }

  /// Takes the lock if it is free; never waits.
  /// - Parameter isRemovedAtEnd: removes the file when the lock is released, for locks of one use.
  static func acquire(
    _ path: String, holder: LockHolder, isRemovedAtEnd: Bool = false
  ) throws(StorageError) -> LockAttempt {
    do {
      try PrivateFiles.makeDirectory(PrivateFiles.parent(of: path))
      while true {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw SystemError("Cannot open", path) }
        var wish = SystemLock.wish
        if fcntl(file, SystemLock.set, &wish) != 0 {
          defer { Glibc.close(file) }
          guard errno == EAGAIN || errno == EACCES else { throw SystemError("Cannot lock", path) }
          return .refused(holder: decode(try PrivateFiles.contents(of: file, path)))
        }
        guard try isStill(file, path) else {
          // Its last holder removed it between our opening and locking it.
          Glibc.close(file)
          continue
        }
        let lock = FileLock(path: path, file: file, isRemovedAtEnd: isRemovedAtEnd)
        try lock.write(holder, to: file)
        return .acquired(lock)
      }
    } catch {
      throw StorageError(error, subject: "The lock \(path)")
    }
  }

  /// Who holds the lock at a path now: `.some(nil)` when the holder has not said yet who it is.
  static func holder(_ path: String) throws(StorageError) -> LockHolder?? {
    do {
      let file = open(path, O_RDONLY | O_CLOEXEC)
      guard file >= 0 else {
        if errno == ENOENT { return .none }
        throw SystemError("Cannot open", path)
      }
      defer { Glibc.close(file) }
      var wish = SystemLock.wish
      guard fcntl(file, SystemLock.get, &wish) == 0 else {
        throw SystemError("Cannot examine the lock", path)
      }
      if wish.l_type == Int16(F_UNLCK) { return .none }
      return .some(decode(try PrivateFiles.contents(of: file, path)))
    } catch {
      throw StorageError(error, subject: "The lock \(path)")
    }
  }

  /// Changes what others are told, say when the terminal went away.
  package func update(_ holder: LockHolder) throws(StorageError) {
    do {
      try file.withLock { file in
        if let file { try write(holder, to: file) }
      }
    } catch {
      throw StorageError(error, subject: "The lock \(path)")
    }
  }

  /// Lets go of the lock, once and for all.
  package func release() {
    file.withLock { file in
      guard let held = file else { return }
      if isRemovedAtEnd { unlink(path) } else { ftruncate(held, 0) }
      Glibc.close(held)
      file = nil
    }
  }

  deinit { release() }

  private func write(_ holder: LockHolder, to file: Int32) throws {
    let bytes = try [UInt8](JSONEncoder().encode(holder))
    guard pwrite(file, bytes, bytes.count, 0) == bytes.count, ftruncate(file, off_t(bytes.count)) == 0 else {
      throw SystemError("Cannot write", path)
    }
  }

  /// `nil` for what a holder is just writing.
  private static func decode(_ bytes: [UInt8]) -> LockHolder? {
    do {
      return try JSONDecoder().decode(LockHolder.self, from: Data(bytes))
    } catch {
      return nil
    }
  }

  private static func isStill(_ file: Int32, _ path: String) throws(SystemError) -> Bool {
    var opened = stat()
    var named = stat()
    guard fstat(file, &opened) == 0 else { throw SystemError("Cannot examine", path) }
    guard lstat(path, &named) == 0 else {
      if errno == ENOENT { return false }
      throw SystemError("Cannot examine", path)
    }
    return opened.st_ino == named.st_ino && opened.st_dev == named.st_dev
  }
}

/// Locks that belong to an open file, not to a process (`F_OFD_SETLK`; Swift's Glibc does not show the names).
///
/// Unlike with `flock`, asking who has one does not take it for a moment.
private enum SystemLock {
  static let get: Int32 = 36
  static let set: Int32 = 37

  /// The whole file, for writing.
  static var wish: flock {
    var lock = flock()
    lock.l_type = Int16(F_WRLCK)
    lock.l_whence = Int16(SEEK_SET)
    return lock
  }
}
