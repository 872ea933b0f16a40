package import Tagging

/// How a plan's base compares with the tags that the contacts have now.
package struct PlanFit: Sendable, Equatable {
  /// A contact whose tags changed since the plan was made.
  package struct Change: Sendable, Equatable {
    package var contact: ContactID
    package var gained: [String] = []
    package var lost: [String] = []
    /// Whether the server does not have the contact any more.
    package var isGone = false
    /// Whether the plan's edits of the contact would not do what they were planned for.
    package var matters = false

    /// Makes a change.
    package init(
      contact: ContactID, gained: [String] = [], lost: [String] = [], isGone: Bool = false,
      matters: Bool = false
    ) {
      self.contact = contact
      self.gained = gained
      self.lost = lost
      self.isGone = isGone
      self.matters = matters
    }
  }

  /// In order of contact.
  package private(set) var changes: [Change] = []

  /// Compares; `tagsNow` is `nil` for a contact that is gone.
  package init(_ file: PlanFile, tagsNow: (ContactID) -> [ContactTag]?) {
    var touched: [ContactID: Set<ContactTag>] = [:]
    var cleared: Set<ContactID> = []
    for call in file.plan.calls {
      let tags = call.tags.map { ContactTag($0, case: file.tagCase) }
      for contact in call.contacts { touched[contact, default: []].formUnion(tags) }
      if call.removesAllTags { cleared.formUnion(call.contacts) }
    }
    for (contact, tags) in touched.sorted(by: { $0.key < $1.key }) {
      guard let now = tagsNow(contact).map({ Set($0) }) else {
        changes.append(Change(contact: contact, isGone: true, matters: true))
        continue
      }
      let base = Set((file.base[contact] ?? []).map { ContactTag($0, case: file.tagCase) })
      let gained = now.subtracting(base)
      let lost = base.subtracting(now)
      if gained.isEmpty, lost.isEmpty { continue }
      changes.append(
        Change(
          contact: contact, gained: gained.sorted().map(\.name), lost: lost.sorted().map(\.name),
          matters: cleared.contains(contact) || !tags.isDisjoint(with: gained.union(lost))))
    }
  }

  /// Contacts for which the plan does not fit any more.
  package var misfits: Set<ContactID> { Set(changes.lazy.filter(\.matters).map(\.contact)) }
}

extension Plan {
  /// The plan without some contacts.
  package func leavingOut(_ contacts: Set<ContactID>) -> Plan {
    if contacts.isEmpty { return self }
    var calls: [PlannedCall] = []
    for call in self.calls {
      var rest = call
      rest.contacts.removeAll(where: contacts.contains)
      if rest.contacts.isEmpty { continue }
      rest.id = calls.count
      calls.append(rest)
    }
    return Plan(calls: calls)
  }
}
