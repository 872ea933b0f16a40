import Testing

@testable import SandboxServer

@Suite struct `JSON of requests` {
  private func parse(_ text: String) throws -> JSONValue {
    try JSONParser.parse(Array(text.utf8))
  }

  @Test func `every kind of value is read`() throws {
    let value = try parse(#" {"a":[null,true,false,-12,1.5e2,"x\u00e9\n\ud83d\ude00\/"], "b":{}} "#)
    #expect(
      value
        == .object([
          "a": .array([.null, .bool(true), .bool(false), .integer(-12), .number(150), .string("xé\n😀/")]),
          "b": .object([:]),
        ]))
  }

  @Test(arguments: [
    "", "{", "[1,]", "{\"a\":1,}", "{a:1}", "01", "1.", "-", "nul", "\"\u{1}\"", "\"\\x\"", "\"open", "[] []",
    "'a'",
    "\"\\u12\"",
  ])
  func `what is no JSON is refused`(text: String) {
    #expect(throws: JSONParser.Failure.self) { try parse(text) }
  }

  @Test func `broken UTF-8 and endless nesting are refused`() {
    #expect(throws: JSONParser.Failure.self) { try JSONParser.parse([0x22, 0xFF, 0x22]) }
    #expect(throws: JSONParser.Failure.self) { try parse(String(repeating: "[", count: 100_000)) }
  }

  @Test func `what is written is read as the same`() throws {
    let value = JSONValue.object([
      "text": .string("quote \" slash \\ \u{1B}[31m \u{7F} \u{0} 東京 👍"),
      "numbers": .array([.integer(.max), .number(0.5)]),
      "nothing": .null,
    ])
    #expect(try parse(value.json) == value)
  }
}

@Suite struct `Times` {
  @Test(arguments: [
    (0, "1970-01-01T00:00:00.000Z"), (1_767_607_200_000, "2026-01-05T10:00:00.000Z"),
    (951_782_399_999, "2000-02-28T23:59:59.999Z"), (951_868_799_001, "2000-02-29T23:59:59.001Z"),
  ])
  func `they are written and read`(time: Int64, text: String) {
    #expect(Timestamp.text(time) == text)
    #expect(Timestamp.parse(text) == time)
  }

  @Test(arguments: [
    ("2026-01-05", 1_767_571_200_000), ("2026-01-05T10:00Z", 1_767_607_200_000),
    ("2026-01-05T12:00:00+02:00", 1_767_607_200_000), ("2026-01-05 10:00:00.5", 1_767_607_200_500),
  ])
  func `shorter forms are read too`(text: String, time: Int64) {
    #expect(Timestamp.parse(text) == time)
  }

  @Test(arguments: [
    "", "2026", "2026-13-01", "yesterday", "2026-01-05T25:00Z", "2026-01-05Tx", "2026-01-05T10:00:00Z!",
  ])
  func `other texts are no times`(text: String) {
    #expect(Timestamp.parse(text) == nil)
  }
}
