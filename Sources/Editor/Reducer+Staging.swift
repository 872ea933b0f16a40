import ContactStore
import Engine
import Tagging

/// Staging: edits into the changeset, and from there to the disk.
extension EditorState {
  /// Stages edits on some contacts as one step.
  mutating func stage(_ edits: [TagEdit], on target: RowSet) -> [Effect] {
    var sending = 0
    let requests = edits.map { edit in
      let busy = rowsBeingSent(of: edit.tag).intersection(target)
      sending += busy.count
      return StagingRequest(
        edit.action, edit.tag, on: target.subtracting(busy), base: base(of: edit.tag))
    }
    let names = edits.map(\.text).joined(separator: " ")
    let title = "\(names) on \(target.count.grouped)"
    lastStaging = LastStaging(edits: edits)
    guard let step = changeset.stage(requests, title: title) else {
      message = Message(
        sending > 0
          ? "\(names): being sent just now; wait for the commit to end."
          : "\(names): nothing to do, \(target.count == 1 ? "it is" : "all \(target.count.grouped) are") so already."
      )
      return []
    }
    let touched = step.changes.reduce(into: RowSet()) { rows, change in
      for part in [change.addsOn, change.addsOff, change.removesOn, change.removesOff] {
        rows.formUnion(part)
      }
    }
    let already = target.count - touched.count
    message = Message(
      "Staged \(names) on \(touched.count.grouped)"
        + (already > 0 ? "; \(already.grouped) had nothing to change" : "") + ".")
    forgetFailures(of: step)
    return record([.stage(step.draftStep(id: { table.id(at: $0) }))]) + relistAfterStaging()
  }

  /// Sends entries to the disk; what they lead to is shown, and said, when they are there.
  mutating func record(_ entries: [DraftEntry]) -> [Effect] {
    let first = lastEntryNumber + 1
    lastEntryNumber += entries.count
    pending.append(PendingEntry(number: lastEntryNumber, after: changeset, message: message))
    message = nil
    return [.record(entries, first: first, run: recordingRun)]
  }

  mutating func recorded(upTo number: Int) -> [Effect] {
    guard let last = pending.last(where: { $0.number <= number }) else { return [] }
    written = last.after
    if let text = last.message { message = text }
    pending.removeAll { $0.number <= number }
    if view == .changes { changes.rebuild(from: written) }
    return isWaitingToPlan && pending.isEmpty ? openPlan() : []
  }

  /// The disk refused: that step and all later ones are gone, and the screen says so.
  mutating func recordingFailed(_ problem: Problem) -> [Effect] {
    let lost = pending.count
    changeset = written
    pending = []
    recordingRun += 1
    isWaitingToPlan = false
    message = Message(
      "\(problem.message) The last \(lost == 1 ? "action was" : "\(lost) actions were") not staged. "
        + problem.remedy, isProblem: true)
    return relistAfterStaging()
  }

  mutating func walkHistory(back: Bool) -> [Effect] {
    let step =
      back
      ? changeset.undo(base: baseReader)
      : changeset.redo(base: baseReader)
    guard let step else {
      message = Message(back ? nothingToUndo : "Nothing to redo.")
      return []
    }
    let next = back ? changeset.done.last : changeset.undone.last
    message = Message(
      (back ? "Undone: " : "Redone: ") + step.title
        + (next.map { "; next: \($0.title)" } ?? ""))
    let effects = record([back ? .undo : .redo])
    return effects + relistAfterStaging()
  }

  private var nothingToUndo: String {
    guard let outcome = commit?.outcome else { return "Nothing to undo." }
    return "Nothing to undo: the commit \(outcome.id) is on the server."
  }

  mutating func repeatLastStaging() -> [Effect] {
    guard let lastStaging else { return [] }
    let target = target
    guard !target.isEmpty else {
      message = Message("No contact here to tag.")
      return []
    }
    return stage(lastStaging.edits, on: target)
  }

  /// A new edit of a pair that failed is a new try.
  private mutating func forgetFailures(of step: ChangesetStep) {
    for change in step.changes {
      guard failures[change.tag] != nil else { continue }
      for part in [change.addsOn, change.addsOff, change.removesOn, change.removesOff] {
        part.forEach { failures[change.tag]?[$0] = nil }
      }
      if failures[change.tag]?.isEmpty == true { failures[change.tag] = nil }
    }
  }

  mutating func editTags(_ command: Command) -> [Effect] {
    switch command {
    case .tagEditor:
      let target = target
      guard !target.isEmpty else {
        message = Message("No contact here to tag.")
        return []
      }
      overlays.append(
        .tagEditor(
          TagEditor(target: target, counts: effectiveCounts(in: target), tagCase: session.tagCase)))
      return []
    case .chooseTag:
      guard case .tagEditor(var editor) = overlays.last else { return [] }
      editor.cycle()
      overlays[overlays.count - 1] = .tagEditor(editor)
      return []
    default:
      guard case .tagEditor(var editor) = overlays.last else { return [] }
      let choices = editor.choices
      guard !choices.isEmpty else {
        editor.problem = "Nothing chosen yet: Tab chooses, Esc leaves."
        overlays[overlays.count - 1] = .tagEditor(editor)
        return []
      }
      overlays.removeLast()
      return stage(choices, on: editor.target)
    }
  }
}
