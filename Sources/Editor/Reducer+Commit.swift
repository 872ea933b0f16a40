import ContactStore
import Engine
package import Tagging

/// From the plan to the end of the commit.
extension EditorState {
  /// `c`: the plan of what is staged, as soon as all of it is on disk.
  mutating func openPlan() -> [Effect] {
    if !interrupted.isEmpty {
      overlays.append(.interruptedCommit)
      return []
    }
    if view != .plan { plan.cameFrom = view }
    if let commit, commit.isRunning {
      _ = show(.plan)
      guard commit.paused != nil else { return [] }
      self.commit?.paused = nil
      message = Message("The commit goes on.")
      return [.resumeCommit]
    }
    guard pending.isEmpty else {
      isWaitingToPlan = true
      commit = nil
      plan.isPlanning = true
      return show(.plan)
    }
    isWaitingToPlan = false
    plan.isPlanning = false
    let edits = plannableEdits
    guard !edits.isEmpty else {
      message = Message(
        failureCount > 0
          ? "Only failed edits are staged; \(session.keyMap.label(of: .retry)) in Changes plans them again."
          : commit?.outcome != nil && view == .plan ? "Nothing is staged any more." : "Nothing is staged.")
      plan.asksWhenPlanned = false
      if view == .plan { _ = show(plan.cameFrom) }
      return []
    }
    commit = nil
    _ = show(.plan)
    plan.isPlanning = true
    return [.plan(PlanRequest(edits: edits, limits: session.limits, table: table))]
  }

  mutating func show(_ work: PlannedWork) -> [Effect] {
    guard commit?.isRunning != true else { return [] }
    plan.isPlanning = false
    plan.work = work
    plan.unfoldedCalls = []
    plan.rebuild()
    scrollAll()
    guard plan.asksWhenPlanned else { return [] }
    plan.asksWhenPlanned = false
    return askToCommit()
  }

  /// `W`: asks; with many contacts, or a guarded tag, for their number.
  mutating func askToCommit() -> [Effect] {
    guard let work = plan.work, !plan.isPlanning, pending.isEmpty else {
      plan.asksWhenPlanned = true
      return []
    }
    let contacts = work.plan.contactCount
    let guarded = work.edits.keys.filter { session.guardedTags.contains($0) }.sorted()
    if contacts > session.confirmAbove || !guarded.isEmpty {
      prompt = Prompt(.contactCount(contacts))
      if let first = guarded.first { prompt?.problem = "“\(first.name)” is a guarded tag." }
      return []
    }
    overlays.append(.confirmation(Confirmation(.commit, question: question(for: work.plan))))
    return []
  }

  package func question(for plan: Plan) -> String {
    let calls = plan.calls.count.counted("call")
    let contacts = plan.contactCount.counted("contact")
    return "Send \(calls) to \(contacts) of \(session.locationName) "
      + "(\(session.isSandbox ? "sandbox" : "LIVE"))? y/n"
  }

  /// An answer counts only when the question was on the screen, and 300 ms after the input before it.
  mutating func answer(_ letter: Character) -> [Effect] {
    guard case .confirmation(let confirmation) = overlays.last, confirmation.isShown, elapsedSinceInput >= 0.3
    else { return [] }
    overlays.removeLast()
    switch (confirmation.subject, letter) {
    case (.commit, "y"): return startCommit()
    case (.markPasted(let rows), "y"):
      marks.formUnion(rows)
      message = Message("Marked \(rows.count.grouped) from the pasted list.")
      return relistIfQueryLooksAtMarks()
    case (.markPasted, _): return []
    case (.quitDuringCommit, "b"):
      isQuitting = true
      return [.quit]
    case (.quitDuringCommit, "s"):
      isQuitting = true
      commit?.isStopping = true
      return [.stopCommit, .quit]
    default:
      message = Message("Nothing was sent; the edits stay staged.")
      return []
    }
  }

  mutating func startCommit() -> [Effect] {
    guard let work = plan.work, commit?.isRunning != true else { return [] }
    let title = Self.title(of: work.edits)
    var remaining = changeset
    let taken = work.edits.mapValues(\.rows)
    let step = remaining.unstage(taken, title: title)
    let rest = remaining.edits
    guard step != nil else { return [] }
    let before = changeset
    changeset = Changeset()
    var restStep: DraftStep?
    if !rest.isEmpty {
      let changes = rest.sorted { $0.key < $1.key }.map {
        TagChange(tag: $0.key, addsOn: $0.value.adds, removesOn: $0.value.removes)
      }
      let step = ChangesetStep(title: Self.leftOutTitle, changes: changes)
      changeset.replay(step, base: baseReader)
      restStep = step.draftStep(id: { table.id(at: $0) })
    }
    written = changeset
    commit = CommitStatus(title: title, plan: work.plan, edits: work.edits, before: before)
    return [.commit(CommitRequest(title: title, plan: work.plan, remaining: restStep, table: table))]
  }

  private static let leftOutTitle = "left out of the commit"

  /// `+webinar on 812, -trial on 3`.
  static func title(of edits: [ContactTag: StagedRows]) -> String {
    let groups = ChangesList.groups(of: edits)
    let shown = groups.prefix(4).map { "\($0.edit.text) on \($0.rows.count.grouped)" }
    return shown.joined(separator: ", ") + (groups.count > 4 ? " and \(groups.count - 4) more" : "")
  }

  mutating func stopCommit() -> [Effect] {
    guard commit?.isRunning == true else { return [] }
    commit?.isStopping = true
    message = Message("Stopping after the calls in flight; what was not sent stays staged.")
    return [.stopCommit]
  }

  mutating func follow(_ event: CommitEvent) -> [Effect] {
    guard commit != nil else { return [] }
    switch event {
    case .answered(let receipts, let tagsNow): return take(receipts, tagsNow)
    case .progress(let progress):
      commit?.progress = progress
      commit?.paused = nil
    case .paused(let problem):
      commit?.paused = problem
      message = Message(problem.sentence, isProblem: true)
    case .notice(let text):
      commit?.notices.append(text)
      message = Message(text)
    case .ended(let outcome): return end(outcome)
    }
    return []
  }

  /// Base from the answers; what is confirmed is not being sent any more.
  private mutating func take(_ receipts: [Receipt], _ tagsNow: [ContactID: [ContactTag]]) -> [Effect] {
    for (id, tags) in tagsNow {
      let row = table.reserve(id)
      if table.isLoaded(row) { table.setTags(tags, of: row) }
      recentlyWritten.insert(row)
    }
    writtenAt = time
    guard var status = commit else { return [] }
    for receipt in receipts where receipt.isDone && status.plan.calls.indices.contains(receipt.call) {
      let call = status.plan.calls[receipt.call]
      let row = table.reserve(receipt.contact)
      for name in call.tags {
        let tag = ContactTag(name, case: session.tagCase)
        status.edits[tag]?[call.action].remove(row)
        if status.edits[tag]?.isEmpty == true { status.edits[tag] = nil }
      }
    }
    commit = status
    return relistAfterStaging()
  }

  /// The commit is over: what the server does not have is staged again, with its reason.
  private mutating func end(_ outcome: CommitOutcome) -> [Effect] {
    if !outcome.isBegun { return giveBack(outcome) }
    commit?.outcome = outcome
    commit?.progress?.end(with: outcome)
    commit?.edits = [:]
    commit?.paused = nil
    if let leftover = outcome.leftover { restage(leftover) }
    for failure in outcome.failures where failure.wasRefused {
      failures[ContactTag(failure.tag, case: session.tagCase), default: [:]][table.reserve(failure.contact)] =
        failure.reason
    }
    if let limit = outcome.learnedBulkLimit { session.limits.contacts = limit }
    message = Message(Self.sentence(of: outcome), isProblem: outcome.failed > 0)
    if view == .changes { changes.rebuild(from: written) }
    return relistAfterStaging() + [.readTags]
  }

  /// The journal could not be begun, so nothing was sent: everything is staged as it was.
  private mutating func giveBack(_ outcome: CommitOutcome) -> [Effect] {
    guard let before = commit?.before else { return [] }
    let since = changeset.done.dropFirst(changeset.done.first?.title == Self.leftOutTitle ? 1 : 0)
    changeset = before
    for step in since { changeset.replay(step, base: baseReader) }
    written = changeset
    commit = nil
    let problem = outcome.problem?.sentence ?? "The journal could not be written."
    message = Message("Nothing was sent. \(problem)", isProblem: true)
    return relistAfterStaging()
  }

  mutating func restage(_ leftover: DraftStep) {
    let step = ChangesetStep(leftover, tagCase: session.tagCase, row: { table.reserve($0) })
    changeset.replay(step, base: baseReader)
    if pending.isEmpty {
      written = changeset
    } else {
      written.replay(step, base: baseReader)
      for index in pending.indices { pending[index].after.replay(step, base: baseReader) }
    }
  }

  static func sentence(of outcome: CommitOutcome) -> String {
    var parts = ["\(outcome.done.grouped) edits are on the server"]
    if outcome.failed > 0 { parts.append("\(outcome.failed.grouped) failed and stay staged (3 shows why)") }
    if outcome.notSent > 0 { parts.append("\(outcome.notSent.grouped) were not sent and stay staged") }
    let sentence = parts.joined(separator: "; ") + "."
    return outcome.problem.map { "\(sentence) \($0.sentence)" } ?? sentence
  }
}
