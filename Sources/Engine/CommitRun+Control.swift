import Tagging

/// Pausing, going on, stopping, and telling how far it is.
extension CommitRun {
  /// Sends nothing more until `resume`.
  func pause(_ problem: Problem) async {
    guard self.problem == nil else { return }
    self.problem = problem
    await deliver(.paused(problem))
  }

  /// The disk failed: nothing is sent that the journal does not know of.
  func pause(_ error: StorageError) async {
    diskFailure = error
    if givesUpOnDiskFailure { problem = Problem(error) } else { await pause(Problem(error)) }
  }

  func resume() {
    guard problem != nil else { return }
    problem = nil
    diskFailure = nil
    for token in resting.keys { resting[token]?.attempts = 0 }
    urgent += suspended.map { piece in
      var piece = piece
      piece.attempts = 0
      return piece
    }
    suspended = []
  }

  /// Sends nothing more; the contacts of calls whose answer was lost are read once.
  func stop() {
    guard !isStopping else { return }
    isStopping = true
    givesUpOnDiskFailure = true
    problem = nil
    diskFailure = nil
    let pieces = queue.drain() + suspended + resting.values + urgent
    (suspended, resting, urgent) = ([], [:], [])
    for piece in pieces {
      if piece.mayHaveBeenDone || piece.readsFirst {
        var last = piece
        last.readsFirst = true
        last.attempts = options.attempts
        urgent.append(last)
      } else {
        leaveUnsent(piece)
      }
    }
    for call in unstarted.sorted() {
      if let piece = ledger.start(call) { leaveUnsent(piece) }
    }
    unstarted = []
    endSearches()
  }

  /// Keeps a piece's edits staged, since the commit was stopped.
  func leaveUnsent(_ piece: CallPiece) {
    leftUnsent = true
    ledger.omit(
      piece, piece.contacts, reason: piece.mayHaveBeenDone ? CommitLedger.answerLost : CommitLedger.stopped)
    queue.release(piece)
  }

  func say() async {
    for notice in notices { await deliver(.notice(notice)) }
    notices = []
  }

  func report() async {
    var progress = CommitProgress(startedAt: record.startedAt)
    progress.callsTotal = record.plan.calls.count
    progress.callsDone = ledger.callsDone
    progress.callsInFlight = inFlight
    progress.contactsTotal = ledger.contactsTotal
    progress.contactsDone = ledger.contactsDone
    progress.contactsFailed = ledger.contactsFailed
    progress.editsTotal = ledger.editsTotal
    progress.editsDone = ledger.editsDone
    progress.editsFailed = ledger.editsFailed
    progress.callsPerSecond = pace.rate(options.clock.now())
    progress.isStopping = isStopping
    if progress.callsPerSecond > 0 {
      progress.secondsLeft = Double(progress.callsTotal - progress.callsDone) / progress.callsPerSecond
    }
    await deliver(.progress(progress))
  }

  func outcome(as state: CommitState) -> CommitOutcome {
    var outcome = CommitOutcome(id: record.id, state: state)
    outcome.done = ledger.editsDone
    outcome.failed = ledger.failures.count { $0.wasRefused }
    outcome.notSent = ledger.failures.count { !$0.wasRefused }
    outcome.contactsDone = ledger.contactsDone
    outcome.contactsFailed = ledger.contactsFailed
    outcome.failures = ledger.failures.sorted {
      ($0.action.rawValue, $0.tag, $0.contact) < ($1.action.rawValue, $1.tag, $1.contact)
    }
    outcome.leftover = DraftStep(outcome.failures)
    outcome.problem = problem
    outcome.learnedBulkLimit = lessons.loweredContacts
    outcome.learnedTagLimit = lessons.loweredTags
    return outcome
  }
}

/// How many requests a second are answered, over the last ten seconds.
struct CommitPace {
  private static let window = 10
  private var first: ContinuousClock.Instant?
  private var counts: [(second: Int64, count: Int)] = []

  mutating func note(_ instant: ContinuousClock.Instant) {
    let start = first ?? instant
    first = start
    let second = (instant - start).components.seconds
    if let last = counts.last, last.second == second {
      counts[counts.count - 1].count += 1
    } else {
      counts.append((second, 1))
      if counts.count > Self.window { counts.removeFirst() }
    }
  }

  func rate(_ now: ContinuousClock.Instant) -> Double {
    guard let first else { return 0 }
    let passed = (now - first) / .seconds(1)
    guard passed >= 0.5 else { return 0 }
    let oldest = Int64(passed) - Int64(Self.window - 1)
    let recent = counts.reduce(0) { $0 + ($1.second >= oldest ? $1.count : 0) }
    return Double(recent) / min(passed, passed - Double(Int64(passed)) + Double(Self.window - 1))
  }
}
