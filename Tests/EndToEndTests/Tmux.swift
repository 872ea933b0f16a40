import Foundation
import Subprocess
import Testing

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// The built program in a real terminal: a tmux server of its own, with a state directory of its own.
///
/// Nothing waits a fixed time: `waitUntil` reads the screen until what is wanted is there, or fails with the screen.
struct Tmux: ~Copyable {
  private let socket: String
  let directory: URL

  /// Makes the directory; nothing runs yet.
  init() throws {
    let name = "tagdesk-test-\(UUID().uuidString.prefix(8))"
    socket = name
    directory = FileManager.default.temporaryDirectory.appending(path: name)
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  /// The program, beside the tests.
  static var program: String {
    Bundle.main.bundleURL.appending(path: "tagdesk").path
  }

  /// Runs a shell command line in a new window of so many cells; the screen stays when it ends.
  func start(_ command: String, columns: Int = 100, rows: Int = 30) async throws {
    let line = "cd \(directory.path) && \(command); echo \"ended with $?\"; exec cat"
    _ = try await tmux([
      "-f", "/dev/null", "new-session", "-d", "-x", String(columns), "-y", String(rows), "-s", "main", line,
    ])
  }

  /// Opens the editor on the sandbox whose data is in the test's directory.
  func startEditor(_ options: String = "", columns: Int = 100, rows: Int = 30) async throws {
    try await start(
      "\(Self.program) --sandbox --state-dir \(directory.path)/state \(options)", columns: columns, rows: rows
    )
  }

  /// Runs another command line in the same window, in the place of what ended there.
  func restart(_ command: String) async throws {
    let line = "cd \(directory.path) && \(command); echo \"ended with $?\"; exec cat"
    _ = try await tmux(["respawn-pane", "-k", "-t", "main", line])
  }

  /// Opens the editor on the sandbox again.
  func restartEditor(_ options: String = "") async throws {
    try await restart("\(Self.program) --sandbox --state-dir \(directory.path)/state \(options)")
  }

  /// Takes the terminal away from what runs in it.
  func hangUp() async throws { _ = try await tmux(["kill-server"]) }

  /// Presses keys by tmux's names: `Enter`, `Escape`, `C-r`, or a character.
  func press(_ keys: String...) async throws { _ = try await tmux(["send-keys", "-t", "main"] + keys) }

  /// Types text as it is: at most 16 characters, for more at once are a paste.
  func type(_ text: String) async throws {
    precondition(text.count <= 16)
    _ = try await tmux(["send-keys", "-t", "main", "-l", "--", text])
  }

  /// Types a line into the prompt or filter that is open, as fast as it is echoed, and presses Enter.
  func enter(_ text: String, key: String = "Enter", sourceLocation: SourceLocation = #_sourceLocation)
    async throws
  {
    var typed = ""
    for character in text {
      typed.append(character)
      try await type(String(character))
      guard character != " ", typed.count.isMultiple(of: 8) || typed.count == text.count else { continue }
      let echo = typed
      try await waitUntil("for the echo of “\(echo)”", sourceLocation: sourceLocation) { $0.contains(echo) }
    }
    try await press(key)
  }

  /// Waits until all contacts are loaded.
  func waitUntilLoaded(_ count: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    try await waitUntil("for \(count) contacts", sourceLocation: sourceLocation) {
      $0.contains("\(count) contacts") && !$0.contains("of \(count) contacts")
    }
  }

  func resize(columns: Int, rows: Int) async throws {
    _ = try await tmux(["resize-window", "-t", "main", "-x", String(columns), "-y", String(rows)])
  }

  /// The text on the screen.
  func screen() async throws -> String { try await tmux(["capture-pane", "-p", "-t", "main"]) }

  /// The process that the window began with.
  func shellPid() async throws -> Int32? {
    Int32(
      try await tmux(["display-message", "-p", "-t", "main", "#{pane_pid}"]).trimmingCharacters(in: .newlines)
    )
  }

  /// Reads the screen until the condition holds; fails with the screen when it does not.
  @discardableResult
  func waitUntil(
    _ what: String = "", seconds: Double = 60, sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: (String) -> Bool
  ) async throws -> String {
    let deadline = ContinuousClock.now + .seconds(seconds)
    var text = ""
    while ContinuousClock.now < deadline {
      text = try await screen()
      if condition(text) { return text }
      try await Task.sleep(for: .milliseconds(30))
    }
    Issue.record("waited in vain \(what)\n\(text)", sourceLocation: sourceLocation)
    throw TimedOut()
  }

  /// Waits for a text on the screen.
  @discardableResult
  func wait(for text: String, sourceLocation: SourceLocation = #_sourceLocation) async throws -> String {
    try await waitUntil("for “\(text)”", sourceLocation: sourceLocation) { $0.contains(text) }
  }

  /// Answers a confirmation: the key counts 300 ms after the one before it, so it is pressed until it does.
  func answer(_ key: String, until text: String, sourceLocation: SourceLocation = #_sourceLocation)
    async throws
  {
    let deadline = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < deadline {
      try await Task.sleep(for: .milliseconds(400))
      if try await screen().contains(text) { return }
      try await press(key)
      if try await screen().contains(text) { return }
    }
    Issue.record("no answer led to “\(text)”\n\(try await screen())", sourceLocation: sourceLocation)
    throw TimedOut()
  }

  /// Kills the tmux server, and with it the terminal of whatever still runs.
  func close() async throws {
    _ = try await tmux(["kill-server"])
    try FileManager.default.removeItem(at: directory)
  }

  struct TimedOut: Error {}

  private func tmux(_ arguments: [String]) async throws -> String {
    try await Shell.output("tmux", ["-L", socket] + arguments)
  }
}

/// Other programs that tests run.
enum Shell {
  struct Failed: Error, CustomStringConvertible {
    var description: String
  }

  /// What a program prints on standard output; throws when it fails.
  static func output(_ program: String, _ arguments: [String]) async throws -> String {
    let result = try await run(program, arguments)
    guard result.code == 0 else {
      throw Failed(description: "\(program) \(arguments.joined(separator: " ")): \(result.errors)")
    }
    return result.output
  }

  /// Runs a program to its end, with nothing on standard input.
  static func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:]
  ) async throws -> (code: Int32, output: String, errors: String) {
    var changes: [Subprocess.Environment.Key: String?] = ["LC_ALL": "C.UTF-8", "TMUX": nil]
    for (name, value) in environment { changes[Subprocess.Environment.Key(stringLiteral: name)] = value }
    let executable: Executable = program.contains("/") ? .path(FilePath(program)) : .name(program)
    let result = try await Subprocess.run(
      executable, arguments: Arguments(arguments), environment: .inherit.updating(changes),
      output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
    let code: Int32 =
      switch result.terminationStatus {
      case .exited(let code): code
      case .signaled(let signal): 128 + signal
      }
    return (code, result.standardOutput, result.standardError)
  }
}
