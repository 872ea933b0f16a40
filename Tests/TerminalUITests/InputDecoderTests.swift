import CNcurses
import Editor
import TerminalUI
import Testing

/// What one read gives for typed or pasted bytes.
private func bytes(_ text: String) -> [Int32] { text.utf8.map { Int32($0) } }

private func code(_ key: Int) -> Int32 { Int32(key) }

@Suite struct `Decoding what the terminal sends` {
  var decoder = InputDecoder()

  @Test mutating func `letters, control letters and named bytes are keys`() {
    #expect(decoder.decode(bytes("j "), at: 0) == [.key(.character("j")), .key(.character(" "))])
    #expect(
      decoder.decode([3, 4, 0, 28, 26], at: 1) == [
        .key(.control("c")), .key(.control("d")), .key(.control("@")), .key(.control("\\")),
        .key(.control("z")),
      ])
    #expect(
      decoder.decode([13, 10, 9, 127, 8], at: 2) == [
        .key(.enter), .key(.enter), .key(.tab), .key(.backspace), .key(.backspace),
      ])
  }

  @Test mutating func `codes of keys are keys, and unknown ones nothing`() {
    let codes = [CN_KEY_UP, CN_KEY_PAGE_DOWN, CN_KEY_BACK_TAB, CN_KEY_F1 + 11, CN_KEY_UNKNOWN].map(code)
    #expect(
      decoder.decode(codes, at: 0) == [.key(.up), .key(.pageDown), .key(.backTab), .key(.function(12))])
  }

  @Test mutating func `UTF-8 cut between two reads is one character`() {
    let whole = bytes("é東👍")
    for cut in 1..<whole.count {
      let first = decoder.decode(Array(whole[..<cut]), at: 0)
      let second = decoder.decode(Array(whole[cut...]), at: 1)
      #expect(first + second == [.key(.character("é")), .key(.character("東")), .key(.character("👍"))])
    }
  }

  @Test mutating func `bytes that are no UTF-8 are left out`() {
    #expect(
      decoder.decode([0xFF, 0xE9, 0x61, 0xC0, 0x80, 0xED, 0xA0, 0x80, 0x62], at: 0)
        == [.key(.character("a")), .key(.character("b"))])
  }

  @Test func `without UTF-8 a byte is a character`() {
    var decoder = InputDecoder(isUTF8: false)
    #expect(decoder.decode([0xE9], at: 0) == [.key(.character("é"))])
  }

  @Test mutating func `an Esc alone is a key at once`() {
    #expect(decoder.decode([27], at: 0) == [.key(.escape)])
    #expect(decoder.deadline == nil)
    #expect(decoder.decode([27, 27], at: 1) == [.key(.escape), .key(.escape)])
  }

  @Test(arguments: ["[A", "OB", "[1;5C", "[15~", "[[A", "[27;5;9~"])
  mutating func `a key's late tail after an Esc is swallowed`(_ tail: String) {
    #expect(decoder.decode([27], at: 0) == [.key(.escape)])
    #expect(decoder.decode(bytes(tail), at: 0.4) == [])
    #expect(decoder.decode(bytes("j"), at: 0.41) == [.key(.character("j"))])
  }

  @Test mutating func `a late tail that comes byte by byte is swallowed`() {
    #expect(decoder.decode([27], at: 0) == [.key(.escape)])
    #expect(decoder.decode(bytes("["), at: 0.1) == [])
    #expect(decoder.deadline == 0.5)
    #expect(decoder.decode(bytes("A"), at: 0.2) == [])
    #expect(decoder.deadline == nil)
  }

  @Test mutating func `what only looks like a tail is typed`() {
    #expect(decoder.decode([27], at: 0) == [.key(.escape)])
    #expect(decoder.decode(bytes("["), at: 0.1) == [])
    #expect(decoder.expire(at: 0.4) == [])
    #expect(decoder.expire(at: 0.5) == [.key(.character("["))])
    #expect(decoder.decode([27], at: 1) == [.key(.escape)])
    #expect(decoder.decode(bytes("[j"), at: 1.1) == [.key(.character("[")), .key(.character("j"))])
    #expect(decoder.decode([27], at: 2) == [.key(.escape)])
    #expect(decoder.decode(bytes("[A"), at: 2.6) == [.key(.character("[")), .key(.character("A"))])
  }

  @Test mutating func `a whole sequence in one read is its key without an Esc`() {
    #expect(decoder.decode([27] + bytes("[1;5A"), at: 0) == [.key(.up)])
    #expect(decoder.decode([27] + bytes("[99~j"), at: 1) == [.key(.character("j"))])
    #expect(decoder.decode([27] + bytes("u"), at: 2) == [.key(.escape), .key(.character("u"))])
  }

  @Test mutating func `a bracketed paste is data, whatever is in it`() {
    let begin = [code(CN_KEY_PASTE_BEGIN)]
    let end = [code(CN_KEY_PASTE_END)]
    #expect(
      decoder.decode(begin + bytes("q\ra\r\nb\tc\u{1B}[2J\u{7}é") + end, at: 0) == [.paste("q\na\nb\tc[2Jé")])
    #expect(
      decoder.decode(bytes("j") + begin + end + bytes("k"), at: 1)
        == [.key(.character("j")), .paste(""), .key(.character("k"))])
  }

  @Test mutating func `a bracketed paste may come in many reads, and its marks cut in two`() {
    #expect(decoder.decode([27], at: 0) == [.key(.escape)])
    #expect(decoder.decode(bytes("[200~dd"), at: 0.1) == [])
    #expect(decoder.decode(bytes("qqq") + [27], at: 0.2) == [])
    #expect(decoder.decode(bytes("[201~j"), at: 1.5) == [.paste("ddqqq"), .key(.character("j"))])
  }

  @Test mutating func `a paste that never ends is delivered after a while`() {
    #expect(decoder.decode([code(CN_KEY_PASTE_BEGIN)] + bytes("abc"), at: 0) == [])
    #expect(decoder.deadline == 5)
    #expect(decoder.expire(at: 5) == [.paste("abc")])
    #expect(decoder.decode(bytes("j"), at: 6) == [.key(.character("j"))])
  }

  @Test mutating func `more than 16 characters at once are a paste, and so is what follows`() {
    #expect(
      decoder.decode(bytes("ana@acme.example\rbo@acme.example\r"), at: 0)
        == [.paste("ana@acme.example\nbo@acme.example\n")])
    #expect(decoder.decode(bytes("dq"), at: 0.05) == [.paste("dq")])
    #expect(decoder.decode(bytes("dq"), at: 0.5) == [.key(.character("d")), .key(.character("q"))])
  }

  @Test mutating func `16 characters, a held key, and text with keys in it are typed`() {
    #expect(decoder.decode(bytes("+vip -lead,other"), at: 0).count == 16)
    #expect(decoder.decode(bytes(String(repeating: "j", count: 40)), at: 1).count == 40)
    #expect(decoder.decode(bytes("0123456789") + [code(CN_KEY_UP)] + bytes("0123456789"), at: 2).count == 21)
  }

  @Test mutating func `an answer of the terminal is never a key`() {
    decoder.awaitsAnswer = true
    #expect(decoder.decode(bytes("j") + [code(CN_KEY_ANSWER)], at: 0) == [.key(.character("j"))])
    #expect(decoder.decode([27], at: 1) == [])
    #expect(decoder.deadline == 1 + 0.15)
    #expect(decoder.decode(bytes("[0n"), at: 1.1) == [])
    #expect(decoder.answers == 2)
    #expect(decoder.decode([27], at: 2) == [])
    #expect(decoder.expire(at: 2.15) == [.key(.escape)])
    #expect(decoder.decode(bytes("[0n"), at: 2.3) == [])
    #expect(decoder.answers == 3)
  }
}
