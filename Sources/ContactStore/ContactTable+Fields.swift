package import Tagging

package import struct Foundation.Date

/// What is known of one contact: each below a microsecond.
extension ContactTable {
  package func id(at row: ContactRow) -> ContactID { ContactID(string(.id, row)) }
  package func name(at row: ContactRow) -> String { string(.name, row) }
  package func email(at row: ContactRow) -> String { string(.email, row) }
  package func phone(at row: ContactRow) -> String { string(.phone, row) }
  package func company(at row: ContactRow) -> String { string(.company, row) }
  package func source(at row: ContactRow) -> String {
    chunks[row >> Chunk.shift].source.string(Self.place(row))
  }
  package func type(at row: ContactRow) -> String { chunks[row >> Chunk.shift].type.string(Self.place(row)) }
  package func country(at row: ContactRow) -> String {
    chunks[row >> Chunk.shift].country.string(Self.place(row))
  }
  package func city(at row: ContactRow) -> String { chunks[row >> Chunk.shift].city.string(Self.place(row)) }
  package func assignedTo(at row: ContactRow) -> String {
    chunks[row >> Chunk.shift].assignedTo.string(Self.place(row))
  }

  package func isDoNotDisturb(at row: ContactRow) -> Bool {
    chunks[row >> Chunk.shift].flags[Self.place(row)] & Chunk.Flags.doNotDisturb.rawValue != 0
  }

  package func dateAdded(at row: ContactRow) -> Date? {
    Self.date(chunks[row >> Chunk.shift].added[Self.place(row)])
  }
  package func dateUpdated(at row: ContactRow) -> Date? {
    Self.date(chunks[row >> Chunk.shift].updated[Self.place(row)])
  }

  package func additionalEmails(at row: ContactRow) -> [String] {
    chunks[row >> Chunk.shift].text.additionalStrings(.email, of: Self.place(row))
  }

  package func additionalPhones(at row: ContactRow) -> [String] {
    chunks[row >> Chunk.shift].text.additionalStrings(.phone, of: Self.place(row))
  }

  /// The contact as the server last told us; only its id where it is not loaded yet.
  package func contact(at row: ContactRow) -> Contact {
    Contact(
      id: id(at: row), name: name(at: row), email: email(at: row), phone: phone(at: row),
      company: company(at: row), source: source(at: row), type: type(at: row), country: country(at: row),
      city: city(at: row), assignedTo: assignedTo(at: row), isDoNotDisturb: isDoNotDisturb(at: row),
      additionalEmails: additionalEmails(at: row), additionalPhones: additionalPhones(at: row),
      tags: tags(at: row), dateAdded: dateAdded(at: row), dateUpdated: dateUpdated(at: row))
  }

  /// A row's place in its chunk.
  static func place(_ row: ContactRow) -> Int { row & (Chunk.capacity - 1) }

  private func string(_ field: Record.Field, _ row: ContactRow) -> String {
    chunks[row >> Chunk.shift].text.string(field, of: Self.place(row))
  }

  private static func date(_ seconds: Double) -> Date? {
    seconds.isNaN ? nil : Date(timeIntervalSinceReferenceDate: seconds)
  }
}
