import Tagging

/// All tags known, each with its spellings and with the rows that bear it.
struct TagIndex: Sendable {
  /// One way to write a tag.
  struct Spelling: Sendable {
    var tag: ContactTag
    /// The number of the tag.
    var tagNumber: Int
    /// How many contacts show it so.
    var count = 0
  }

  /// One tag, by identity.
  struct Entry: Sendable {
    var rows: RowSet = []
    /// The numbers of its spellings.
    var spellings: [Int] = []
  }

  private(set) var spellings: [Spelling] = []
  private(set) var entries: [Entry] = []
  private var spellingNumbers: [String: Int] = [:]
  private var tagNumbers: [ContactTag: Int] = [:]

  /// The number of the tag's spelling, a new one where it was not seen before.
  mutating func number(ofSpelling tag: ContactTag) -> UInt32 {
    if let number = spellingNumbers[tag.name] { return UInt32(number) }
    let tagNumber = tagNumbers[tag] ?? entries.count
    if tagNumber == entries.count {
      entries.append(Entry())
      tagNumbers[tag] = tagNumber
    }
    let number = spellings.count
    entries[tagNumber].spellings.append(number)
    spellings.append(Spelling(tag: tag, tagNumber: tagNumber))
    spellingNumbers[tag.name] = number
    return UInt32(number)
  }

  /// The same for a text, which is folded only where it was not seen before.
  mutating func number(ofSpelling name: String, case tagCase: TagCase) -> UInt32 {
    spellingNumbers[name].map { UInt32($0) } ?? number(ofSpelling: ContactTag(name, case: tagCase))
  }

  func number(of tag: ContactTag) -> Int? { tagNumbers[tag] }

  func rows(bearing tag: ContactTag) -> RowSet { tagNumbers[tag].map { entries[$0].rows } ?? [] }

  mutating func insert(_ row: ContactRow, codes: some Sequence<UInt32>) {
    for code in codes {
      spellings[Int(code)].count += 1
      entries[spellings[Int(code)].tagNumber].rows.insert(row)
    }
  }

  /// Puts rows of a whole chunk in, tag by tag; the column's codes stand for `numbers`.
  mutating func insert(_ column: TagColumn, numbers: [UInt32], firstRow: ContactRow) {
    var ends = [Int](repeating: 0, count: numbers.count + 1)
    for code in column.codes { ends[Int(code) + 1] += 1 }
    for code in numbers.indices { ends[code + 1] += ends[code] }
    var rows = [ContactRow](repeating: 0, count: column.codes.count)
    var places = ends
    for place in 0..<column.count {
      for index in Int(column.starts[place])..<Int(column.starts[place + 1]) {
        let code = Int(column.codes[index])
        rows[places[code]] = firstRow + place
        places[code] += 1
      }
    }
    for (code, number) in numbers.enumerated() {
      let part = rows[ends[code]..<ends[code + 1]]
      spellings[Int(number)].count += part.count
      entries[spellings[Int(number)].tagNumber].rows.insert(contentsOf: part)
    }
  }

  mutating func remove(_ row: ContactRow, codes: ArraySlice<UInt32>) {
    for code in codes {
      spellings[Int(code)].count -= 1
      entries[spellings[Int(code)].tagNumber].rows.remove(row)
    }
  }

  /// Some spelling of a tag, to compare with.
  func firstSpelling(_ tagNumber: Int) -> ContactTag { spellings[entries[tagNumber].spellings[0]].tag }

  /// The spelling of a tag that most contacts show.
  func mainSpelling(_ tagNumber: Int) -> ContactTag {
    let numbers = entries[tagNumber].spellings
    var best = numbers[0]
    for number in numbers where spellings[number].count > spellings[best].count { best = number }
    return spellings[best].tag
  }
}
