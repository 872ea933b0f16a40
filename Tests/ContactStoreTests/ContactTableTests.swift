import ContactStore
import Synchronization
import Tagging
import Testing

import struct Foundation.Date
import struct Foundation.TimeZone

@Suite struct `The contact store` {
  private let context = QueryContext(now: SampleContacts.now, timeZone: .gmt)

  private func rows(_ names: [String], _ query: String) throws -> [ContactRow] {
    var table = ContactTable()
    _ = table.upsert(names.enumerated().map { Contact(id: ContactID("id\($0)"), name: $1) })
    return try #require(table.rows(matching: try QueryParser.parse(query), in: context)).rows
  }

  @Test(arguments: [
    ("jose gar", [0, 1, 2]), ("José", [0, 1]), ("JOSE", [2]), ("strasse", [3]), ("Straße", [3]),
    ("한국", [4, 5]),
    ("が", [6, 7]), ("か", []), ("ana", [8]), ("oresund", [9]), ("Øresund", [9]), ("жуков", [10]),
    ("й", [10, 11]),
    ("λογοσ", [12]), ("💡", [13]), ("a\u{301}", [8, 0, 1, 2, 3]),
  ]) func `finds text without case and accents, and with them where a capital is typed`(
    query: String, found: [ContactRow]
  ) throws {
    let names = [
      "José García", "Jose\u{301} Garci\u{301}a", "JOSE GARCIA", "Straße", "한국",
      "\u{1112}\u{1161}\u{11AB}\u{1100}\u{116E}\u{11A8}",
      "が", "か\u{3099}", "Ａｎａ", "Øresund", "Жуковский", "и\u{306}", "Λόγος", "💡",
    ]
    #expect(try rows(names, "\"\(query)\"") == found.sorted())
  }

  @Test func `finds phones by their digits, and nothing across two fields`() throws {
    var table = ContactTable()
    _ = table.upsert([
      Contact(id: ContactID("a"), name: "Ana", email: "x@y.example", phone: "+1 (415) 555-0100"),
      Contact(id: ContactID("b"), name: "415", phone: "555", additionalPhones: ["00 44 20"]),
    ])
    for (query, rows) in [
      ("415555", [0]), ("phone:4155550100", [0]), ("\"(415) 555\"", [0]), ("+1-415", [0]), ("415", [0, 1]),
      ("anax", []),
      ("phone:0044", [1]), ("phone:55500", []), ("ana@", []),
    ] {
      #expect(table.rows(matching: try QueryParser.parse(query), in: context)?.rows == rows, "\(query)")
    }
  }

  @Test func `finds nothing across two contacts`() throws {
    var table = ContactTable()
    _ = table.upsert([
      Contact(id: ContactID("Id1"), company: "AcmeX", source: "ab"),
      Contact(id: ContactID("Id2"), name: "Ana", source: "cd"),
    ])
    for query in ["XId", "X", "source:bc", "\"xid\"", "company:XI"] {
      let found = table.rows(matching: try QueryParser.parse(query), in: context)
      #expect(found?.rows == (query == "X" ? [0] : []), "\(query)")
    }
  }

  @Test func `stops when it is cancelled, before and in the middle`() throws {
    var table = ContactTable()
    _ = table.upsert((0..<40_000).map { Contact(id: ContactID("id\($0)"), name: "name \($0)") })
    let query = try QueryParser.parse("name -9")
    #expect(table.rows(matching: query, in: context) { true } == nil)
    #expect(table.sorted(table.loadedRows, by: SortOrder(.name)) { true } == nil)
    let left = Atomic(4)
    #expect(
      table.rows(matching: query, in: context) { left.subtract(1, ordering: .relaxed).newValue < 0 } == nil)
    #expect(table.sorted(table.loadedRows, by: SortOrder(.name))?.count == 40_000)
  }

  @Test func `a contact that comes again as it was changes nothing`() {
    var sample = SampleContacts(seed: 3)
    var table = ContactTable()
    let contacts = (0..<20).map { sample.contact(ContactID("id\($0)")) }
    _ = table.upsert(contacts)
    let before = table
    _ = table.upsert(contacts)
    table.setTags(contacts[3].tags, of: 3)
    #expect(table == before)
    table.setTags([ContactTag("brand new")], of: 3)
    #expect(table != before)
  }

  @Test func `a removed contact can still be named, and comes back to its row`() {
    var table = ContactTable()
    let contact = Contact(id: ContactID("a"), name: "Ana", email: "a@b", tags: [ContactTag("vip")])
    _ = table.upsert([contact])
    table.remove(0)
    #expect(table.count == 0)
    #expect(table.rowLimit == 1)
    #expect(table.name(at: 0) == "Ana")
    #expect(table.tags(at: 0).isEmpty)
    #expect(table.rows(email: "a@b").isEmpty)
    #expect(table.rows(bearing: ContactTag("vip")).isEmpty)
    #expect(table.upsert([contact]) == [0])
    #expect(table.rows(email: " A@B ") == [0])
  }

  @Test func `a tag is shown as most contacts spell it`() {
    var table = ContactTable()
    _ = table.upsert(
      ["VIP", "vip", "vip", "Vip"].enumerated().map { index, name in
        Contact(id: ContactID("\(index)"), tags: [ContactTag(name)])
      })
    #expect(table.tagCounts.map(\.tag.name) == ["vip"])
    #expect(table.tagCounts.map(\.count) == [4])
    #expect(table.spellings(of: ContactTag("vip")).map(\.tag.name) == ["VIP", "vip", "Vip"])
    #expect(table.spellings(of: ContactTag("vip")).map(\.count) == [1, 2, 1])
    #expect(table.spelling(of: ContactTag("vip"), at: 0)?.name == "VIP")
    #expect(table.tagCounts(in: [1, 2]) == [TagCount(tag: ContactTag("vip"), count: 2)])
  }

  @Test func `under exact case spellings are tags of their own`() {
    var table = ContactTable(tagCase: .exact)
    _ = table.upsert(
      ["VIP", "vip"].enumerated().map { index, name in
        Contact(id: ContactID("\(index)"), tags: [ContactTag(name, case: .exact)])
      })
    #expect(table.tagCounts.count == 2)
    #expect(table.rows(bearing: ContactTag("VIP", case: .exact)) == [0])
  }

  @Test func `a snapshot that fills its look-up tables later says nothing to the table that went on`() {
    var table = ContactTable()
    _ = table.upsert([Contact(id: ContactID("a"), email: "a@x", phone: "1")])
    let snapshot = table
    _ = table.upsert([Contact(id: ContactID("a"), email: "b@x", phone: "2")])
    #expect(snapshot.rows(email: "a@x") == [0])
    #expect(snapshot.rows(phone: "1") == [0])
    #expect(table.rows(email: "a@x").isEmpty)
    #expect(table.rows(email: "b@x") == [0])
    #expect(table.rows(phone: "2") == [0])
  }
}
