import Engine
import Foundation
import Storage
import Views

/// Findings, printed as they come, and the exit code that follows from them.
struct DoctorReport {
  enum Mark: String {
    case ok, note, bad = "BAD"
  }

  /// That of the first finding that is bad.
  private(set) var exitCode: Int32 = 0

  mutating func add(_ mark: Mark, _ what: String, _ text: String, remedy: String = "", exitCode: Int32 = 1) {
    print("\(mark.rawValue.padded(to: 5)) \(what.padded(to: 23)) \(DisplayWidth.harmless(text))")
    if !remedy.isEmpty {
      for line in remedy.split(separator: "\n") { print(String(repeating: " ", count: 30) + line) }
    }
    if mark == .bad, self.exitCode == 0 { self.exitCode = exitCode }
  }

  mutating func add(_ what: String, _ problem: Problem, as mark: Mark = .bad) {
    add(mark, what, problem.message, remedy: problem.remedy, exitCode: problem.exitCode)
  }

  mutating func addConfiguration(_ settings: Settings) {
    let file = settings.paths.configFile
    let isThere = FileManager.default.fileExists(atPath: file)
    let profile = settings.profile.map { ", profile \($0.value)" } ?? ""
    add(.ok, "Configuration", isThere ? "\(file)\(profile)" : "defaults; there is no \(file)")
    if let token = settings.token { add(.ok, "Token", "from \(token.origin)") }
  }
}
