package import Tagging

/// What taking a commit back would mean, by what it really changed.
package struct Reversal: Sendable, Equatable {
  /// A contact that is left as it is.
  package struct Skipped: Sendable, Equatable {
    package var contact: ContactID
    package var reason: String

    package init(contact: ContactID, reason: String) {
      self.contact = contact
      self.reason = reason
    }
  }

  /// The inverse of what receipts prove or infer, to be staged as one step.
  package var certain: [DraftChange] = []
  /// The inverse of what is only likely: taken on request, since it may touch what others did.
  package var uncertain: [DraftChange] = []
  /// Contacts whose tags changed since, or that are not known any more.
  package var skipped: [Skipped] = []

  /// The edits as a step, with or without the uncertain ones.
  package func step(of commit: CommitRecord, withUncertain: Bool = false) -> DraftStep? {
    let changes = withUncertain ? certain + uncertain : certain
    return changes.isEmpty ? nil : DraftStep(title: "revert of \(commit.title)", changes: changes)
  }
}

/// Finds the inverse of a commit from its receipts.
package struct Reverter: Sendable {
  package static let changedSince = "its tags were changed since"
  package static let unknown = "it is not known any more"

  private let tagCase: TagCase

  /// Makes a reverter.
  package init(tagCase: TagCase = .fold) { self.tagCase = tagCase }

  /// One contact's part of a commit.
  fileprivate struct Part {
    var changes: [(tag: String, action: TagAction, isCertain: Bool)] = []
    /// Its tags after the last call, where they are known.
    var after: Set<ContactTag>?
  }

  /// What taking the commit back means for contacts that have these tags now.
  /// - Parameter tagsNow: A contact's tags, freshly read; `nil` for one that is gone.
  package func reversal(of details: CommitDetails, tagsNow: (ContactID) -> [ContactTag]?) -> Reversal {
    var parts: [ContactID: Part] = [:]
    for receipt in details.receipts.sorted(by: { $0.call < $1.call }) {
      guard case .done(let added, let removed, let certainty) = receipt.outcome else { continue }
      parts[receipt.contact, default: Part()].take(
        added, removed, isCertain: certainty != .uncertain,
        before: receipt.before?.map { ContactTag($0, case: tagCase) }, tagCase: tagCase)
    }
    var result = Reversal()
    var certain: [Key: [ContactID]] = [:]
    var uncertain: [Key: [ContactID]] = [:]
    for (contact, part) in parts.sorted(by: { $0.key < $1.key }) where !part.changes.isEmpty {
      guard let now = tagsNow(contact).map({ Set($0) }) else {
        result.skipped.append(.init(contact: contact, reason: Self.unknown))
        continue
      }
      if let after = part.after, after != now {
        result.skipped.append(.init(contact: contact, reason: Self.changedSince))
        continue
      }
      for change in part.changes {
        let hasIt = now.contains(ContactTag(change.tag, case: tagCase))
        // Where it is as it was before, there is nothing to take back.
        guard hasIt == (change.action == .add) else { continue }
        let key = Key(action: change.action == .add ? .remove : .add, tag: change.tag)
        if change.isCertain {
          certain[key, default: []].append(contact)
        } else {
          uncertain[key, default: []].append(contact)
        }
      }
    }
    result.certain = Self.changes(certain)
    result.uncertain = Self.changes(uncertain)
    return result
  }

  private struct Key: Hashable {
    var action: TagAction
    var tag: String
  }

  private static func changes(_ edits: [Key: [ContactID]]) -> [DraftChange] {
    edits.sorted { ($0.key.action.rawValue, $0.key.tag) < ($1.key.action.rawValue, $1.key.tag) }
      .map { DraftChange(action: $0.key.action, tag: $0.key.tag, isStaged: true, contacts: $0.value) }
  }
}

extension Reverter.Part {
  mutating func take(
    _ added: [String], _ removed: [String], isCertain: Bool, before: [ContactTag]?, tagCase: TagCase
  ) {
    changes += added.map { ($0, .add, isCertain) } + removed.map { ($0, .remove, isCertain) }
    let plus = added.map { ContactTag($0, case: tagCase) }
    let minus = removed.map { ContactTag($0, case: tagCase) }
    if isCertain, let before {
      after = Set(before).union(plus).subtracting(minus)
    } else if isCertain {
      after = after?.union(plus).subtracting(minus)
    } else {
      after = nil
    }
  }
}
