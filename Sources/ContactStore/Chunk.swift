import Tagging

import struct Foundation.Date

/// Some thousand rows in columns: what one change copies at most while somebody holds the table as it was.
///
/// In loops, call what belongs to one column (`chunks[index].text.string(…)`): a method of the chunk makes the
/// compiler hold on to all its columns for the call, which takes longer than reading one.
struct Chunk: Sendable {
  static let shift = 12
  /// Rows of a full chunk.
  static let capacity = 1 << shift

  /// What is known of a row without looking at its text.
  struct Flags: OptionSet {
    var rawValue: UInt8
    static let loaded = Flags(rawValue: 1)
    static let doNotDisturb = Flags(rawValue: 2)
    static let name = Flags(rawValue: 4)
    static let email = Flags(rawValue: 8)
    static let phone = Flags(rawValue: 16)
    static let company = Flags(rawValue: 32)
  }

  /// Records of id, name, e-mails, phones and company, as the server wrote them.
  private(set) var text = ByteStrings()
  /// The same records as they are searched: an empty id, folded texts, phones as digits.
  private(set) var folded = ByteStrings()
  private(set) var source = ValueColumn()
  private(set) var type = ValueColumn()
  private(set) var country = ValueColumn()
  private(set) var city = ValueColumn()
  private(set) var assignedTo = ValueColumn()
  private(set) var flags: [UInt8] = []
  /// Seconds since 2001, or not a number.
  private(set) var added: [Double] = []
  private(set) var updated: [Double] = []
  private(set) var tags = TagColumn()

  var count: Int { flags.count }
  var isFull: Bool { count == Self.capacity }

  /// Adds a row; `tags` are the numbers of spellings.
  mutating func append(_ contact: Contact, tags: [UInt32], isLoaded: Bool) {
    let record = Record(contact)
    text.append(record.text)
    folded.append(record.folded)
    source.append(contact.source)
    type.append(contact.type)
    country.append(contact.country)
    city.append(contact.city)
    assignedTo.append(contact.assignedTo)
    flags.append(Self.flags(of: contact, isLoaded: isLoaded).rawValue)
    added.append(Self.seconds(contact.dateAdded))
    updated.append(Self.seconds(contact.dateUpdated))
    self.tags.append(tags)
    if isFull { trim() }
  }

  /// Puts what the server says now in the place of a row.
  mutating func replace(_ row: Int, with contact: Contact, tags: [UInt32]) {
    let record = Record(contact)
    text.replace(row, with: record.text)
    folded.replace(row, with: record.folded)
    source.replace(row, with: contact.source)
    type.replace(row, with: contact.type)
    country.replace(row, with: contact.country)
    city.replace(row, with: contact.city)
    assignedTo.replace(row, with: contact.assignedTo)
    flags[row] = Self.flags(of: contact, isLoaded: true).rawValue
    added[row] = Self.seconds(contact.dateAdded)
    updated[row] = Self.seconds(contact.dateUpdated)
    setTags(tags, of: row)
  }

  mutating func setTags(_ tags: [UInt32], of row: Int) { self.tags.replace(row, with: tags) }

  /// Makes the row a tombstone: what its texts say can still be read, its tags are gone.
  mutating func unload(_ row: Int) {
    flags[row] &= ~Flags.loaded.rawValue
    setTags([], of: row)
  }

  func isLoaded(_ row: Int) -> Bool { flags[row] & Flags.loaded.rawValue != 0 }

  private mutating func trim() {
    text.trim()
    folded.trim()
    source.trim()
    type.trim()
    country.trim()
    city.trim()
    assignedTo.trim()
    flags = flags.withUnsafeBufferPointer { Array($0) }
    added = added.withUnsafeBufferPointer { Array($0) }
    updated = updated.withUnsafeBufferPointer { Array($0) }
    tags.trim()
  }

  private static func seconds(_ date: Date?) -> Double { date?.timeIntervalSinceReferenceDate ?? .nan }

  private static func flags(of contact: Contact, isLoaded: Bool) -> Flags {
    var flags: Flags = isLoaded ? .loaded : []
    if contact.isDoNotDisturb { flags.insert(.doNotDisturb) }
    if !contact.name.isEmpty { flags.insert(.name) }
    if !contact.email.isEmpty || contact.additionalEmails.contains(where: { !$0.isEmpty }) {
      flags.insert(.email)
    }
    if !contact.phone.isEmpty || contact.additionalPhones.contains(where: { !$0.isEmpty }) {
      flags.insert(.phone)
    }
    if !contact.company.isEmpty { flags.insert(.company) }
    return flags
  }
}

/// In the cache.
extension Chunk {
  /// Reads a chunk whose tags are numbers below a limit.
  init(from reader: inout ByteReader, tagLimit: Int) throws(CacheDamage) {
    text = try ByteStrings(from: &reader)
    folded = try ByteStrings(from: &reader)
    source = try ValueColumn(from: &reader)
    type = try ValueColumn(from: &reader)
    country = try ValueColumn(from: &reader)
    city = try ValueColumn(from: &reader)
    assignedTo = try ValueColumn(from: &reader)
    flags = try reader.read(UInt8.self)
    added = try reader.read(Double.self)
    updated = try reader.read(Double.self)
    tags = try TagColumn(from: &reader, limit: tagLimit)
    let counts = [
      text.count, folded.count, source.codes.count, type.codes.count, country.codes.count, city.codes.count,
      assignedTo.codes.count, added.count, updated.count, tags.starts.count - 1,
    ]
    guard (1...Self.capacity).contains(count), counts.allSatisfy({ $0 == count }) else { throw .contents }
    // Only loaded contacts have tags.
    for row in 0..<count where !isLoaded(row) && tags.count(row) > 0 { throw .contents }
  }

  func write(to writer: inout ByteWriter, tags: TagColumn) {
    text.write(to: &writer)
    folded.write(to: &writer)
    source.write(to: &writer)
    type.write(to: &writer)
    country.write(to: &writer)
    city.write(to: &writer)
    assignedTo.write(to: &writer)
    writer.write(flags)
    writer.write(added)
    writer.write(updated)
    tags.write(to: &writer)
  }

  mutating func renumberTags(_ numbers: [UInt32]) { tags = tags.renumbered(numbers) }
}
