import Testing
import Views

@testable import TerminalUI

@Suite struct `Frames` {
  var clusters = ClusterTable()

  private mutating func frame(_ lines: [String], columns: Int = 20) -> Frame {
    var screen = Screen(columns: columns, rows: lines.count)
    for (row, line) in lines.enumerated() { screen.write(line, column: 0, row: row) }
    return Frame(screen, columns: columns, rows: lines.count, clusters: &clusters)
  }

  private static let names = (0..<12).map { "contact number \($0)" }

  @Test mutating func `equal frames differ nowhere`() {
    let frame = frame(["Ana", "東京"])
    #expect((0..<2).allSatisfy { frame.difference(from: frame, row: $0) == nil })
    #expect(frame.scroll(from: frame) == nil)
  }

  @Test mutating func `a difference holds whole wide characters`() {
    let first = frame(["ab東京cd"])
    let second = frame(["ab東亰cd"])
    let third = frame(["abx東京d"])
    #expect(second.difference(from: first, row: 0) == 4..<6)
    #expect(third.difference(from: first, row: 0) == 2..<7)
  }

  @Test mutating func `clusters keep their numbers from frame to frame`() {
    let first = frame(["👩‍👩‍👧 e\u{301}"])
    let second = frame(["e\u{301} 👩‍👩‍👧"])
    let third = frame(["👩‍👩‍👧 e\u{301}"])
    #expect(second.difference(from: first, row: 0) != nil)
    #expect(third.difference(from: first, row: 0) == nil)
  }

  @Test(arguments: [1, 2, -1, -3])
  mutating func `a list that moved by some lines is scrolled, its head and foot are not`(_ lines: Int) {
    let first = frame(["what stands above"] + Self.names + ["what stands below"])
    let rest = lines > 0 ? Self.names.dropFirst(lines) : Self.names.dropLast(-lines)
    let new = (0..<abs(lines)).map { "new \($0)" }
    let second = frame(["what stands above"] + (lines > 0 ? rest + new : new + rest) + ["what stands below"])
    #expect(second.scroll(from: first) == Scroll(region: 1...12, lines: lines))
    let scrolled = first.scrolled(Scroll(region: 1...12, lines: lines))
    let changed = (0..<14).filter { second.difference(from: scrolled, row: $0) != nil }
    #expect(changed == (lines > 0 ? Array((13 - lines)..<13) : Array(1..<(1 - lines))))
  }

  @Test mutating func `rows that stay, or change altogether, are not scrolled`() {
    let first = frame(Self.names)
    let second = frame(Self.names.map { $0 + "!" })
    #expect(second.scroll(from: first) == nil)
    let third = frame(Array(repeating: "", count: 12))
    #expect(third.scroll(from: first) == nil)
  }
}
