package import Tagging

/// A plan by tag: how many contacts get or lose which.
package struct PlanSummary: Sendable, Equatable {
  /// One tag in one direction.
  package struct Line: Sendable, Equatable {
    package var action: TagAction
    package var tag: String
    package var contacts: Int
  }

  /// Adds first, those of most contacts first.
  package private(set) var lines: [Line]
  /// Contacts of calls that clear every tag.
  package private(set) var clearedContacts = 0

  /// Adds a plan up; spellings of one tag come together.
  package init(_ plan: Plan, tagCase: TagCase = .fold) {
    var counts: [TagAction: [ContactTag: Int]] = [:]
    for call in plan.calls {
      if call.removesAllTags { clearedContacts += call.contacts.count }
      for tag in call.tags {
        counts[call.action, default: [:]][ContactTag(tag, case: tagCase), default: 0] += call.contacts.count
      }
    }
    lines = TagAction.allCases.flatMap { action in
      (counts[action] ?? [:]).sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        .map { Line(action: action, tag: $0.key.name, contacts: $0.value) }
    }
  }

  /// `+webinar on 812, -trial on 3`: what the history calls a commit.
  package var title: String {
    var parts = lines.prefix(4).map { "\($0.action.sign)\(TagGrammar.quote($0.tag)) on \($0.contacts)" }
    if clearedContacts > 0 { parts.append("all tags off \(clearedContacts)") }
    return parts.joined(separator: ", ") + (lines.count > 4 ? " and \(lines.count - 4) more" : "")
  }
}
