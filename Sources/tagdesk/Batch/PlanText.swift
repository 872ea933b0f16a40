import Editor
import Engine
import Foundation
import Tagging

/// A plan as people read it.
struct PlanText {
  let file: PlanFile
  /// As the location is to be called.
  var locationName: String
  /// Contacts that bear a tag to be added already, where that is known.
  var bearers: [ContactTag: Int] = [:]
  /// Whether each call's contacts are listed, with the tags on which the plan was based.
  var listsContacts = false

  func print(to results: inout Results) throws {
    let plan = file.plan
    try results.line("Plan for \(locationName): \(file.title)")
    try results.line("Made by \(file.who), \(Self.time(file.when))")
    try results.line(
      "\(Count.calls(plan.calls.count)) to \(Count.contacts(plan.contactCount)), "
        + "\(Count.edits(plan.editCount))\(bound); about \(Self.duration(plan))")
    try results.line("")
    let summary = PlanSummary(plan, tagCase: file.tagCase)
    for line in summary.lines {
      let verb = line.action == .add ? "get it" : "lose it"
      let have = bearers[ContactTag(line.tag, case: file.tagCase)].map { ", \($0.grouped) have it already" }
      try results.line(
        "  \(line.action.sign)\(TagGrammar.quote(line.tag)): \(line.contacts.grouped) \(verb)"
          + "\(line.action == .add ? have ?? "" : "")")
    }
    if summary.clearedContacts > 0 {
      try results.line("  ALL tags, others' too, are removed from \(Count.contacts(summary.clearedContacts))")
    }
    try results.line("")
    for call in plan.calls {
      try results.line("  \(Self.describe(call))")
      guard listsContacts else { continue }
      for contact in call.contacts {
        try results.line("       \(contact)  \(TagGrammar.text(file.base[contact] ?? []))")
      }
    }
    try results.line("")
    try results.line(
      "Adding and removing tags can start the customer's workflows; what they send can't be taken back.")
  }

  private var bound: String {
    switch file.plan.lowerBound {
    case 0: ""
    case file.plan.calls.count: "; fewest possible"
    default: "; at least \(file.plan.lowerBound.grouped) are needed"
    }
  }

  /// `POST /contacts/bulk/tags/update/add · 100 contacts · webinar, vip`.
  static func describe(_ call: PlannedCall) -> String {
    let tags = call.removesAllTags ? "ALL tags" : TagGrammar.text(call.tags)
    guard !call.isBulk, let contact = call.contacts.first else {
      return "\(call.id + 1). POST /contacts/bulk/tags/update/\(call.action.rawValue) · "
        + "\(Count.contacts(call.contacts.count)) · \(tags)"
    }
    return "\(call.id + 1). \(call.action == .add ? "POST" : "DELETE") /contacts/\(contact)/tags · \(tags)"
  }

  /// 97 calls may go at once, then 9.7 a second.
  private static func duration(_ plan: Plan) -> String {
    let seconds = max(1, (plan.calls.count - 97) * 10 / 97)
    return seconds < 120 ? "\(seconds) s" : "\((seconds + 59) / 60) min"
  }

  /// A time as people here write it, with the seconds.
  static func time(_ date: Date) -> String {
    date.formatted(
      Date.ISO8601FormatStyle(dateTimeSeparator: .space, timeZone: .current)
        .year().month().day().time(includingFractionalSeconds: false))
  }
}
