import Tagging
import Testing

@Suite struct `A set of rows` {
  @Test(arguments: 0..<10) func `agrees with a plain set, whatever is done to it`(seed: Int) {
    var random = RowGenerator(seed: UInt64(seed))
    var rows = RowSet()
    var plain: Set<Int> = []
    for _ in 0..<25 {
      let (others, plainOthers) = random.rows()
      switch Int.random(in: 0..<6, using: &random) {
      case 0:
        for row in plainOthers { #expect(rows.insert(row) == plain.insert(row).inserted) }
        let more = random.rows().1
        rows.insert(contentsOf: (Bool.random(using: &random) ? more.sorted() : Array(more))[...])
        plain.formUnion(more)
      case 1:
        for row in plainOthers { #expect(rows.remove(row) == (plain.remove(row) != nil)) }
      case 2:
        for row in plainOthers.prefix(50) {
          rows.toggle(row)
          plain.formSymmetricDifference([row])
        }
      case 3:
        #expect(others.union(rows) == rows.union(others))
        #expect(RowSet.union(of: [rows, others, rows]) == rows.union(others))
        rows.formUnion(others)
        plain.formUnion(plainOthers)
      case 4:
        #expect(others.intersection(rows) == rows.intersection(others))
        rows.formIntersection(others)
        plain.formIntersection(plainOthers)
      default:
        rows.subtract(others)
        plain.subtract(plainOthers)
      }
      expectEqual(rows, plain)
      #expect(rows.intersectionCount(others) == plain.intersection(plainOthers).count)
    }
  }

  @Test(arguments: [0..<0, 5..<6, 0..<64, 3..<130, 0..<70_000, 60_000..<140_000])
  func `of a range holds it`(range: Range<Int>) {
    expectEqual(RowSet(range), Set(range))
  }

  @Test func `is the same whatever way it came about`() {
    var bits = RowSet(0..<10_000)
    for row in 100..<10_000 { bits.remove(row) }
    #expect(bits == RowSet(Array(0..<100).reversed()))
    var longer: RowSet = [3, 200_000]
    longer.remove(200_000)
    #expect(longer == [3])
    #expect([3] == longer)
    #expect(longer != [4])
  }

  @Test func `a copy does not follow what happens to the other`() {
    var rows = RowSet(0..<100_000)
    let copy = rows
    rows.remove(70_000)
    #expect(copy.contains(70_000))
    #expect(!rows.contains(70_000))
  }

  private func expectEqual(_ rows: RowSet, _ plain: Set<Int>) {
    let sorted = plain.sorted()
    #expect(rows.count == plain.count)
    #expect(rows.isEmpty == plain.isEmpty)
    #expect(rows.rows == sorted)
    #expect(rows.first == sorted.first)
    #expect(RowSet(words: rows.words(atLeast: 3)) == rows)
    #expect(rows.words(atLeast: 3).count >= 3)
    #expect(RowSet(sorted) == rows)
    #expect(sorted.allSatisfy(rows.contains))
    #expect(!rows.contains(1_000_000))
    #expect(!rows.contains((sorted.last ?? 0) + 1))
  }
}

/// Stretches and scattered rows, few and many, over three blocks.
private struct RowGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed &+ 1 }

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state ^ state >> 31) &* 0x9E37_79B9_7F4A_7C15
  }

  mutating func rows() -> (RowSet, Set<Int>) {
    if Bool.random(using: &self) {
      let start = Int.random(in: 0..<140_000, using: &self)
      let range = start..<start + Int.random(in: 0..<6_000, using: &self)
      return (RowSet(range), Set(range))
    }
    let rows = (0..<Int.random(in: 0..<300, using: &self)).map { _ in
      Int.random(in: 0..<140_000, using: &self)
    }
    return (RowSet(rows), Set(rows))
  }
}
