import ContactStore
import Editor
import Engine
import Tagging

/// What a commit would send, and what it sends.
enum PlanScreen {
  static func draw(_ state: EditorState, on screen: inout Screen) {
    if let commit = state.commit {
      drawCommit(commit, state, on: &screen)
      return
    }
    guard let work = state.plan.work, !state.plan.isPlanning else {
      screen.write("Planning …", column: 3, row: 3)
      screen.cursor = (0, 3)
      return
    }
    screen.write(
      DisplayWidth.fitted(summary(of: work), to: screen.columns - 3), column: 2, row: 2,
      style: Style(bold: true))
    screen.write(
      DisplayWidth.fitted(
        "Adding and removing tags can start the customer's workflows; what they send can't be taken back.",
        to: screen.columns - 3), column: 2, row: 3, style: Style(.muted))
    for line in 0..<max(0, state.pageHeight - 3) {
      let place = state.plan.top + line
      guard place < state.plan.lines.count else { break }
      draw(state.plan.lines[place], work, state, at: line + 5, on: &screen)
      if place == state.plan.cursor { ChangesView.mark(line + 5, on: &screen) }
    }
  }

  /// `12 calls to 812 contacts, 1,000 edits; fewest possible; about 2 s`.
  private static func summary(of work: PlannedWork) -> String {
    let plan = work.plan
    let calls = plan.calls.count.counted("call")
    let contacts = plan.contactCount.counted("contact")
    let bound =
      plan.calls.count == plan.lowerBound
      ? "fewest possible" : "at least \(plan.lowerBound.grouped) are needed"
    return "\(calls) to \(contacts), \(plan.editCount.grouped) edits; \(bound); "
      + "about \(duration(work.estimatedSeconds))"
  }

  /// `2 s`, `1 min 20 s`.
  static func duration(_ seconds: Double) -> String {
    let whole = max(1, Int(seconds.rounded(.up)))
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min" + (whole % 60 > 0 ? " \(whole % 60) s" : "") }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }

  private static func draw(
    _ line: PlanView.Line, _ work: PlannedWork, _ state: EditorState, at row: Int, on screen: inout Screen
  ) {
    switch line {
    case .tag(let edit, let rows):
      let fold = state.plan.unfoldedTags.contains(edit.text) ? "▾" : "▸"
      let end = screen.write(
        "\(fold) \(DisplayWidth.fitted(DisplayWidth.harmless(edit.text), to: screen.columns / 2))", column: 2,
        row: row, style: ContactsView.style(of: edit.action))
      let have = state.table.rows(bearing: edit.tag).count
      let text =
        edit.action == .add
        ? "\(rows.count.grouped) get it, \(have.grouped) have it already"
        : "\(rows.count.grouped) lose it, \((have - rows.count).grouped) keep it"
      screen.write(text, column: max(end + 2, 30), row: row)
    case .contact(_, let contact):
      screen.write(
        ChangesView.name(of: contact, in: state.table, to: screen.columns - 8), column: 6, row: row)
    case .calls:
      let fold = state.plan.areCallsUnfolded ? "▾" : "▸"
      screen.write("\(fold) the \(work.plan.calls.count.grouped) calls", column: 2, row: row)
    case .call(let call):
      screen.write(
        DisplayWidth.fitted(describe(work.plan.calls[call]), to: screen.columns - 5), column: 4, row: row)
    case .callContact(let call, let place):
      let id = work.plan.calls[call].contacts[place]
      let name = state.table.row(of: id).map { ChangesView.name(of: $0, in: state.table, to: 40) } ?? ""
      screen.write("\(id.rawValue)  \(name)", column: 8, row: row)
    }
  }

  /// `POST /contacts/bulk/tags/update/add · 100 contacts · webinar, vip`.
  private static func describe(_ call: PlannedCall) -> String {
    let tags = DisplayWidth.harmless(TagGrammar.text(call.tags))
    if call.isBulk {
      return "\(call.id + 1). POST /contacts/bulk/tags/update/\(call.action.rawValue) · "
        + "\(call.contacts.count.grouped) contacts · \(tags)"
    }
    let id = call.contacts.first?.rawValue ?? ""
    return "\(call.id + 1). \(call.action == .add ? "POST" : "DELETE") /contacts/\(id)/tags · \(tags)"
  }
}

/// A commit that runs or has just ended.
extension PlanScreen {
  private static func drawCommit(_ commit: CommitStatus, _ state: EditorState, on screen: inout Screen) {
    let width = screen.columns - 4
    var row = 2
    func put(_ text: String, _ style: Style = .plain, _ screen: inout Screen) {
      for line in Popup.wrapped(text, to: width) where row < screen.rows - 1 {
        screen.write(line, column: 2, row: row, style: style)
        row += 1
      }
    }
    put((commit.isRunning ? "Committing " : "Committed ") + commit.title, Style(bold: true), &screen)
    row += 1
    if let progress = commit.progress {
      let share = Double(progress.callsDone) / Double(max(1, progress.callsTotal))
      let cells = max(10, width - 8)
      let filled = Int(share * Double(cells))
      screen.write(String(repeating: "█", count: filled), column: 2, row: row, style: Style(.accent))
      screen.write(
        String(repeating: "░", count: cells - filled), column: 2 + filled, row: row, style: Style(.muted))
      screen.write("\(Int(share * 100)) %", column: cells + 3, row: row)
      row += 2
      put(
        "\(progress.callsDone.grouped) of \(progress.callsTotal.grouped) calls done, "
          + "\(progress.callsInFlight) in flight; \(progress.contactsDone.counted("contact")) done, "
          + "\(progress.contactsFailed.grouped) failed", .plain, &screen)
      if commit.isRunning, let left = progress.secondsLeft {
        let rate = Int((progress.callsPerSecond * 10).rounded())
        put("\(rate / 10).\(rate % 10) calls a second, about \(duration(left)) left", .plain, &screen)
      }
    }
    row += 1
    for notice in commit.notices.suffix(4) { put(notice, Style(.muted), &screen) }
    if let problem = commit.paused {
      put("Paused: \(problem.sentence)", Style(.failed, bold: true), &screen)
      put("c goes on; S stops, and what was not sent stays staged.", .plain, &screen)
    }
    if commit.isStopping, commit.isRunning { put("Stopping after the calls in flight …", .plain, &screen) }
    if let outcome = commit.outcome { drawOutcome(outcome, put: put, on: &screen) }
    screen.cursor = (0, screen.rows - 1)
  }

  private static func drawOutcome(
    _ outcome: CommitOutcome, put: (String, Style, inout Screen) -> Void, on screen: inout Screen
  ) {
    let isClean = outcome.failed == 0 && outcome.notSent == 0
    put(
      isClean
        ? "Done: \(outcome.done.grouped) edits on \(outcome.contactsDone.grouped) contacts are on the server."
        : "\(outcome.done.grouped) edits are on the server; \(outcome.failed.grouped) failed, "
          + "\(outcome.notSent.grouped) were not sent. They stay staged.",
      Style(isClean ? .added : .failed, bold: true), &screen)
    for reason in outcome.reasons.prefix(6) {
      put("  \(reason.edits.grouped) × \(reason.reason)", .plain, &screen)
    }
    if let problem = outcome.problem { put(problem.sentence, Style(.failed, bold: true), &screen) }
    put("q leaves this view.", Style(.muted), &screen)
  }

  /// `committing 34 %` for the head line.
  static func shortProgress(of commit: CommitStatus) -> String {
    if commit.paused != nil { return "commit paused" }
    guard let progress = commit.progress else { return "committing …" }
    return "committing \(progress.callsDone * 100 / max(1, progress.callsTotal)) %"
  }
}
