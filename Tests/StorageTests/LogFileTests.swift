import Foundation
import Tagging
import Testing

@testable import Storage

@Suite struct `The log` {
  let directory: TemporaryDirectory
  let path: String
  let time = Date(timeIntervalSince1970: 1_795_271_400)

  init() throws {
    directory = try TemporaryDirectory()
    path = directory.file("state/tagdesk.log")
  }

  @Test func `has a line an event, for its owner only`() throws {
    let log = LogFile(path: path)
    log.write(.note, "begun", at: time)
    log.write(.error, "two\nlines \u{1B}[31m", at: time)
    #expect(
      try String(contentsOfFile: path, encoding: .utf8) == """
        2026-11-21T14:30:00.000Z note begun
        2026-11-21T14:30:00.000Z error two lines  [31m

        """)
    #expect(try permissions(path) == 0o600)
    #expect(log.problem == nil)
  }

  @Test func `keeps the last two files of a size`() throws {
    let log = LogFile(path: path, sizeLimit: 100)
    for number in 0..<12 { log.write(.note, "event \(number)", at: time) }
    let last = try ["", ".1", ".2", ".3"].map { suffix in
      FileManager.default.fileExists(atPath: path + suffix)
        ? try String(contentsOfFile: path + suffix, encoding: .utf8).split(separator: "\n").map {
          $0.suffix(2)
        } : []
    }
    #expect(last == [["10", "11"], [" 8", " 9"], [" 6", " 7"], []])
  }

  @Test func `is shared by processes, whoever renames it`() throws {
    let logs = [LogFile(path: path, sizeLimit: 100), LogFile(path: path, sizeLimit: 100)]
    for number in 0..<6 { logs[number % 2].write(.note, "event \(number)", at: time) }
    let files = try ["", ".1", ".2"].map { try String(contentsOfFile: path + $0, encoding: .utf8) }
    #expect(files.map { $0.split(separator: "\n").count } == [2, 2, 2])
    #expect(files[0].contains("event 5"))
  }

  @Test func `that cannot be written says why and stops nothing`() throws {
    try Data().write(to: URL(filePath: directory.file("state")))
    let log = LogFile(path: path)
    log.write(.note, "lost")
    #expect(log.problem != nil)
    try FileManager.default.removeItem(atPath: directory.file("state"))
    log.write(.note, "kept")
    #expect(log.problem == nil)
  }
}
