package import Foundation
import Glibc

/// Who holds a lock, as others are told.
package struct LockHolder: Sendable, Equatable, Codable {
  package var pid: Int32
  package var host: String
  package var user: String
  /// The terminal, as `/dev/pts/3`; `nil` without one.
  package var terminal: String?
  package var since: Date
  /// Whether its terminal went away, or there was never one, and it finishes a commit.
  package var isHeadlessCommit: Bool

  /// Makes a holder.
  package init(
    pid: Int32, host: String, user: String, terminal: String?, since: Date, isHeadlessCommit: Bool = false
  ) {
    self.pid = pid
    self.host = host
    self.user = user
    self.terminal = terminal
    self.since = since
    self.isHeadlessCommit = isHeadlessCommit
  }

  /// This process, as the system describes it.
  package static func current(at date: Date) -> LockHolder {
    var name = [CChar](repeating: 0, count: 256)
    let host = gethostname(&name, name.count - 1) == 0 ? text(name) : "unknown"
    let user = getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? "\(geteuid())"
    let hasTerminal = ttyname_r(STDIN_FILENO, &name, name.count) == 0
    return LockHolder(
      pid: getpid(), host: host, user: user, terminal: hasTerminal ? text(name) : nil, since: date)
  }

  /// Who it is in a line of the history: `kim@desk`.
  package var author: String { "\(user)@\(host)" }

  private static func text(_ characters: [CChar]) -> String {
    String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
