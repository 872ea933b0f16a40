import Tagging
import Testing

@Suite struct `A query that can't be read` {
  @Test(arguments: [
    ("foo:bar", 0, "There is no field foo:. In quotes it is text."),
    ("é emial:x", 2, "There is no field emial:. Did you mean email:? In quotes it is text."),
    ("ta:x", 0, "There is no field ta:. Did you mean tag: or tags:? In quotes it is text."),
    ("http://x", 0, "There is no field http:. In quotes it is text."),
    (":x", 0, "A field is missing before the colon."),
    ("a :x", 2, "A field is missing before the colon."),
    ("a )", 2, "There is no ( for this )."),
    ("(a))", 3, "There is no ( for this )."),
    ("a (b", 2, "This ( is not closed."),
    ("()", 1, "There is nothing in these parentheses."),
    ("(", 1, "There is nothing in these parentheses."),
    ("OR a", 0, "OR needs something before it."),
    ("a OR", 4, "OR needs something after it."),
    ("a OR OR b", 5, "OR needs something after it."),
    ("(a OR) b", 5, "OR needs something after it."),
    ("AND a", 0, "AND needs something before it."),
    ("a AND", 5, "AND needs something after it."),
    ("a -", 3, "- needs something after it; a hyphen alone stands in quotes."),
    ("- OR b", 2, "- needs something after it; a hyphen alone stands in quotes."),
    ("a \"b c", 2, "The quote is not closed."),
    ("tag:\"b c", 4, "The quote is not closed."),
    ("\"a\"b", 3, "After a closing quote comes a space."),
    ("\"\"", 0, "There is no text in these quotes."),
    ("a *", 2, "* alone means nothing; without a query every contact is shown."),
    ("tag:", 4, "tag: needs a value: a tag, as it will be after the commit; web* for a beginning."),
    ("name:\"\"", 5, "name: needs a value: text in the name."),
    ("phone:abc", 6, "phone: takes digits."),
    ("phone:a*", 6, "phone: takes digits."),
    ("dnd:maybe", 4, "dnd: is yes or no."),
    ("tags:many", 5, "tags: takes a number, as tags:0, tags:>5 or tags:2..4."),
    ("tags:<0", 5, "tags: takes a number, as tags:0, tags:>5 or tags:2..4."),
    ("tags:4..2", 5, "tags: takes a number, as tags:0, tags:>5 or tags:2..4."),
    ("tags:..", 5, "tags: takes a number, as tags:0, tags:>5 or tags:2..4."),
    ("tags:99999999999999999999", 5, "tags: takes a number, as tags:0, tags:>5 or tags:2..4."),
    ("has:emial", 4, "has:emial means nothing; perhaps email."),
    ("is:nice", 3, "is:nice means nothing; perhaps one of staged, marked, failed."),
    ("added:soon", 6, "added: takes a date, as >2026-01-01, 2026-01..2026-03, 2026 or <7d."),
    ("added:..", 6, "added: takes a date, as >2026-01-01, 2026-01..2026-03, 2026 or <7d."),
    ("added:26-01", 6, "added: takes a date, as >2026-01-01, 2026-01..2026-03, 2026 or <7d."),
    ("added:=7d", 6, "added: takes a date, as >2026-01-01, 2026-01..2026-03, 2026 or <7d."),
    ("updated:2026-13", 8, "The calendar has no 2026-13."),
    ("updated:2025-02-29", 8, "The calendar has no 2025-02-29."),
    ("updated:2026-04-31", 8, "The calendar has no 2026-04-31."),
  ]) func `is answered with a sentence and a column`(text: String, column: Int, message: String) {
    #expect(throws: QueryError(message, column: column)) { try QueryParser.parse(text) }
  }

  @Test(arguments: [String(repeating: "(", count: 100_000), String(repeating: "-", count: 100_000) + "a"])
  func `nests only so deep`(text: String) {
    #expect(throws: QueryError("This is nested too deeply.", column: 200)) { try QueryParser.parse(text) }
  }

  @Test func `says so for any text, and never crashes`() {
    let pieces = [
      "tag:", "a", "\"", "(", ")", "-", " ", "OR", "*", "added:", "<", "..", "2026", "é", "\u{301}", ":",
    ]
    var state: UInt64 = 7
    for _ in 0..<3_000 {
      var text = ""
      for _ in 0..<8 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text += pieces[Int(state >> 33) % pieces.count]
      }
      do throws(QueryError) {
        _ = try QueryParser.parse(text)
      } catch {
        #expect((0...text.count).contains(error.column), "\(text)")
        #expect(error.message.hasSuffix("."))
      }
    }
  }
}
