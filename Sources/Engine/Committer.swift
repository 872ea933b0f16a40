import Synchronization
package import Tagging

/// Carries out plans: sends their calls, keeps the journal, and says what became of every edit.
///
/// One commit at a time. Pacing is the service's business; the committer only bounds what is in flight, and never
/// lets two calls be in flight that share a contact. Cancelling the task of a commit stops it at once and leaves it
/// in the journal as running, so that the next start offers to finish it.
package final class Committer: Sendable {
  private let service: any ContactsService
  private let journal: any Journal
  private let options: CommitOptions
  private let orders = Mutex<CommitOrders?>(nil)

  /// Makes a committer that writes to `journal` what it does to `service`.
  package init(service: any ContactsService, journal: any Journal, options: CommitOptions = CommitOptions()) {
    self.service = service
    self.journal = journal
    self.options = options
  }

  /// Begins the commit in the journal, and carries it out to the end.
  /// - Parameter remaining: The staged edits that are not part of the plan, as the draft is to keep them.
  package func commit(
    _ record: CommitRecord, remaining: DraftStep?, deliver: @escaping @Sendable (CommitEvent) async -> Void
  ) async {
    let given = takeOrders()
    do throws(StorageError) {
      try await journal.begin(record, remaining: remaining)
    } catch {
      var outcome = CommitOutcome(id: record.id, state: .stopped)
      outcome.problem = Problem(error)
      outcome.isBegun = false
      await deliver(.ended(outcome))
      return
    }
    let calls = Array(repeating: CallState.planned, count: record.plan.calls.count)
    let run = makeRun(record, deliver)
    run.take(up: CommitDetails(record: record, calls: calls, receipts: []))
    await run.carryOut(given)
  }

  /// Finishes a commit that was interrupted.
  ///
  /// The contacts of calls that were sent and have no answer are read first: what they have already is not sent
  /// again.
  package func finish(
    _ details: CommitDetails, deliver: @escaping @Sendable (CommitEvent) async -> Void
  ) async {
    let run = makeRun(details.record, deliver)
    run.take(up: details)
    await run.carryOut(takeOrders())
  }

  /// Ends a commit that was interrupted without sending anything more.
  ///
  /// Contacts of calls without an answer are read, if the server answers.
  /// - Returns: What the server was not seen to have: a step that is in the draft now.
  package func putBack(_ details: CommitDetails) async throws(StorageError) -> DraftStep? {
    let outcome = Mutex<CommitOutcome?>(nil)
    let run = makeRun(details.record) { event in
      if case .ended(let end) = event { outcome.withLock { $0 = end } }
    }
    run.givesUpOnDiskFailure = true
    run.take(up: details)
    run.stop()
    await run.carryOut(takeOrders())
    if let error = run.diskFailure { throw error }
    return outcome.withLock { $0?.leftover }
  }

  /// Lets the calls in flight be answered, and sends no others.
  package func stop() { order(.stop) }

  /// Goes on after a pause.
  package func resume() { order(.resume) }

  private func order(_ order: CommitRun.Order) {
    orders.withLock { $0 }?.give(order)
  }

  private func makeRun(
    _ record: CommitRecord, _ deliver: @escaping @Sendable (CommitEvent) async -> Void
  ) -> CommitRun {
    CommitRun(record, service: service, journal: journal, options: options, deliver: deliver)
  }

  /// From here on orders are for the commit that begins.
  private func takeOrders() -> CommitOrders {
    let given = CommitOrders()
    orders.withLock { $0 = given }
    return given
  }
}

/// What the user wants of a commit that runs: kept until it looks, with a bell that wakes it.
final class CommitOrders: Sendable {
  private let orders = Mutex<[CommitRun.Order]>([])
  private let bell: AsyncStream<Void>
  private let ring: AsyncStream<Void>.Continuation

  init() { (bell, ring) = AsyncStream.makeStream() }

  func give(_ order: CommitRun.Order) {
    orders.withLock { $0.append(order) }
    ring.yield()
  }

  /// Returns when an order was given, or the task is cancelled.
  func wait() async { for await _ in bell { return } }

  func takeAll() -> [CommitRun.Order] {
    orders.withLock { orders in
      defer { orders = [] }
      return orders
    }
  }
}
