import ArgumentParser
import Dispatch
import Editor
import Engine
import Foundation
import Storage
import Synchronization
import Tagging

/// Carries a plan out with no screen: progress, outcome, exit code.
struct BatchCommit {
  let session: BatchSession
  var format = ResultFormat.text
  /// A contact's tags as last read.
  let base: @Sendable (ContactID) -> [ContactTag]?

  /// Commits a plan as a commit of its own.
  /// - Parameter isPart: Whether something was left out before, so that even full success is only a part.
  func commit(_ plan: Plan, title: String, isPart: Bool = false) async throws {
    let now = Date()
    let record = CommitRecord(
      id: .new(at: now), title: title, startedAt: now, author: LockHolder.current(at: now).author, plan: plan)
    try await carryOut(record.id, isPart: isPart) { committer, deliver in
      await committer.commit(record, remaining: nil, deliver: deliver)
    }
  }

  /// Finishes a commit that was interrupted.
  func finish(_ details: CommitDetails) async throws {
    try await carryOut(details.record.id, isPart: false) { committer, deliver in
      await committer.finish(details, deliver: deliver)
    }
  }

  private func carryOut(
    _ id: CommitID, isPart: Bool,
    _ body: (Committer, @escaping @Sendable (CommitEvent) async -> Void) async -> Void
  ) async throws {
    var options = CommitOptions()
    options.tagCase = session.tagCase
    options.limits = session.settings.planLimits
    options.base = base
    let journal = UnfinishedJournal(session.location.batchJournal)
    let watch = CommitWatch(
      journal: journal, committer: Committer(service: session.service, journal: journal, options: options))
    let lock = try DraftLock.lock(id, of: session.location)
    let signals = InterruptSources { watch.interrupt() }
    await body(watch.committer) { watch.take($0) }
    signals.cancel()
    withExtendedLifetime(lock) {}
    Console.clearProgress()
    guard let outcome = watch.outcome else { return }
    try report(outcome, watch.stopping, isPart: isPart)
  }

  /// Prints how it ended; throws the exit code when not all is done.
  private func report(_ outcome: CommitOutcome, _ stopping: CommitWatch.Stopping?, isPart: Bool) throws {
    let isUnfinished = stopping != nil && outcome.state != .finished
    // What an unfinished commit has not sent is still to come.
    for failure in outcome.failures where failure.wasRefused || !isUnfinished {
      let tag = failure.action.sign + TagGrammar.quote(failure.tag)
      Console.note(
        "\(failure.contact)  \(tag)  \(failure.wasRefused ? "failed" : "not sent"): \(failure.reason)")
    }
    if !outcome.isBegun, let problem = outcome.problem { throw problem }
    var results = Results()
    switch format {
    case .json: try results.json(CommitLine(outcome, isUnfinished: isUnfinished))
    case .text:
      let verb = outcome.done == 1 ? "is" : "are"
      let sentence =
        "\(Count.edits(outcome.done)) on \(Count.contacts(outcome.contactsDone)) \(verb) on the server"
      let rest =
        (outcome.failed > 0 ? "; \(outcome.failed.grouped) failed" : "")
        + (outcome.notSent > 0 ? "; \(outcome.notSent.grouped) were not sent" : "")
      try results.line("Commit \(outcome.id): \(sentence)\(rest).")
    }
    try results.finish()
    if isUnfinished {
      Console.note(
        "What was not sent is kept: tagdesk resume \(outcome.id) finishes it, tagdesk discard \(outcome.id) drops it."
      )
    }
    switch stopping {
    case .problem(let problem)?: throw problem
    case .interrupted?: throw ExitCode(130)
    case nil: break
    }
    if let problem = outcome.problem { throw problem }
    if outcome.failed + outcome.notSent > 0 || isPart { throw ExitCode(1) }
  }
}

/// How a commit ended, as `--format json` prints it.
private struct CommitLine: Encodable {
  struct Failure: Encodable {
    var contact: String
    var action: String
    var tag: String
    var reason: String
    var wasRefused: Bool
  }

  var commit: String
  var state: String
  var done: Int
  var failed: Int
  var notSent: Int
  var contactsDone: Int
  var failures: [Failure]

  init(_ outcome: CommitOutcome, isUnfinished: Bool) {
    commit = outcome.id.rawValue
    state = isUnfinished ? "unfinished" : outcome.state.rawValue
    done = outcome.done
    failed = outcome.failed
    notSent = outcome.notSent
    contactsDone = outcome.contactsDone
    failures = outcome.failures.map {
      Failure(
        contact: $0.contact.rawValue, action: $0.action.rawValue, tag: $0.tag, reason: $0.reason,
        wasRefused: $0.wasRefused)
    }
  }
}

/// Follows a commit: shows how far it is, and stops it when nobody could let it go on.
private final class CommitWatch: Sendable {
  /// What stopped it.
  enum Stopping: Sendable {
    case interrupted
    case problem(Problem)
  }

  private struct State {
    var outcome: CommitOutcome?
    var stopping: Stopping?
  }

  let committer: Committer
  private let journal: UnfinishedJournal
  private let state = Mutex(State())

  init(journal: UnfinishedJournal, committer: Committer) {
    self.journal = journal
    self.committer = committer
  }

  var outcome: CommitOutcome? { state.withLock(\.outcome) }
  var stopping: Stopping? { state.withLock(\.stopping) }

  func take(_ event: CommitEvent) {
    switch event {
    case .answered: break
    case .progress(let progress): show(progress)
    case .notice(let text): Console.note(text)
    case .paused(let problem): stop(.problem(problem))
    case .ended(let outcome): state.withLock { $0.outcome = outcome }
    }
  }

  /// The first time it stops after the calls in flight; the second time at once, which the journal survives.
  func interrupt() {
    if case .interrupted? = stopping { _exit(130) }
    Console.note("Stopping after the calls in flight; once more stops at once.")
    stop(.interrupted)
  }

  private func stop(_ reason: Stopping) {
    state.withLock { $0.stopping = $0.stopping ?? reason }
    journal.leaveUnfinished()
    committer.stop()
  }

  private func show(_ progress: CommitProgress) {
    let share = Double(progress.callsDone) / Double(max(1, progress.callsTotal))
    let filled = Int(share * 20)
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: 20 - filled)
    let left = progress.secondsLeft.map { ", about \(Int($0.rounded(.up))) s left" } ?? ""
    Console.progress(
      "[\(bar)] \(progress.callsDone.grouped) of \(Count.calls(progress.callsTotal)); "
        + "\(progress.contactsDone.grouped) contacts done, \(progress.contactsFailed.grouped) failed\(left)")
  }
}

/// Ctrl-C and SIGTERM as calls; SIGHUP is ignored, since a commit goes on without its terminal.
private struct InterruptSources {
  private let sources: [any DispatchSourceSignal]

  init(_ handler: @escaping @Sendable () -> Void) {
    let queue = DispatchQueue(label: "tagdesk.interrupts")
    signal(SIGHUP, SIG_IGN)
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler(handler: handler)
      source.resume()
      return source
    }
  }

  func cancel() {
    for source in sources { source.cancel() }
    for number in [SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_DFL) }
  }
}
