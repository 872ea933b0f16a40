import ContactStore
import Engine
import Tagging
import Testing

@Suite struct `Contacts from a list` {
  private var table: ContactTable {
    var table = ContactTable()
    _ = table.upsert([
      Contact(id: .number(0), email: "ana@acme.example", phone: "+351 910 000 001"),
      Contact(id: .number(1), email: "team@acme.example"),
      Contact(id: .number(2), email: "bo@acme.example", additionalEmails: ["Team@acme.example"]),
    ])
    return table
  }

  @Test func `are one a line, or the first column of a file with a heading`() throws {
    #expect(try ContactLookup.names("a\n\n b \r\n\"c\"\n") == ["a", "b", "c"])
    #expect(try ContactLookup.names("Email,Name\nana@x,Ana\n") == ["ana@x"])
    #expect(try ContactLookup.names("id;name\nx1;Ana\n'+351910\n") == ["x1", "+351910"])
  }

  @Test func `are found by id, e-mail or phone; what several share is told apart`() {
    let names = [
      ContactID.number(1).rawValue, "ANA@acme.example", "351 (910) 000-001", "team@acme.example", "nobody",
      "123",
    ]
    let lookup = ContactLookup(names, in: table)
    #expect(lookup.rows == [0, 1, 2])
    #expect(lookup.unknown == ["nobody", "123"])
    #expect(lookup.shared == [.init(text: "team@acme.example", contacts: [.number(1), .number(2)])])
  }

  @Test func `can be asked for only by what can only be an id`() {
    #expect(ContactLookup.looksLikeID("ocQHyuzHvysMo5N5VsXc"))
    for text in ["ana@acme.example", "351910000001000", "short", "../../locations/abc"] {
      #expect(!ContactLookup.looksLikeID(text))
    }
  }
}

@Suite struct `A list of changes` {
  @Test func `gives each contact edits of its own`() throws {
    let list = try ChangeList(
      "contact,add,remove\r\nana@x,vip; \"a;b\",\r\n'+351910000,\"needs, comma\",old;\"-minus\"\r\n")
    #expect(
      list.entries == [
        .init(line: 2, contact: "ana@x", adds: ["vip", "a;b"], removes: []),
        .init(line: 3, contact: "+351910000", adds: ["needs, comma"], removes: ["old", "-minus"]),
      ])
  }

  @Test func `may have its columns in another order, or no heading`() throws {
    let named = try ChangeList("name,Remove,Contact\nAna,old,c1\n")
    let plain = try ChangeList("c1,,old\n")
    #expect(named.entries.map(\.removes) == [["old"]])
    #expect(named.entries.map(\.contact) == plain.entries.map(\.contact))
    #expect(named.entries.map(\.removes) == plain.entries.map(\.removes))
  }

  @Test(arguments: [
    ("contact,name\nc1,Ana\n", 1), ("contact,add\nc1,+vip\n", 2), ("contact,add\n,vip\n", 2),
    ("contact,add\nc1,\"\"\"open\"\n", 2),
  ])
  func `that can't be read says on which line`(text: String, line: Int) {
    let failure = #expect(throws: CSV.Failure.self) { try ChangeList(text) }
    #expect(failure?.line == line)
  }
}
