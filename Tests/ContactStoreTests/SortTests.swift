import ContactStore
import Tagging
import Testing

@Suite struct `Orders` {
  @Test func `are kept through changes, and a snapshot keeps its own`() throws {
    var sample = SampleContacts(seed: 5)
    var table = ContactTable()
    var plain = PlainStore()
    let contacts = (0..<2_500).map { sample.contact(ContactID("c\($0)")) }
    _ = table.upsert(contacts)
    plain.entries = contacts.map { PlainStore.Entry(id: $0.id, contact: $0) }
    for key in SortKey.allCases {
      let order = SortOrder(key, isDescending: sample.random.chance(0.5))
      #expect(
        table.sorted(table.loadedRows, by: order) == plain.sorted(table.loadedRows, by: order), "\(order)")
      let (snapshot, plainSnapshot) = (table, plain)
      for _ in 0..<20 { change(&table, &plain, &sample) }
      #expect(
        table.sorted(table.loadedRows, by: order) == plain.sorted(table.loadedRows, by: order), "\(order)")
      let part = RowSet(table.loadedRows.rows.filter { $0 % 2 == 0 })
      #expect(table.sorted(part, by: order) == plain.sorted(part, by: order), "\(order)")
      let rows = snapshot.loadedRows
      #expect(snapshot.sorted(rows, by: order) == plainSnapshot.sorted(rows, by: order), "\(order)")
    }
  }

  private func change(_ table: inout ContactTable, _ plain: inout PlainStore, _ sample: inout SampleContacts)
  {
    let row = Int.random(in: 0..<2_500, using: &sample.random)
    switch Int.random(in: 0..<4, using: &sample.random) {
    case 0:
      table.remove(row)
      plain.entries[row].contact = nil
    case 1:
      let tags = sample.tags()
      table.setTags(tags, of: row)
      plain.entries[row].contact?.tags = tags
    default:
      let contact = sample.contact(sample.id(below: 3_000))
      #expect(table.upsert([contact]) == [plain.upsert(contact)])
    }
  }

  @Test func `look at the whole text, not only at its beginning`() {
    var table = ContactTable()
    let names = [
      "aaaaaaaabbbbbbbbc", "aaaaaaaabbbbbbbb", "aaaaaaaa", "", "aaaaaaaabbbbbbbba", "aaaaaaaab", "AAAAAAAÁ",
    ]
    _ = table.upsert(names.enumerated().map { Contact(id: ContactID("\($0)"), name: $1) })
    #expect(table.sorted(table.loadedRows, by: SortOrder(.name)) == [2, 6, 5, 1, 4, 0, 3])
    #expect(
      table.sorted(table.loadedRows, by: SortOrder(.name, isDescending: true)) == [0, 4, 1, 5, 2, 6, 3])
  }

  @Test func `may name rows that are not loaded`() {
    var table = ContactTable()
    _ = table.upsert([Contact(id: ContactID("b"), name: "b"), Contact(id: ContactID("a"), name: "a")])
    let reserved = table.reserve(ContactID("c"))
    #expect(table.sorted([0, 1, reserved], by: SortOrder(.name)) == [1, 0, reserved])
  }
}
