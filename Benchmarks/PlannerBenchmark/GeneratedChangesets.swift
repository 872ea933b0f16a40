import Tagging

/// A changeset of about 100,000 edits, in the shape of something that staff do.
struct GeneratedChangeset {
  var name: String
  var matrix: EditMatrix

  static let edits = 100_000

  static var all: [GeneratedChangeset] {
    [oneAction, overlappingFilters, mergeOf50, randomHalves, zipf, randomPerContact]
  }

  /// One tag for everybody.
  static var oneAction: GeneratedChangeset {
    GeneratedChangeset(
      name: "one action", matrix: EditMatrix(lines: [.init(.add, "webinar", rows: RowSet(0..<edits))]))
  }

  /// Five tags, each on a filter's hits: stretches of the contacts and every n-th of them.
  static var overlappingFilters: GeneratedChangeset {
    var random = Generator(seed: 2)
    var lines: [EditMatrix.Line] = []
    for tag in 0..<5 {
      let start = random.below(30_000)
      let end = start + 20_000 + random.below(20_000)
      let step = 1 + tag % 3
      let rows = RowSet((start..<end).filter { $0 % step == 0 })
      lines.append(.init(.add, "filter \(tag)", rows: rows))
    }
    return GeneratedChangeset(name: "5 overlapping filters", matrix: EditMatrix(lines: lines))
  }

  /// Fifty spellings become one: each contact bears one to three of them, some much more often than others.
  static var mergeOf50: GeneratedChangeset {
    var random = Generator(seed: 3)
    var removes = [RowSet](repeating: [], count: 50)
    var count = 0
    var contact = 0
    while count < edits {
      let tags = Set((0..<1 + random.below(3)).map { _ in random.below(1 + random.below(50)) })
      for tag in tags { removes[tag].insert(contact) }
      count += tags.count + 1
      contact += 1
    }
    var lines = removes.enumerated().map { EditMatrix.Line(.remove, "old \($0.offset)", rows: $0.element) }
    lines.append(.init(.add, "new", rows: RowSet(0..<contact)))
    return GeneratedChangeset(name: "merge of 50 tags", matrix: EditMatrix(lines: lines))
  }

  /// Ten tags, each on a random half of the contacts.
  static var randomHalves: GeneratedChangeset {
    var random = Generator(seed: 4)
    let lines = (0..<10).map { tag in
      EditMatrix.Line(
        .add, "half \(tag)", rows: RowSet((0..<edits / 5).filter { _ in random.below(2) == 0 }))
    }
    return GeneratedChangeset(name: "10 tags on random halves", matrix: EditMatrix(lines: lines))
  }

  /// One to nine of 2,000 tags for each contact, the n-th tag 1/n times as often as the first.
  static var zipf: GeneratedChangeset {
    var random = Generator(seed: 5)
    var sums: [Double] = []
    for rank in 1...2_000 { sums.append((sums.last ?? 0) + 1 / Double(rank)) }
    var tags = [[Int]](repeating: [], count: 2_000)
    var count = 0
    var contact = 0
    while count < edits {
      var chosen: Set<Int> = []
      for _ in 0..<1 + random.below(9) {
        let place = Double(random.below(1 << 40)) / Double(1 << 40) * (sums.last ?? 0)
        var (low, high) = (0, sums.count - 1)
        while low < high {
          let middle = (low + high) / 2
          if sums[middle] < place { low = middle + 1 } else { high = middle }
        }
        chosen.insert(low)
      }
      for tag in chosen { tags[tag].append(contact) }
      count += chosen.count
      contact += 1
    }
    return GeneratedChangeset(name: "zipf over 2,000 tags", matrix: matrix(tags, prefix: "zipf"))
  }

  /// Five of a hundred tags for each contact, all alike.
  static var randomPerContact: GeneratedChangeset {
    var random = Generator(seed: 6)
    var tags = [[Int]](repeating: [], count: 100)
    for contact in 0..<edits / 5 {
      var chosen: Set<Int> = []
      while chosen.count < 5 { chosen.insert(random.below(100)) }
      for tag in chosen { tags[tag].append(contact) }
    }
    return GeneratedChangeset(name: "random per contact", matrix: matrix(tags, prefix: "random"))
  }

  private static func matrix(_ tags: [[Int]], prefix: String) -> EditMatrix {
    EditMatrix(
      lines: tags.enumerated().map { .init(.add, "\(prefix) \($0.offset)", rows: RowSet($0.element)) })
  }
}

/// Numbers that look random and are the same at every run.
struct Generator {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

  mutating func below(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 20) % UInt64(limit))
  }
}
