import ContactStore
import Tagging

/// The Changes view, and unstaging from it and from the plan.
extension EditorState {
  mutating func arrange(_ command: Command) -> [Effect] {
    switch command {
    case .otherGrouping:
      changes.grouping = changes.grouping == .byTag ? .byContact : .byTag
      changes.cursor = 0
      changes.rebuild(from: written)
      changes.move(to: 0, height: pageHeight)
      return []
    case .retry: return retryFailed()
    case .unstage: return unstage()
    default: return fold(unfolding: command == .unfold)
    }
  }

  private mutating func fold(unfolding: Bool) -> [Effect] {
    if view == .plan {
      foldPlan(unfolding: unfolding)
    } else if view == .history {
      return foldHistory(unfolding: unfolding)
    } else if changes.lines.indices.contains(changes.cursor) {
      switch changes.lines[changes.cursor] {
      case .tag(let edit, _), .edit(let edit, _):
        if unfolding { changes.unfolded.insert(edit.text) } else { changes.unfolded.remove(edit.text) }
        changes.rebuild(from: written)
        if !unfolding, let place = changes.lines.firstIndex(where: { $0.isGroup(of: edit) }) {
          changes.move(to: place, height: pageHeight)
        }
      case .contact: break
      }
    }
    scrollAll()
    return []
  }

  private mutating func foldPlan(unfolding: Bool) {
    guard plan.lines.indices.contains(plan.cursor) else { return }
    switch plan.lines[plan.cursor] {
    case .tag(let edit, _), .contact(let edit, _):
      if unfolding { plan.unfoldedTags.insert(edit.text) } else { plan.unfoldedTags.remove(edit.text) }
    case .calls: plan.areCallsUnfolded = unfolding
    case .call(let call), .callContact(let call, _):
      if unfolding { plan.unfoldedCalls.insert(call) } else { plan.unfoldedCalls.remove(call) }
    }
    let line = plan.lines[plan.cursor]
    plan.rebuild()
    if !unfolding, let place = plan.lines.firstIndex(where: { $0.heads(line) }) { plan.cursor = place }
  }

  private mutating func retryFailed() -> [Effect] {
    let count = failureCount
    failures = [:]
    message = Message(
      count == 0
        ? "No edit has failed." : "\(count.grouped) failed edits will be planned again; c shows the plan.")
    return []
  }

  private mutating func unstage() -> [Effect] {
    guard let removals = unstagedByCursor() else { return [] }
    let count = removals.values.reduce(0) { $0 + $1.count }
    let names = removals.count == 1 ? removals.keys.map(\.name).joined() : "\(removals.count) tags"
    guard let step = changeset.unstage(removals, title: "unstage \(names) on \(count.grouped)") else {
      return []
    }
    for (tag, rows) in removals {
      rows.forEach { failures[tag]?[$0] = nil }
      if failures[tag]?.isEmpty == true { failures[tag] = nil }
    }
    message = Message(
      "Unstaged \(count.grouped) of \(names); \(session.keyMap.label(of: .undo)) brings it back.")
    var effects = record([.stage(step.draftStep(id: { table.id(at: $0) }))]) + relistAfterStaging()
    if view == .plan { effects += openPlan() }
    return effects
  }

  /// What the line under the cursor stands for.
  private func unstagedByCursor() -> [ContactTag: RowSet]? {
    if view == .plan {
      guard plan.lines.indices.contains(plan.cursor), commit?.isRunning != true else { return nil }
      switch plan.lines[plan.cursor] {
      case .tag(let edit, let rows): return [edit.tag: rows]
      case .contact(let edit, let row): return [edit.tag: [row]]
      case .calls, .call, .callContact: return nil
      }
    }
    guard changes.lines.indices.contains(changes.cursor) else { return nil }
    switch changes.lines[changes.cursor] {
    case .tag(let edit, let rows): return [edit.tag: rows]
    case .edit(let edit, let row): return [edit.tag: [row]]
    case .contact(let row):
      return Dictionary(changeset.edits(of: row).map { ($0.tag, [row]) }) { one, _ in one }
    }
  }
}

extension ChangesList.Line {
  fileprivate func isGroup(of edit: TagEdit) -> Bool {
    if case .tag(edit, _) = self { return true }
    return false
  }
}

extension PlanView.Line {
  /// Whether this is the line under which the other one is folded.
  fileprivate func heads(_ other: PlanView.Line) -> Bool {
    switch (self, other) {
    case (.tag(let edit, _), .contact(let one, _)): edit == one
    case (.tag(let edit, _), .tag(let one, _)): edit == one
    case (.calls, .calls): true
    case (.call(let call), .callContact(let one, _)): call == one
    case (.call(let call), .call(let one)): call == one
    default: false
    }
  }
}
