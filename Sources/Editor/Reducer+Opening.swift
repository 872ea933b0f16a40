import ContactStore
import Engine
import Tagging

/// The start: what the state directory held, and commits that a kill interrupted.
extension EditorState {
  mutating func open(_ opening: Opening) -> [Effect] {
    if let reason = opening.readOnlyReason {
      session.isReadOnly = true
      session.readOnlyReason = reason
      message = Message(reason, isProblem: true)
    }
    let steps = opening.draft.steps.map { step in
      ChangesetStep(step, tagCase: session.tagCase, row: { table.reserve($0) })
    }
    for step in steps { changeset.replay(step, base: baseReader) }
    for _ in opening.draft.position..<max(opening.draft.position, steps.count) {
      _ = changeset.undo(base: baseReader)
    }
    written = changeset
    interrupted = opening.interrupted
    if !interrupted.isEmpty { overlays.append(.interruptedCommit) }
    if !changeset.isEmpty, message == nil {
      message = Message("\(changeset.count.grouped) edits are staged from before.")
    }
    return []
  }

  mutating func settleInterrupted(_ command: Command) -> [Effect] {
    guard let details = interrupted.first else { return [] }
    if session.isReadOnly {
      message = Message(session.readOnlyReason ?? "Opened read-only.")
      return []
    }
    overlays.removeLast()
    interrupted.removeFirst()
    if command == .putBackInterrupted { return [.putBack(details)] }
    commit = CommitStatus(
      title: details.record.title, plan: details.record.plan, edits: unconfirmedEdits(of: details))
    plan.cameFrom = .contacts
    plan.work = nil
    plan.rebuild()
    return show(.plan) + [.finish(details, table: table)]
  }

  private mutating func unconfirmedEdits(of details: CommitDetails) -> [ContactTag: StagedRows] {
    var edits: [ContactTag: StagedRows] = [:]
    for call in details.record.plan.calls {
      for name in call.tags {
        let rows = RowSet(call.contacts.map { table.reserve($0) })
        edits[ContactTag(name, case: session.tagCase), default: StagedRows()][call.action].formUnion(rows)
      }
    }
    for receipt in details.receipts where receipt.isDone {
      guard details.record.plan.calls.indices.contains(receipt.call) else { continue }
      let call = details.record.plan.calls[receipt.call]
      for name in call.tags {
        edits[ContactTag(name, case: session.tagCase)]?[call.action].remove(table.reserve(receipt.contact))
      }
    }
    return edits.filter { !$0.value.isEmpty }
  }

  mutating func putBack(_ step: DraftStep?) -> [Effect] {
    if let step {
      restage(step)
      message = Message("What the interrupted commit had not sent is staged again; c plans it.")
    } else {
      message = Message("The interrupted commit had nothing left to send.")
    }
    return relistAfterStaging()
  }
}
