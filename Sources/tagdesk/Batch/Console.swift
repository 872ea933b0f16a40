import ArgumentParser
import Engine
import Foundation
import Tagging
import Views

/// What a batch command says beside its results: on standard error, and nothing of it is missed when that is gone.
enum Console {
  /// Whether a person can be asked: there is a terminal to read from and to write to.
  static var canAsk: Bool { isatty(STDIN_FILENO) != 0 && isatty(STDERR_FILENO) != 0 }

  /// Writes a line to standard error.
  static func note(_ text: String) {
    clearProgress()
    write("tagdesk: \(isatty(STDERR_FILENO) != 0 ? DisplayWidth.harmless(text) : text)\n")
  }

  /// Shows how far something is, in the place of what was shown before; only on a terminal.
  static func progress(_ text: String) {
    guard isatty(STDERR_FILENO) != 0 else { return }
    write("\r\u{1B}[K" + DisplayWidth.fitted(DisplayWidth.harmless(text), to: width(of: STDERR_FILENO) - 1))
  }

  /// Takes the progress away.
  static func clearProgress() {
    if isatty(STDERR_FILENO) != 0 { write("\r\u{1B}[K") }
  }

  /// Asks, and returns the line that was typed; `nil` at the end of the input. What was typed before is no answer.
  static func ask(_ question: String) -> String? {
    clearProgress()
    tcflush(STDIN_FILENO, TCIFLUSH)
    write(DisplayWidth.harmless(question) + " ")
    return readLine()
  }

  /// The cells of a terminal's line; 80 where it does not say.
  static func width(of descriptor: Int32) -> Int {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Standard error may be gone with its terminal, which is no reason to leave a commit alone.
  private static func write(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }
}

/// Results on standard output, line by line.
struct Results {
  private let descriptor: Int32
  private let isTerminal: Bool
  private var bytes: [UInt8] = []

  /// Makes a writer.
  init(_ descriptor: Int32 = STDOUT_FILENO) {
    self.descriptor = descriptor
    isTerminal = isatty(descriptor) != 0
  }

  /// What a person has to see before a question, which is no result.
  static var beforeQuestion: Results { Results(STDERR_FILENO) }

  /// The cells that a line may take; `nil` where nobody looks at it.
  var width: Int? { isTerminal ? Console.width(of: descriptor) : nil }

  /// Adds a line; a terminal gets it without anything that could act on it.
  mutating func line(_ text: String) throws {
    let shown = isTerminal ? DisplayWidth.harmless(text) : text
    bytes.append(contentsOf: shown.utf8)
    bytes.append(UInt8(ascii: "\n"))
    if bytes.count >= 1 << 16 { try finish() }
  }

  /// Adds lines.
  mutating func text(_ text: String) throws {
    for part in text.split(separator: "\n", omittingEmptySubsequences: false) { try line(String(part)) }
  }

  /// Adds a record of a CSV file, whose lines end with CR and LF.
  mutating func record(_ cells: [String]) throws {
    try line(CSV.line(cells) + (isTerminal ? "" : "\r"))
  }

  /// Adds a value as one line of JSON.
  mutating func json(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    try line(String(decoding: try encoder.encode(value), as: UTF8.self))
  }

  /// Writes what is left.
  mutating func finish() throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        // Whoever read it has seen enough, as `head` does.
        if errno == EPIPE { throw ExitCode(141) }
        throw Problem(
          message: "Standard output can't be written: \(String(cString: strerror(errno))).", remedy: "",
          exitCode: 2)
      }
      rest = rest.dropFirst(count)
    }
    bytes.removeAll(keepingCapacity: true)
  }
}
