import Tagging
import Testing

@Suite struct `The one grammar for tags` {
  private typealias Element = TagGrammar.Element

  private static func adding(_ text: String) throws(TagGrammar.Failure) -> [String] {
    try TagGrammar.edits(text, default: .add).map { $0.action.sign + $0.name }
  }

  @Test(arguments: [
    ("", []),
    (" , ,", []),
    ("vip", ["+vip"]),
    ("vip, lead", ["+vip", "+lead"]),
    ("+a -b", ["+a", "-b"]),
    ("+a-b", ["+a-b"]),
    ("a, b -c", ["+a", "+b", "-c"]),
    ("a,-c", ["+a", "-c"]),
    ("follow-up, needs follow up, a - b, x+y", ["+follow-up", "+needs follow up", "+a - b", "+x+y"]),
    ("  - trial , +  vip ", ["-trial", "+vip"]),
    (#"+a -b, "needs, follow up""#, ["+a", "-b", "+needs, follow up"]),
    (#"-"say ""hi""" +"-x" "#, [#"-say "hi""#, "+-x"]),
    (#""-x" +y"#, ["+-x", "+y"]),
    ("a; b", ["+a; b"]),
    ("a +", ["+a +"]),
    ("a -, b", ["+a -", "+b"]),
  ]) func `elements are told apart by commas, and by signs after white space`(text: String, edits: [String])
    throws
  {
    #expect(try Self.adding(text) == edits)
  }

  @Test func `cells are told apart by semicolons, and may hold commas`() throws {
    #expect(try TagGrammar.names(#"a, b;"c;d""#, separators: TagGrammar.csv) == ["a, b", "c;d"])
  }

  @Test(arguments: [
    (#"a, "b"#, 3, "The quote is not closed."),
    (#"a, """#, 3, "A tag can't be empty."),
    (#""a"b"#, 3, "After a closing quote comes a separator, or a space and a sign."),
    (#"+"1"-"2""#, 4, "After a closing quote comes a separator, or a space and a sign."),
    (#""a" b"#, 4, "After a closing quote comes a separator, or a space and a sign."),
    (#"é b"c"#, 3, "A name that holds a quote stands in double quotes, with \"\" for the quote."),
    ("a, +", 4, "A name is missing after +."),
    ("-, a", 1, "A name is missing after -."),
    ("+-a", 1, "A name that begins with - stands in double quotes."),
  ]) func `what can't be read is named with its column`(text: String, column: Int, message: String) {
    #expect(throws: TagGrammar.Failure(message, column: column)) { try Self.adding(text) }
  }

  @Test func `where no action is meant, every element needs a sign`() {
    #expect(throws: TagGrammar.Failure("Say + or - before “b”.", column: 4)) {
      try TagGrammar.edits("+a, b", default: nil)
    }
  }

  @Test func `in a plain list a sign is an error`() {
    let message = "Here tags have no + or -; a name that begins with - stands in double quotes."
    #expect(throws: TagGrammar.Failure(message, column: 3)) { try TagGrammar.names("a, -b") }
  }

  @Test(arguments: ["vip", "follow-up", "needs follow up", "a - b", "a -", "東", "👍🏽"])
  func `a name without anything special stands as it is`(name: String) {
    #expect(TagGrammar.quote(name) == name)
  }

  @Test(arguments: 0..<400) func `every name makes the round trip`(seed: Int) throws {
    var random = GrammarGenerator(seed: UInt64(seed))
    let edits = (0..<Int.random(in: 1..<6, using: &random)).map { _ in
      Element(Bool.random(using: &random) ? .add : .remove, random.name())
    }
    let back = try TagGrammar.edits(TagGrammar.text(edits), default: nil)
    #expect(back.map(\.action) == edits.map(\.action))
    #expect(back.map(\.name) == edits.map(\.name))
    let names = edits.map(\.name)
    #expect(try TagGrammar.names(TagGrammar.text(names)) == names)
    #expect(try TagGrammar.names(TagGrammar.text(names, separator: ";"), separators: TagGrammar.csv) == names)
  }
}

/// Names made of everything that the grammar looks at.
private struct GrammarGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state ^ state >> 31) &* 0x9E37_79B9_7F4A_7C15
  }

  mutating func name() -> String {
    let letters: [Unicode.Scalar] = [
      "a", "B", "é", "\u{301}", "東", "\u{200D}", "👍", "\u{1F3FD}", " ", "\u{A0}", ",", ";", "\"", "+", "-",
      "\n",
      "\r", "(", "*", "\\", "'",
    ]
    var name = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 1..<7, using: &self) {
      name.append(letters[Int.random(in: 0..<letters.count, using: &self)])
    }
    return String(name)
  }
}
