import Engine
import Foundation
import Tagging
import Testing

@Suite struct `Plan files` {
  private static let rename = Plan([(.add, ["new, name"], [0, 1]), (.remove, ["old"], [0, 1])])

  private func file(_ plan: Plan = rename) -> PlanFile {
    PlanFile(
      location: "ve9EPM428h8vShlRW1KT", who: "kim@desk", when: Date(timeIntervalSince1970: 1_800_000_000.6),
      title: "rename", tagCase: .fold, plan: plan, base: { _ in ["old", "vip"] })
  }

  private func text(_ file: PlanFile) throws -> String { String(decoding: try file.data(), as: UTF8.self) }

  @Test func `are read as they were written`() throws {
    let file = file()
    #expect(try PlanFile(data: file.data()) == file)
    #expect(file.base.keys.sorted() == [.number(0), .number(1)])
  }

  @Test func `have stable keys`() throws {
    let object = try JSONSerialization.jsonObject(with: file().data())
    let keys = try #require(object as? [String: Any]).keys.sorted()
    #expect(
      keys == [
        "base", "calls", "format", "location", "lowerBound", "tagCase", "title", "version", "when", "who",
      ])
    #expect(try text(file()).contains(#""when" : "2027-01-15T08:00:00Z""#))
  }

  @Test func `of a newer version, or that are none, are refused with the reason`() throws {
    let newer = try text(file()).replacing("\"version\" : 1", with: "\"version\" : 2")
    #expect(throws: PlanFile.Failure.newerVersion(2)) { try PlanFile(data: Data(newer.utf8)) }
    #expect(throws: PlanFile.Failure.unreadable("it is not JSON.")) { try PlanFile(data: Data("plan".utf8)) }
    #expect(throws: PlanFile.Failure.unreadable("“format” is missing.")) {
      try PlanFile(data: Data(#"{"version":1}"#.utf8))
    }
  }

  @Test(arguments: [
    Plan([(.add, ["a"], [0]), (.add, ["A"], [1, 0])]), Plan([(.add, ["a"], [0]), (.remove, ["a"], [0])]),
    Plan([(.add, [], [0])]), Plan([(.add, ["a"], [])]), Plan([(.add, ["a\u{1B}"], [0])]),
  ])
  func `that somebody made wrong by hand are refused`(plan: Plan) throws {
    let data = try file(plan).data()
    #expect(throws: PlanFile.Failure.self) { try PlanFile(data: data) }
  }

  @Test func `without the base of a contact, or with an id that is a path, are refused`() throws {
    var missing = file()
    missing.base[.number(1)] = nil
    let data = try missing.data()
    #expect(throws: PlanFile.Failure.self) { try PlanFile(data: data) }
    let path = try text(file()).replacing(ContactID.number(1).rawValue, with: "../locations")
    #expect(throws: PlanFile.Failure.self) { try PlanFile(data: Data(path.utf8)) }
  }

  @Test func `fit as long as no tag of theirs changed`() {
    let file = file()
    let same = PlanFit(file) { _ in [ContactTag("VIP"), ContactTag("old")] }
    #expect(same.changes.isEmpty)
    let now: [ContactID: [ContactTag]] = [
      .number(0): [ContactTag("old"), ContactTag("vip"), ContactTag("other")],
      .number(1): [ContactTag("vip"), ContactTag("new, name")],
    ]
    let fit = PlanFit(file) { now[$0] }
    #expect(
      fit.changes == [
        .init(contact: .number(0), gained: ["other"]),
        .init(contact: .number(1), gained: ["new, name"], lost: ["old"], matters: true),
      ])
    #expect(file.plan.leavingOut(fit.misfits).calls.map(\.contacts) == [[.number(0)], [.number(0)]])
    #expect(PlanFit(file) { _ in nil }.misfits == [.number(0), .number(1)])
    #expect(file.plan.leavingOut([.number(0), .number(1)]).calls.isEmpty)
  }

  @Test func `are added up by tag`() {
    let summary = PlanSummary(
      Plan([(.add, ["b", "a"], [0, 1]), (.add, ["B"], [2]), (.remove, ["c d"], [0])]))
    #expect(summary.title == "+b on 3, +a on 2, -c d on 1")
  }
}
