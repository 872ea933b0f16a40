package import Tagging

/// All contacts of a location, in columns.
///
/// A row is a stable place: a contact keeps its row when it is replaced, removed and seen again. A copy of the
/// table is a snapshot that costs nothing; a change made while somebody holds one copies a chunk of some thousand
/// rows and the segments of look-up tables it touches, never the table.
///
/// Costs at a million contacts, two cores: `row(of:)` below 1 µs, `upsert` of a page of 500 about 1.5 ms,
/// `rows(bearing:)` some nanoseconds, a filter some milliseconds.
package struct ContactTable: Sendable, Equatable {
  /// How tags are told apart in what is put in.
  package let tagCase: TagCase
  /// Counts the changes.
  package private(set) var generation = 0
  /// Rows of contacts that have been read and are there.
  package private(set) var loadedRows: RowSet = []
  private(set) var chunks: [Chunk] = []
  private(set) var tagIndex = TagIndex()
  /// Rows by id, a table for each segment.
  private var ids: [RowHash] = []
  /// What is derived from the rows of a segment when it is first asked for.
  private(set) var lookups: [SegmentLookup] = []

  /// The generation in which each chunk changed last.
  private(set) var chunkGenerations: [Int] = []
  /// Orders of all contacts.
  private(set) var sortCache = SortCache()

  /// Rows of a segment, for look-up tables.
  static let segmentShift = 16

  /// Makes an empty table.
  package init(tagCase: TagCase = .fold) { self.tagCase = tagCase }

  /// Loaded contacts.
  package var count: Int { loadedRows.count }

  /// Rows are below it; tombstones and reserved rows are among them.
  package var rowLimit: Int {
    chunks.isEmpty ? 0 : (chunks.count - 1) << Chunk.shift + (chunks.last?.count ?? 0)
  }

  /// Compares generations: two states of one table, not two tables.
  package static func == (left: ContactTable, right: ContactTable) -> Bool {
    left.generation == right.generation
  }

  /// Puts contacts in, each in its own row where it has one, and returns their rows.
  package mutating func upsert(_ contacts: some Sequence<Contact>) -> [ContactRow] {
    var rows: [ContactRow] = []
    rows.reserveCapacity(contacts.underestimatedCount)
    var changed: [ContactRow] = []
    for contact in contacts {
      let known = row(of: contact.id)
      if let known, isLoaded(known), self.contact(at: known) == contact, hasSpellings(contact.tags, at: known)
      {
        rows.append(known)
        continue
      }
      let codes = contact.tags.map { tagIndex.number(ofSpelling: $0) }
      let row = known ?? rowLimit
      if let known {
        tagIndex.remove(known, codes: self.codes(at: known))
        chunks[known >> Chunk.shift].replace(Self.place(known), with: contact, tags: codes)
      } else {
        append(contact, codes: codes, isLoaded: true)
      }
      tagIndex.insert(row, codes: codes)
      loadedRows.insert(row)
      changed.append(row)
      rows.append(row)
    }
    didChange(changed)
    return rows
  }

  /// The contact's row, a new one where it has none: a draft may name a contact that is not loaded yet.
  package mutating func reserve(_ id: ContactID) -> ContactRow {
    if let row = row(of: id) { return row }
    let row = rowLimit
    append(Contact(id: id), codes: [], isLoaded: false)
    didChange([row])
    return row
  }

  /// Takes a contact out; its row, id and texts stay for those who name it.
  package mutating func remove(_ row: ContactRow) {
    guard isLoaded(row) else { return }
    tagIndex.remove(row, codes: codes(at: row))
    chunks[row >> Chunk.shift].unload(Self.place(row))
    loadedRows.remove(row)
    didChange([row])
  }

  /// Sets the tags that the server says a loaded contact has.
  package mutating func setTags(_ tags: [ContactTag], of row: ContactRow) {
    guard isLoaded(row), !hasSpellings(tags, at: row) else { return }
    let codes = tags.map { tagIndex.number(ofSpelling: $0) }
    tagIndex.remove(row, codes: self.codes(at: row))
    chunks[row >> Chunk.shift].setTags(codes, of: Self.place(row))
    tagIndex.insert(row, codes: codes)
    didChange([row], onlyTags: true)
  }

  /// Whether the row's contact has been read and is there.
  package func isLoaded(_ row: ContactRow) -> Bool { loadedRows.contains(row) }

  /// The row of a contact, loaded or not.
  package func row(of id: ContactID) -> ContactRow? {
    var text = id.rawValue
    return text.withUTF8 { bytes in
      let hash = hashValue(of: bytes)
      for segment in ids.indices.reversed() {
        let first = segment << Self.segmentShift
        let offset = ids[segment].first(hash: hash) { offset in
          chunks[(first + offset) >> Chunk.shift].text.withField(.id, of: Self.place(first + offset)) {
            $0.isEqual(bytes)
          }
        }
        if let offset { return first + offset }
      }
      return nil
    }
  }

  func codes(at row: ContactRow) -> ArraySlice<UInt32> {
    chunks[row >> Chunk.shift].tags[Self.place(row)]
  }

  private func hasSpellings(_ tags: [ContactTag], at row: ContactRow) -> Bool {
    codes(at: row).elementsEqual(tags) { tagIndex.spellings[Int($0)].tag.name == $1.name }
  }

  /// Appends the next chunk of a cache, as it was when it was written.
  ///
  /// To be called before anything else is put in: its rows follow those of the chunk before, which has to be full.
  /// Costs about a millisecond.
  package mutating func append(_ decoded: DecodedChunk) throws(CacheDamage) {
    guard rowLimit & (Chunk.capacity - 1) == 0 else { throw .contents }
    let first = rowLimit
    var chunk = decoded.chunk
    let numbers = decoded.tags.map { tagIndex.number(ofSpelling: $0, case: tagCase) }
    tagIndex.insert(chunk.tags, numbers: numbers, firstRow: first)
    chunk.renumberTags(numbers)
    chunks.append(chunk)
    chunkGenerations.append(generation)
    loadedRows.insert(contentsOf: (0..<chunk.count).filter { chunk.isLoaded($0) }.map { first + $0 }[...])
    if first & 0xFFFF == 0 {
      ids.append(RowHash(minimumCapacity: 1 << Self.segmentShift))
      lookups.append(SegmentLookup())
    }
    for row in first..<rowLimit { insertID(of: row, hash: decoded.idHashes[row - first]) }
    didChange(Array(first..<rowLimit))
  }

  private mutating func append(_ contact: Contact, codes: [UInt32], isLoaded: Bool) {
    let row = rowLimit
    if chunks.last?.isFull ?? true {
      chunks.append(Chunk())
      chunkGenerations.append(generation)
    }
    chunks[chunks.count - 1].append(contact, tags: codes, isLoaded: isLoaded)
    insertID(of: row, hash: idHash(row))
  }

  private mutating func insertID(of row: ContactRow, hash: UInt64) {
    let segment = row >> Self.segmentShift
    if segment == ids.count {
      ids.append(RowHash())
      lookups.append(SegmentLookup())
    }
    if ids[segment].isFull {
      var larger = ids[segment].emptyOfTwiceTheSize
      for earlier in segment << Self.segmentShift..<row {
        larger.insert(earlier & 0xFFFF, hash: idHash(earlier))
      }
      ids[segment] = larger
    }
    ids[segment].insert(row & 0xFFFF, hash: hash)
  }

  private func idHash(_ row: ContactRow) -> UInt64 {
    chunks[row >> Chunk.shift].text.withField(.id, of: Self.place(row), hashValue(of:))
  }

  private mutating func didChange(_ rows: [ContactRow], onlyTags: Bool = false) {
    if rows.isEmpty { return }
    generation += 1
    sortCache = sortCache.after(changeOf: rows, onlyTags: onlyTags)
    for row in rows { chunkGenerations[row >> Chunk.shift] = generation }
    if onlyTags { return }
    // Also one that is still empty: a snapshot may go on filling it.
    var last = -1
    for row in rows where row >> Self.segmentShift != last {
      last = row >> Self.segmentShift
      lookups[last] = SegmentLookup()
    }
  }
}
