package import Foundation
import Glibc
import Synchronization
package import Tagging

/// A small log: a line an event, the file renamed at a size, and the last two kept beside it.
///
/// Whoever writes to it leaves out tokens and people's names, mails and phones. Several processes may share it.
package final class LogFile: Sendable {
  /// How much an event matters.
  package enum Level: String, Sendable {
    case note, warning, error
  }

  package let path: String
  private let sizeLimit: Int
  private let kept: Int
  private let state = Mutex(State())

  private struct State {
    var file: Int32 = -1
    var problem: StorageError?
  }

  /// Makes a log, whose file is made when the first line is written.
  package init(path: String, sizeLimit: Int = 1 << 20, kept: Int = 2) {
    self.path = path
    self.sizeLimit = sizeLimit
    self.kept = kept
  }

  /// Why the last line could not be written; a log that fails stops nothing.
  package var problem: StorageError? { state.withLock(\.problem) }

  /// Appends a line with the time in UTC; control characters become spaces.
  package func write(_ level: Level, _ text: String, at date: Date = Date()) {
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true, timeZone: .gmt)
    let clean = String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    let line = Array("\(date.formatted(style)) \(level.rawValue) \(clean)\n".utf8)
    state.withLock { state in
      do {
        try prepare(&state.file, adding: line.count)
        try PrivateFiles.write(line, to: state.file, path)
        state.problem = nil
      } catch {
        state.problem = StorageError(error, subject: "The log \(path)")
      }
    }
  }

  /// Opens the file that has the name now, also when another process renamed ours, and sees to room in it.
  private func prepare(_ file: inout Int32, adding count: Int) throws(SystemError) {
    var status = stat()
    var named = stat()
    if file >= 0, fstat(file, &status) == 0, lstat(path, &named) == 0, status.st_ino == named.st_ino,
      status.st_dev == named.st_dev
    {
      if Int(status.st_size) + count <= sizeLimit { return }
      try rotate()
    } else if file < 0, lstat(path, &named) == 0, Int(named.st_size) + count > sizeLimit {
      try rotate()
    }
    if file >= 0 { close(file) }
    file = -1
    try PrivateFiles.makeDirectory(PrivateFiles.parent(of: path))
    file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw SystemError("Cannot open", path) }
    try PrivateFiles.restrict(file, path)
  }

  private func rotate() throws(SystemError) {
    for number in stride(from: kept, to: 0, by: -1) {
      let older = number == 1 ? path : "\(path).\(number - 1)"
      guard rename(older, "\(path).\(number)") == 0 || errno == ENOENT else {
        throw SystemError("Cannot rename", older)
      }
    }
  }

  deinit {
    let file = state.withLock(\.file)
    if file >= 0 { close(file) }
  }
}
