import Tagging
import Testing

@Suite struct `Completing a query` {
  private func words(_ text: String, _ cursor: Int? = nil) -> [String]? {
    guard case .words(let words)? = Query.completion(for: text, cursor: cursor ?? text.count)?.source else {
      return nil
    }
    return words
  }

  @Test func `names of fields come first`() {
    #expect(words("")?.prefix(2) == ["tag:", "base:"])
    #expect(words("ta") == ["tag:", "tags:"])
    #expect(words("a -(Em") == ["email:"])
    #expect(words("xyz") == nil)
    #expect(Query.completion(for: "é -em", cursor: 5)?.range == 3..<5)
  }

  @Test func `after a colon come the field's words`() {
    #expect(words("has:e") == ["email"])
    #expect(words("a is:") == ["staged", "marked", "failed"])
    #expect(words("dnd:N") == ["no"])
    #expect(words("name:a") == nil)
    #expect(words("nofield:a") == nil)
  }

  @Test func `after tag and base come tags`() {
    #expect(
      Query.completion(for: "x tag:we", cursor: 8) == QueryCompletion(range: 6..<8, source: .tags("we")))
    #expect(
      Query.completion(for: #"-base:"needs f"#, cursor: 14)
        == QueryCompletion(range: 6..<14, source: .tags("needs f")))
    #expect(
      Query.completion(for: "tag:we ta", cursor: 6) == QueryCompletion(range: 4..<6, source: .tags("we")))
    #expect(words(#"tag:"a b" ta"#) == ["tag:", "tags:"])
  }

  @Test func `inside quotes nothing is offered`() {
    #expect(Query.completion(for: #""ta"#, cursor: 3) == nil)
  }

  @Test(arguments: [
    "vip", "needs follow up", "a\"b", "web*", "(x", "\"", "-x", "OR", "a:b", "e\u{301}", "\"\u{301}",
  ])
  func `a quoted value is read back as it was`(name: String) throws {
    #expect(try QueryParser.parse("tag:" + Query.quoted(name)) == .tag(.tag(ContactTag(name))))
    #expect(try QueryParser.parse("x -name:\(Query.quoted(name)) y") != .all)
  }
}
