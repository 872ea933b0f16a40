/// A changeset's history as it is kept on disk, in terms of contact ids.
public struct Draft: Sendable, Equatable {
  /// All steps, oldest first; those from `position` on are undone.
  public var steps: [DraftStep]
  public var position: Int

  /// Makes a draft.
  public init(steps: [DraftStep] = [], position: Int = 0) {
    self.steps = steps
    self.position = position
  }
}

/// One user action on disk.
public struct DraftStep: Sendable, Equatable {
  public var title: String
  public var changes: [DraftChange]

  /// Makes a step.
  public init(title: String, changes: [DraftChange]) {
    self.title = title
    self.changes = changes
  }
}

/// Contacts for which one (tag, action) became staged, or ceased to be.
public struct DraftChange: Sendable, Equatable {
  public var action: TagAction
  /// The spelling as it was staged.
  public var tag: String
  public var isStaged: Bool
  public var contacts: [ContactID]

  /// Makes a change.
  public init(action: TagAction, tag: String, isStaged: Bool, contacts: [ContactID]) {
    self.action = action
    self.tag = tag
    self.isStaged = isStaged
    self.contacts = contacts
  }
}

/// What happened to the draft, to be written in order.
public enum DraftEntry: Sendable, Equatable {
  /// A new step; undone ones are gone.
  case stage(DraftStep)
  case undo
  case redo
}

extension ChangesetStep {
  /// The step in terms of contact ids.
  public func draftStep(id: (ContactRow) -> ContactID) -> DraftStep {
    DraftStep(
      title: title,
      changes: changes.flatMap { change in
        let parts: [(TagAction, Bool, RowSet)] = [
          (.add, true, change.addsOn), (.add, false, change.addsOff),
          (.remove, true, change.removesOn), (.remove, false, change.removesOff),
        ]
        return parts.compactMap { action, isStaged, rows in
          rows.isEmpty
            ? nil
            : DraftChange(
              action: action, tag: change.tag.name, isStaged: isStaged, contacts: rows.rows.map(id))
        }
      })
  }

  /// The step in terms of this process's rows.
  public init(_ step: DraftStep, tagCase: TagCase, row: (ContactID) -> ContactRow) {
    var changes: [TagChange] = []
    for part in step.changes {
      let tag = ContactTag(part.tag, case: tagCase)
      let rows = RowSet(part.contacts.map(row))
      let index = changes.firstIndex { $0.tag == tag } ?? changes.count
      if index == changes.count { changes.append(TagChange(tag: tag)) }
      switch (part.action, part.isStaged) {
      case (.add, true): changes[index].addsOn.formUnion(rows)
      case (.add, false): changes[index].addsOff.formUnion(rows)
      case (.remove, true): changes[index].removesOn.formUnion(rows)
      case (.remove, false): changes[index].removesOff.formUnion(rows)
      }
    }
    self.init(title: step.title, changes: changes)
  }
}
