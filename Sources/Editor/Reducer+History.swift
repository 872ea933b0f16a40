import ContactStore
import Engine
import Tagging

/// The History view, and taking a commit back by what it really changed.
extension EditorState {
  mutating func take(_ summaries: [CommitSummary]) -> [Effect] {
    history.commits = summaries
    history.isRead = true
    history.move(to: history.cursor, height: pageHeight)
    return []
  }

  /// A commit was read: to be looked at, or to be reverted.
  mutating func take(_ details: CommitDetails) -> [Effect] {
    if let wanted = history.reverting, wanted.id == details.record.id {
      history.reverting = nil
      return stageReversal(of: details, withUncertain: wanted.withUncertain)
    }
    guard view == .history else { return [] }
    history.commitCursor = history.cursor
    history.open = details
    history.move(to: 0, height: pageHeight)
    return []
  }

  mutating func foldHistory(unfolding: Bool) -> [Effect] {
    if !unfolding { return history.open == nil ? [] : leaveHistory() }
    guard history.open == nil, history.commits.indices.contains(history.cursor) else { return [] }
    return [.readCommit(history.commits[history.cursor].id)]
  }

  /// From the receipts to the commits, and from there to the contacts.
  mutating func leaveHistory() -> [Effect] {
    guard history.open != nil else { return show(.contacts) }
    history.open = nil
    history.move(to: history.commitCursor, height: pageHeight)
    return []
  }

  mutating func revert(withUncertain: Bool) -> [Effect] {
    let id = history.open?.record.id ?? commitUnderCursor
    guard let id else { return [] }
    if commit?.isRunning == true {
      message = Message("A commit is running; wait for it to end.")
      return []
    }
    if interrupted.contains(where: { $0.record.id == id }) {
      message = Message(
        "This commit is not finished; \(session.keyMap.label(of: .plan)) offers to finish it.")
      return []
    }
    history.reverting = (id, withUncertain)
    return [.readCommit(id)]
  }

  private var commitUnderCursor: CommitID? {
    history.commits.indices.contains(history.cursor) ? history.commits[history.cursor].id : nil
  }

  private mutating func stageReversal(of details: CommitDetails, withUncertain: Bool) -> [Effect] {
    let table = table
    let reversal = Reverter(tagCase: session.tagCase).reversal(of: details) { id in
      table.row(of: id).flatMap { table.isLoaded($0) ? table.tags(at: $0) : nil }
    }
    let changes = withUncertain ? reversal.certain + reversal.uncertain : reversal.certain
    let requests = changes.map { change in
      let tag = ContactTag(change.tag, case: session.tagCase)
      return StagingRequest(
        change.action, tag, on: RowSet(change.contacts.map { self.table.reserve($0) }), base: base(of: tag))
    }
    var notes: [String] = []
    if !reversal.skipped.isEmpty {
      notes.append("\(reversal.skipped.count.counted("contact")) changed since")
    }
    let uncertain = reversal.uncertain.reduce(0) { $0 + $1.contacts.count }
    if !withUncertain, uncertain > 0 {
      notes.append(
        "\(uncertain.counted("uncertain edit")) (\(session.keyMap.label(of: .revertUncertain)) takes them too)"
      )
    }
    let left = notes.isEmpty ? "" : " Left out: \(notes.joined(separator: ", "))."
    guard let step = changeset.stage(requests, title: "revert of \(details.record.title)") else {
      message = Message("There is nothing to take back.\(left)")
      return []
    }
    let count = requests.reduce(0) { $0 + $1.rows.count }
    message = Message(
      "Staged the inverse of \(count.counted("edit")).\(left) Workflows that started stay started.")
    let now = self.table
    return record([.stage(step.draftStep(id: { now.id(at: $0) }))]) + relistAfterStaging()
  }
}
