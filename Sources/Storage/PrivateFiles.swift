import Foundation
import Glibc

/// Files and directories that only their owner can read.
enum PrivateFiles {
  /// The directory a path is in.
  static func parent(of path: String) -> String { (path as NSString).deletingLastPathComponent }

  /// Makes a directory and those above it, each 0700; one that is there stays as it is.
  static func makeDirectory(_ path: String) throws(SystemError) {
    guard !path.isEmpty, path != "/" else { return }
    if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
    guard errno == ENOENT else { throw SystemError("Cannot create the directory", path) }
    try makeDirectory(parent(of: path))
    if mkdir(path, 0o700) != 0 && errno != EEXIST { throw SystemError("Cannot create the directory", path) }
  }

  /// Makes an empty file with mode 0600; takes others' access to one that is there away.
  static func makeFile(_ path: String) throws(SystemError) {
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw SystemError("Cannot open", path) }
    defer { Glibc.close(file) }
    try restrict(file, path)
  }

  /// Takes others' access to an open file away, if it is ours.
  static func restrict(_ file: Int32, _ path: String) throws(SystemError) {
    var status = stat()
    guard fstat(file, &status) == 0 else { throw SystemError("Cannot examine", path) }
    guard status.st_mode & 0o077 != 0, status.st_uid == geteuid() else { return }
    guard fchmod(file, status.st_mode & 0o700) == 0 else { throw SystemError("Cannot protect", path) }
  }

  /// Reads a whole file; `nil` when there is none.
  static func read(_ path: String) throws(SystemError) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw SystemError("Cannot open", path)
    }
    defer { Glibc.close(file) }
    return try contents(of: file, path)
  }

  /// Reads an open file from where it stands to its end.
  static func contents(of file: Int32, _ path: String) throws(SystemError) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = Glibc.read(file, &buffer, buffer.count)
      if count > 0 {
        bytes += buffer[..<count]
      } else if count == 0 {
        return bytes
      } else if errno != EINTR {
        throw SystemError("Cannot read", path)
      }
    }
  }

  /// Puts a new file with mode 0600 in the place of an old one, so that there is always a whole one.
  static func replace(_ path: String, with bytes: [UInt8]) throws(SystemError) {
    let draft = "\(path).new-\(getpid())"
    unlink(draft)
    let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw SystemError("Cannot create", draft) }
    var isDone = false
    defer {
      Glibc.close(file)
      if !isDone { unlink(draft) }
    }
    try write(bytes, to: file, draft)
    guard fsync(file) == 0 else { throw SystemError("Cannot write", draft) }
    guard rename(draft, path) == 0 else { throw SystemError("Cannot replace", path) }
    isDone = true
    try synchronizeDirectory(parent(of: path))
  }

  /// Writes all bytes at where an open file stands.
  static func write(_ bytes: [UInt8], to file: Int32, _ path: String) throws(SystemError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        throw SystemError("Cannot write", path)
      }
    }
  }

  /// Makes a new name in a directory survive a power cut.
  private static func synchronizeDirectory(_ path: String) throws(SystemError) {
    let directory = open(path.isEmpty ? "." : path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { throw SystemError("Cannot open", path) }
    defer { Glibc.close(directory) }
    guard fsync(directory) == 0 else { throw SystemError("Cannot write", path) }
  }
}
