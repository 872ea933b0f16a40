import ContactStore
import Tagging
import Testing

import struct Foundation.TimeZone

@Suite struct `The store on disk` {
  private func table(_ contacts: Int, seed: UInt64) -> ContactTable {
    var sample = SampleContacts(seed: seed)
    var table = ContactTable()
    _ = table.upsert((0..<contacts).map { sample.contact(ContactID("id\($0)")) })
    _ = table.reserve(ContactID("reserved"))
    table.remove(1)
    return table
  }

  private func reread(_ table: ContactTable) throws -> ContactTable {
    var read = ContactTable()
    try read.append(encodedChunks: (0..<table.chunkCount).map(table.encodedChunk))
    return read
  }

  @Test(arguments: [1, 5_000]) func `is the same when it is read again`(contacts: Int) throws {
    let table = table(contacts, seed: 11)
    var read = try reread(table)
    #expect(read.loadedRows == table.loadedRows)
    #expect(read.rowLimit == table.rowLimit)
    for row in 0..<table.rowLimit {
      #expect(read.contact(at: row) == table.contact(at: row))
      #expect(read.tags(at: row).map(\.name) == table.tags(at: row).map(\.name))
      #expect(read.row(of: table.id(at: row)) == row)
    }
    #expect(Set(read.tagCounts.map(\.count)) == Set(table.tagCounts.filter { $0.count > 0 }.map(\.count)))
    for tag in SampleContacts.tags { #expect(read.rows(bearing: tag) == table.rows(bearing: tag)) }
    let query = try QueryParser.parse("ana -city:web has:tags")
    let context = QueryContext(now: SampleContacts.now, timeZone: .gmt)
    #expect(read.rows(matching: query, in: context) == table.rows(matching: query, in: context))
    #expect(read.upsert([Contact(id: ContactID("new"))]) == [table.rowLimit])
  }

  @Test func `brings its orders along`() throws {
    let table = table(5_000, seed: 12)
    let order = SortOrder(.name)
    #expect(table.encodedOrder(order) == nil)
    let sorted = table.sorted(table.loadedRows, by: order)
    let bytes = try #require(table.encodedOrder(order))
    var read = try reread(table)
    try read.adoptOrder(bytes, as: order)
    #expect(read.encodedOrder(order) == bytes)
    #expect(read.sorted(read.loadedRows, by: order) == sorted)
    read.remove(0)
    #expect(throws: CacheDamage.contents) { try read.adoptOrder(bytes, as: order) }
  }

  @Test func `says which chunks changed`() {
    var table = table(9_000, seed: 13)
    let generation = table.generation
    #expect(table.chunks(changedAfter: generation).isEmpty)
    table.setTags([ContactTag("brand new")], of: 5_000)
    #expect(table.chunks(changedAfter: generation) == [1])
    table.remove(2)
    #expect(table.chunks(changedAfter: generation) == [0, 1])
    #expect(table.chunks(changedAfter: -1) == [0, 1, 2])
  }

  @Test func `refuses a chunk behind one that is not full`() throws {
    var table = table(3, seed: 14)
    let chunk = try DecodedChunk(table.encodedChunk(0))
    #expect(chunk.count == 4)
    #expect(throws: CacheDamage.contents) { try table.append(chunk) }
  }

  @Test func `takes what is before a damaged chunk`() throws {
    let table = table(9_000, seed: 16)
    var chunks = (0..<table.chunkCount).map(table.encodedChunk)
    chunks[1][100] ^= 1
    var read = ContactTable()
    #expect(throws: CacheDamage.checksum) { try read.append(encodedChunks: chunks) }
    #expect(read.rowLimit == ContactTable.rowsPerChunk)
    #expect(read.row(of: ContactID("id7")) == 7)
  }

  @Test func `trusts no damaged bytes`() throws {
    let bytes = table(50, seed: 15).encodedChunk(0)
    var random = SeededGenerator(seed: 15)
    for _ in 0..<300 {
      var damaged = bytes
      switch Int.random(in: 0..<3, using: &random) {
      case 0:
        damaged[Int.random(in: 0..<bytes.count, using: &random)] ^=
          1 << UInt8.random(in: 0..<8, using: &random)
      case 1: damaged.removeLast(Int.random(in: 1...bytes.count, using: &random))
      default: damaged = (0..<bytes.count).map { _ in UInt8.random(in: 0...255, using: &random) }
      }
      #expect(throws: CacheDamage.self) { try DecodedChunk(damaged) }
    }
    var other = bytes
    other[4] += 1
    #expect(throws: CacheDamage.otherVersion) { try DecodedChunk(other) }
    #expect(throws: CacheDamage.otherVersion) { try DecodedChunk([]) }
    #expect(throws: CacheDamage.checksum) { try DecodedChunk(bytes + [0]) }
  }
}
