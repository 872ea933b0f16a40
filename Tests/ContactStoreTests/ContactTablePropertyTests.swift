import ContactStore
import Tagging
import Testing

@Suite struct `The store against a plain array` {
  @Test(arguments: 0..<12) func `they agree after any sequence of changes`(seed: Int) throws {
    var sample = SampleContacts(seed: UInt64(seed))
    var table = ContactTable()
    var plain = PlainStore()
    for _ in 0..<60 {
      change(&table, &plain, &sample)
      let before = table
      let generation = before.generation
      change(&table, &plain, &sample)
      #expect(before.generation == generation)
    }
    try expectEqual(table, plain)
    for _ in 0..<40 { try expectEqualAnswers(table, plain, &sample) }
  }

  @Test func `they agree beyond a chunk, and a snapshot stays as it was`() throws {
    var sample = SampleContacts(seed: 99)
    var table = ContactTable()
    var plain = PlainStore()
    let contacts = (0..<5_000).map { sample.contact(ContactID("c\($0)")) }
    #expect(table.upsert(contacts) == Array(0..<5_000))
    plain.entries = contacts.map { PlainStore.Entry(id: $0.id, contact: $0) }
    let snapshot = table
    for _ in 0..<200 {
      let row = Int.random(in: 0..<5_000, using: &sample.random)
      let contact = sample.contact(contacts[row].id)
      #expect(table.upsert([contact]) == [row])
      plain.entries[row].contact = contact
    }
    #expect(contacts.indices.allSatisfy { snapshot.contact(at: $0) == contacts[$0] })
    for _ in 0..<12 { try expectEqualAnswers(table, plain, &sample) }
  }

  private func change(_ table: inout ContactTable, _ plain: inout PlainStore, _ sample: inout SampleContacts)
  {
    switch Int.random(in: 0..<10, using: &sample.random) {
    case 0..<5:
      let contacts = (0..<Int.random(in: 0..<8, using: &sample.random)).map { _ in
        sample.contact(sample.id(below: 60))
      }
      #expect(table.upsert(contacts) == contacts.map { plain.upsert($0) })
    case 5:
      let id = sample.id(below: 80)
      #expect(table.reserve(id) == plain.reserve(id))
    case 6, 7:
      guard !plain.entries.isEmpty else { return }
      let row = Int.random(in: 0..<plain.entries.count, using: &sample.random)
      table.remove(row)
      plain.entries[row].contact = nil
    default:
      guard !plain.entries.isEmpty else { return }
      let row = Int.random(in: 0..<plain.entries.count, using: &sample.random)
      let tags = sample.tags()
      table.setTags(tags, of: row)
      plain.entries[row].contact?.tags = tags
    }
  }

  private func expectEqual(_ table: ContactTable, _ plain: PlainStore) throws {
    #expect(table.rowLimit == plain.entries.count)
    #expect(table.loadedRows == plain.rows { _, _ in true })
    for (row, entry) in plain.entries.enumerated() {
      #expect(table.row(of: entry.id) == row)
      #expect(table.id(at: row) == entry.id)
      #expect(table.isLoaded(row) == (entry.contact != nil))
      guard let contact = entry.contact else {
        #expect(table.tags(at: row).isEmpty)
        continue
      }
      #expect(table.contact(at: row) == contact)
      #expect(table.tags(at: row).map(\.name) == contact.tags.map(\.name))
      for tag in SampleContacts.tags {
        #expect(table.bears(row, tag) == contact.tags.contains(tag))
        #expect(table.spelling(of: tag, at: row)?.name == contact.tags.first { $0 == tag }?.name)
      }
    }
    #expect(table.row(of: ContactID("nobody")) == nil)
  }

  private func expectEqualAnswers(
    _ table: ContactTable, _ plain: PlainStore, _ sample: inout SampleContacts
  ) throws {
    var queries = RandomQueries(rowLimit: table.rowLimit, random: sample.random)
    let context = queries.context()
    let query = queries.query(depth: 3)
    let order = SortOrder(queries.random.pick(SortKey.allCases), isDescending: queries.random.chance(0.5))
    sample.random = queries.random
    let found = try #require(table.rows(matching: query, in: context))
    #expect(found == plain.rows(matching: query, in: context), "\(query)")
    #expect(table.sorted(found, by: order) == plain.sorted(found, by: order), "\(order)")
    let counts = Dictionary(uniqueKeysWithValues: table.tagCounts(in: found).map { ($0.tag, $0.count) })
    #expect(counts == plain.tagCounts(in: found))
    let all = Dictionary(uniqueKeysWithValues: table.tagCounts.map { ($0.tag, $0.count) })
    #expect(all.filter { $0.value > 0 } == plain.tagCounts(in: plain.rows { _, _ in true }))
    let email = sample.random.pick(SampleContacts.emails)
    #expect(
      table.rows(email: email.uppercased())
        == plain.rows { _, contact in
          !email.isEmpty
            && ([contact.email] + contact.additionalEmails).contains { $0.lowercased() == email.lowercased() }
        }.rows)
    let phone = PlainStore.digits(sample.random.pick(SampleContacts.phones))
    #expect(
      table.rows(phone: phone)
        == plain.rows { _, contact in
          !phone.isEmpty
            && ([contact.phone] + contact.additionalPhones).contains { PlainStore.digits($0) == phone }
        }.rows)
  }
}
