import Tagging
import Testing

@Suite struct `CSV files` {
  @Test func `are read with quotes, line ends of all kinds and a byte order mark`() throws {
    let rows = try CSV.rows("\u{FEFF}a,\"b \"\"c\"\", d\",\r\n\r\n\"two\nlines\",é\rlast")
    #expect(
      rows == [
        CSV.Row(line: 1, cells: ["a", "b \"c\", d", ""]), CSV.Row(line: 3, cells: ["two\nlines", "é"]),
        CSV.Row(line: 5, cells: ["last"]),
      ])
  }

  @Test func `that can't be read say where`() {
    #expect(throws: CSV.Failure("A quote is not closed.", line: 2)) { try CSV.rows("a\n\"b\n") }
    #expect(throws: CSV.Failure.self) { try CSV.rows("\"a\"b") }
  }

  @Test(arguments: ["plain", "", "a,b", "say \"x\"", "two\nlines", " spaced ", "'quoted'", "陳 é"])
  func `are written as they are read`(cell: String) throws {
    #expect(try CSV.rows(CSV.line(["first", cell])).first?.cells == ["first", cell])
  }

  @Test(arguments: ["=1+1", "+351 910", "-2", "@sum", "\tx", "\rx"])
  func `hold no formulas`(text: String) {
    let cell = CSV.neutralised(text)
    #expect(cell == "'" + text)
    #expect(CSV.original(cell) == text)
  }

  @Test(arguments: ["'", "''", "'tis", "it's", "'=1", "''+1", "a=b", ""])
  func `give apostrophes back as they were`(text: String) {
    #expect(CSV.original(CSV.neutralised(text)) == text)
  }
}
