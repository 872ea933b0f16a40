import Tagging

/// What an answer proves of one contact's part of a piece.
enum Verdict: Sendable {
  /// The server has what was asked for.
  case done(Change)
  /// The server refused it, with its text.
  case refused(String)
  /// The answer does not show what was asked for, or does not speak of the contact.
  case unclear

  /// What changed on a contact, and how well it is known.
  struct Change: Sendable {
    var before: [String]?
    var changed: [String]
    var certainty: Receipt.Certainty
    var now: [ContactTag]
  }
}

extension CallPiece {
  /// Judges a bulk call's entry.
  func verdict(_ entry: BulkEntry.Outcome, base: [ContactTag]?, tagCase: TagCase) -> Verdict {
    switch entry {
    case .refused(let message): return .refused(message)
    case .changed(let before, let added, let removed):
      let now =
        before.filter { tag in !removed.contains(tag) } + added.filter { tag in !before.contains(tag) }
      guard isShown(by: now, tagCase: tagCase) else { return .unclear }
      if mayHaveBeenDone { return verdict(now: now, base: base, tagCase: tagCase) }
      let asked = asked(tagCase)
      let changed = (action == .add ? added : removed).filter { removesAllTags || asked.has($0) }
      return .done(
        Verdict.Change(before: before.map(\.name), changed: changed.map(\.name), certainty: .proven, now: now)
      )
    }
  }

  /// Judges a contact's tags as they are after the call, by the tags as they were before it.
  func verdict(now: [ContactTag], base: [ContactTag]?, tagCase: TagCase) -> Verdict {
    guard isShown(by: now, tagCase: tagCase) else { return .unclear }
    guard let base else {
      return .done(Verdict.Change(before: nil, changed: tags, certainty: .uncertain, now: now))
    }
    let asked = asked(tagCase)
    let changed: [ContactTag]
    switch action {
    case .add:
      let old = TagNames(base, tagCase)
      changed = now.filter { asked.has($0) && !old.has($0) }
    case .remove:
      let left = TagNames(now, tagCase)
      changed = base.filter { (removesAllTags || asked.has($0)) && !left.has($0) }
    }
    return .done(
      Verdict.Change(before: base.map(\.name), changed: changed.map(\.name), certainty: .inferred, now: now))
  }

  /// Whether a contact with these tags has what was asked for.
  func isShown(by now: [ContactTag], tagCase: TagCase) -> Bool {
    let present = TagNames(now, tagCase)
    switch action {
    case .add: return tags.allSatisfy { present.has(ContactTag($0, case: tagCase)) }
    case .remove:
      if removesAllTags { return now.isEmpty }
      return !tags.contains { present.hasExactly(ContactTag($0, case: tagCase)) }
    }
  }

  private func asked(_ tagCase: TagCase) -> TagNames {
    TagNames(tags.map { ContactTag($0, case: tagCase) }, tagCase)
  }
}

/// Tags to be looked up. A server that folds stores `vip` for `VIP` also where the profile says `exact`.
private struct TagNames {
  private let exact: Set<ContactTag>
  private let folded: Set<ContactTag>

  init(_ tags: [ContactTag], _ tagCase: TagCase) {
    exact = Set(tags)
    folded = tagCase == .fold ? [] : Set(tags.map { ContactTag($0.name) })
  }

  func hasExactly(_ tag: ContactTag) -> Bool { exact.contains(tag) }
  func has(_ tag: ContactTag) -> Bool { exact.contains(tag) || folded.contains(ContactTag(tag.name)) }
}
