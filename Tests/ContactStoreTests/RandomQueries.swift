import ContactStore
import Tagging

import struct Foundation.TimeZone

/// Random trees over the words that the sample contacts are made of.
struct RandomQueries {
  var rowLimit: Int
  var random: SeededGenerator

  mutating func context() -> QueryContext {
    var staged: [ContactTag: StagedRows] = [:]
    for tag in random.some(0..<4, of: SampleContacts.tags + [ContactTag("brand new")]) {
      let adds = rows(0.2)
      staged[tag] = StagedRows(adds: adds, removes: rows(0.3).subtracting(adds))
    }
    return QueryContext(
      staged: staged, marks: rows(0.3), failed: rows(0.1),
      stagedRows: staged.values.reduce(into: RowSet()) { $0.formUnion($1.rows) },
      now: SampleContacts.now, timeZone: TimeZone(identifier: "Europe/Lisbon") ?? .gmt)
  }

  mutating func rows(_ share: Double) -> RowSet {
    var rows: [ContactRow] = []
    for row in 0..<rowLimit where random.chance(share) { rows.append(row) }
    return RowSet(rows)
  }

  mutating func query(depth: Int) -> Query {
    if depth == 0 || random.chance(0.4) { return leaf() }
    switch Int.random(in: 0..<3, using: &random) {
    case 0: return .and((0..<Int.random(in: 1..<4, using: &random)).map { _ in query(depth: depth - 1) })
    case 1: return .or((0..<Int.random(in: 1..<4, using: &random)).map { _ in query(depth: depth - 1) })
    default: return .not(query(depth: depth - 1))
    }
  }

  private mutating func leaf() -> Query {
    switch Int.random(in: 0..<13, using: &random) {
    case 0...2: return .anywhere(pattern(anchors: false))
    case 3, 4:
      let field = random.pick(Query.TextField.allCases.filter { $0 != .phone })
      return .text(field, pattern(anchors: true))
    case 5: return .text(.phone, TextPattern([random.pick(["0100", "415", "1", "351", "9"])]))
    case 6, 7: return .tag(tagPattern())
    case 8: return .base(tagPattern())
    case 9:
      let lower = Int.random(in: 0..<4, using: &random)
      return .tagCount(lower...random.pick([lower, lower + 1, .max]))
    case 10: return .date(random.pick([.added, .updated]), condition())
    case 11: return .has(random.pick(Query.Presence.allCases))
    default:
      return random.pick([
        .mark(.staged), .mark(.marked), .mark(.failed), .doNotDisturb(true), .doNotDisturb(false),
      ])
    }
  }

  private mutating func pattern(anchors: Bool) -> TextPattern {
    let words = [
      "a", "an", "ana", "Ana", "lim", "í", "É", "acme", "Acme", "gar", "@", "415", "+1 (415)", "555-01", "é",
      "陳",
      "web", "form", "id1", "größ", "lima", "example",
    ]
    return TextPattern(
      random.some(1..<3, of: words), isAnchoredAtStart: anchors && random.chance(0.3),
      isAnchoredAtEnd: anchors && random.chance(0.3))
  }

  private mutating func tagPattern() -> TagPattern {
    if random.chance(0.6) { return .tag(random.pick(SampleContacts.tags + [ContactTag("brand new")])) }
    return .pattern(
      TextPattern(
        random.some(0..<2, of: ["web", "e", "é", "a"]), isAnchoredAtStart: random.chance(0.5),
        isAnchoredAtEnd: random.chance(0.2)))
  }

  private mutating func condition() -> DateCondition {
    let period = CalendarPeriod(year: 2026, month: 5, day: random.pick([nil, 1, 8]))
    let age = Age(random.pick([0, 3, 7]), random.pick(Age.Unit.allCases))
    return random.pick([
      .between(period, period), .between(period, nil), .between(nil, period), .before(period), .after(period),
      .younger(age), .older(age),
    ])
  }
}
