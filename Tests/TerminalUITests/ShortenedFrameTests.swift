import CNcurses
import Testing

/// What is sent for bytes that ncurses made, on a terminal of 80×24.
private func shortened(_ text: String, placesColumns: Bool = true, isPlain: Bool = false) -> String {
  var terminal = cn_terminal(
    columns: 80, rows: 24, places_columns: placesColumns ? 1 : 0, is_plain: isPlain ? 1 : 0)
  var bytes = text.utf8.map { CChar(bitPattern: $0) }
  let length = cn_shorten(&bytes, bytes.count, &terminal)
  return String(decoding: bytes[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

@Suite struct `A frame made shorter` {
  @Test func `colours are set at once, and the character set is not named`() {
    #expect(shortened("\u{1B}(B\u{1B}[0;1m\u{1B}[38;5;31mx") == "\u{1B}[0;1;38;5;31mx")
    #expect(shortened("\u{1B}[39m\u{1B}(B\u{1B}[mx") == "\u{1B}[mx")
    #expect(shortened("\u{1B}[1m\u{1B}[36mé") == "\u{1B}[1;36mé")
  }

  @Test func `colours that hold are not set again`() {
    #expect(
      shortened("\u{1B}[0;1mx\u{1B}[m\u{1B}[5d\u{1B}[0;1my\u{1B}[m") == "\u{1B}[0;1mx\u{1B}[5dy\u{1B}[m")
    #expect(shortened("\u{1B}[0;1mx\u{1B}[36my\u{1B}[0;1mz") == "\u{1B}[0;1mx\u{1B}[36my\u{1B}[0;1mz")
  }

  @Test func `what is plain already is not set back`() {
    #expect(shortened("\u{1B}[0;1mx\u{1B}[my\u{1B}[0;7mz", isPlain: true) == "\u{1B}[1mx\u{1B}[my\u{1B}[7mz")
    #expect(shortened("\u{1B}[36mx\u{1B}[0;7my", isPlain: true) == "\u{1B}[36mx\u{1B}[0;7my")
  }

  @Test func `a move within a row names the column, one to the next row goes down`() {
    #expect(
      shortened("\u{1B}[5;3Ha\u{1B}[5;20Hb\u{1B}[6;3Hc\u{1B}[7;1Hd")
        == "\u{1B}[5;3Ha\u{1B}[20Gb\n\u{1B}[3Gc\n\rd")
    #expect(shortened("\u{1B}[5;3Ha\u{1B}[5;20Hb", placesColumns: false) == "\u{1B}[5;3Ha\u{1B}[5;20Hb")
    #expect(shortened("\u{1B}[1;1Ha\u{1B}[9;1Hb") == "\u{1B}[Ha\u{1B}[9Hb")
  }

  @Test func `nothing goes down from the end of a row, or within a scroll region`() {
    let full = String(repeating: "x", count: 80)
    #expect(shortened("\u{1B}[5;1H\(full)\u{1B}[6;1Hy") == "\u{1B}[5H\(full)\u{1B}[6Hy")
    let scrolling = "\u{1B}[3;9r\u{1B}[9d\n\u{1B}[1;24r"
    #expect(shortened(scrolling + "\u{1B}[9;1Ha") == scrolling + "\u{1B}[9Ha")
    #expect(shortened("\u{1B}[3;9r\u{1B}[8;1Ha\u{1B}[9;1Hb") == "\u{1B}[3;9r\u{1B}[8Ha\u{1B}[9Hb")
  }

  @Test func `other character sets and strings are left alone`() {
    for text in ["\u{1B}(0qqq\u{1B}(B", "\u{0E}qqq\u{0F}", "\u{1B}]104\u{7}\u{1B}(B"] {
      #expect(shortened(text) == text)
    }
    #expect(shortened("") == "")
    #expect(shortened("\u{1B}") == "\u{1B}")
  }
}
