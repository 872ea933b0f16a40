import Tagging
import Testing

import struct Foundation.Date
import struct Foundation.TimeZone

@Suite struct `Reading a query` {
  private static let ana = Query.anywhere(TextPattern("ana"))
  private static let bo = Query.anywhere(TextPattern("bo"))
  private static let vip = Query.tag(.tag(ContactTag("vip")))

  @Test(arguments: ["", "  ", "\t\n"]) func `nothing means every contact`(text: String) throws {
    #expect(try QueryParser.parse(text) == .all)
  }

  @Test(arguments: [
    ("ana", ana),
    ("ana bo", .and([ana, bo])),
    ("ana AND bo", .and([ana, bo])),
    ("ana OR bo", .or([ana, bo])),
    ("ana or", .and([ana, .anywhere(TextPattern("or"))])),
    ("ana bo OR tag:vip", .or([.and([ana, bo]), vip])),
    ("ana (bo OR tag:vip)", .and([ana, .or([bo, vip])])),
    ("((ana))", ana),
    ("-ana", .not(ana)),
    ("--ana", .not(.not(ana))),
    ("-(ana OR bo)", .not(.or([ana, bo]))),
    ("-tag:vip ana", .and([.not(vip), ana])),
    ("ana -bo", .and([ana, .not(bo)])),
    ("follow-up", .anywhere(TextPattern("follow-up"))),
    ("f(x) y", .and([.anywhere(TextPattern("f(x)")), .anywhere(TextPattern("y"))])),
    (#""ana bo""#, .anywhere(TextPattern("ana bo"))),
    (#""foo:bar""#, .anywhere(TextPattern("foo:bar"))),
    (#""say ""hi""""#, .anywhere(TextPattern("say \"hi\""))),
    (#""OR" "-x""#, .and([.anywhere(TextPattern("OR")), .anywhere(TextPattern("-x"))])),
    ("an*ma", .anywhere(TextPattern(["an", "ma"]))),
  ]) func `words, quotes, OR, parentheses and negation`(text: String, query: Query) throws {
    #expect(try QueryParser.parse(text) == query)
  }

  @Test(
    arguments: [
      ("tag:VIP", .tag(.tag(ContactTag("vip")))),
      (#"tag:"needs follow up""#, .tag(.tag(ContactTag("needs follow up")))),
      ("tag:Web*", .tag(.pattern(TextPattern(["web"], isAnchoredAtStart: true)))),
      ("tag:*", .tag(.pattern(TextPattern([])))),
      ("-tag:*-*x", .not(.tag(.pattern(TextPattern(["-", "x"], isAnchoredAtEnd: true))))),
      (#"tag:"web*""#, .tag(.tag(ContactTag("web*")))),
      ("tag:web(2)", .tag(.tag(ContactTag("web(2)")))),
      ("base:vip", .base(.tag(ContactTag("vip")))),
      ("NAME:ana", .text(.name, TextPattern("ana"))),
      ("name:ana*", .text(.name, TextPattern(["ana"], isAnchoredAtStart: true))),
      ("name:*", .has(.name)),
      ("id:*", .all),
      ("email:@acme.", .text(.email, TextPattern("@acme."))),
      ("email:a:b", .text(.email, TextPattern("a:b"))),
      ("phone:+1(415)555", .text(.phone, TextPattern("1415555"))),
      ("phone:*00", .text(.phone, TextPattern(["00"], isAnchoredAtEnd: true))),
      ("phone:*", .has(.phone)),
      ("company:acme", .text(.company, TextPattern("acme"))),
      ("id:abc", .text(.id, TextPattern("abc"))),
      (
        "source:web type:lead", .and([.text(.source, TextPattern("web")), .text(.type, TextPattern("lead"))])
      ),
      ("country:pt city:lis", .and([.text(.country, TextPattern("pt")), .text(.city, TextPattern("lis"))])),
      ("assigned:u1", .text(.assigned, TextPattern("u1"))),
      ("dnd:yes", .doNotDisturb(true)),
      ("dnd:OFF", .doNotDisturb(false)),
      ("tags:0", .tagCount(0...0)),
      ("tags:>5", .tagCount(6...Int.max)),
      ("tags:>=5", .tagCount(5...Int.max)),
      ("tags:<5", .tagCount(0...4)),
      ("tags:<=5", .tagCount(0...5)),
      ("tags:=5", .tagCount(5...5)),
      ("tags:2..4", .tagCount(2...4)),
      ("tags:2..", .tagCount(2...Int.max)),
      ("tags:..4", .tagCount(0...4)),
      ("has:email", .has(.email)),
      ("has:tags", .has(.tags)),
      ("is:staged", .mark(.staged)),
      ("is:Marked", .mark(.marked)),
      ("is:failed", .mark(.failed)),
    ] as [(String, Query)]) func `every field`(text: String, query: Query) throws
  {
    #expect(try QueryParser.parse(text) == query)
  }

  @Test(
    arguments: [
      (
        "2026-01-05",
        .between(CalendarPeriod(year: 2026, month: 1, day: 5), CalendarPeriod(year: 2026, month: 1, day: 5))
      ),
      ("2026-01", .between(CalendarPeriod(year: 2026, month: 1), CalendarPeriod(year: 2026, month: 1))),
      ("=2026", .between(CalendarPeriod(year: 2026), CalendarPeriod(year: 2026))),
      (">2026-01-01", .after(CalendarPeriod(year: 2026, month: 1, day: 1))),
      (">=2026-1-1", .between(CalendarPeriod(year: 2026, month: 1, day: 1), nil)),
      ("<2026", .before(CalendarPeriod(year: 2026))),
      ("<=2026", .between(nil, CalendarPeriod(year: 2026))),
      (
        "2026-01..2026-03",
        .between(CalendarPeriod(year: 2026, month: 1), CalendarPeriod(year: 2026, month: 3))
      ),
      ("2026..", .between(CalendarPeriod(year: 2026), nil)),
      ("..2026", .between(nil, CalendarPeriod(year: 2026))),
      ("<7d", .younger(Age(7, .days))),
      ("<=12h", .younger(Age(12, .hours))),
      ("2w", .younger(Age(2, .weeks))),
      (">3m", .older(Age(3, .months))),
      (">=1y", .older(Age(1, .years))),
    ] as [(String, DateCondition)]) func `days, months, years, ranges and ages`(
      text: String, condition: DateCondition
    ) throws
  {
    #expect(try QueryParser.parse("added:" + text) == .date(.added, condition))
    #expect(try QueryParser.parse("updated:" + text) == .date(.updated, condition))
  }

  @Test func `under exact case a tag keeps its capitals`() throws {
    let query = try QueryParser.parse("tag:VIP tag:We*", tagCase: .exact)
    #expect(
      query
        == .and([
          .tag(.tag(ContactTag("VIP", case: .exact))),
          .tag(.pattern(TextPattern(["We"], isAnchoredAtStart: true))),
        ]))
  }

  @Test func `smart case looks at capitals of any script`() {
    #expect(!TextPattern("josé").isExact)
    #expect(TextPattern("José").isExact)
    #expect(TextPattern("Жуков").isExact)
    #expect(!TextPattern("陳 1").isExact)
  }

  @Test func `days begin and end in the zone that is given`() throws {
    let zone = try #require(TimeZone(identifier: "America/New_York"))
    let march = CalendarPeriod(year: 2026, month: 3, day: 8)
    let times = try #require(
      DateCondition.between(march, march).times(now: Date(timeIntervalSince1970: 0), timeZone: zone))
    #expect(times.lowerBound.timeIntervalSince1970 == 1_772_946_000)
    #expect(times.upperBound.timeIntervalSince(times.lowerBound) == 23 * 3600)
    let backwards = DateCondition.between(march, CalendarPeriod(year: 2025))
    #expect(backwards.times(now: Date(timeIntervalSince1970: 0), timeZone: zone) == nil)
  }
}
