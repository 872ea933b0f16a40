import ContactStore
import Dispatch
package import Engine
import Foundation
import Synchronization
package import Tagging

/// What effects work with.
package struct EditorServices: Sendable {
  package var contacts: any ContactsService
  package var drafts: any DraftStore
  package var journal: any Journal
  package var history: any HistoryStore
  package var options: CommitOptions
  /// Who commits, and where: user and host.
  package var author: String
  /// Why nothing may be staged; `nil` when it may.
  package var readOnlyReason: String?
  /// The same contacts, asked with few attempts: what tells at the start that the server can't be reached.
  package var probe: any ContactsService
  /// Keeps other processes from offering to finish a commit while what it returns is held.
  package var lockCommit: @Sendable (CommitID) throws(StorageError) -> (any Sendable)? = {
    (_: CommitID) throws(StorageError) in nil
  }
  /// Takes a line for the log: no token, and nobody's name, mail or phone.
  package var log: @Sendable (String) -> Void = { _ in }
  /// Whether another process carries a commit out now.
  package var isCarriedOut: @Sendable (CommitID) throws(StorageError) -> Bool = {
    (_: CommitID) throws(StorageError) in false
  }

  package init(
    contacts: any ContactsService, probe: (any ContactsService)? = nil, drafts: any DraftStore,
    journal: any Journal, history: any HistoryStore, options: CommitOptions = CommitOptions(),
    author: String, readOnlyReason: String? = nil
  ) {
    self.contacts = contacts
    self.probe = probe ?? contacts
    self.drafts = drafts
    self.journal = journal
    self.history = history
    self.options = options
    self.author = author
    self.readOnlyReason = readOnlyReason
  }
}

/// Carries effects out, and answers each with an action; any thread may call it.
package final class EffectRunner: Sendable {
  /// The numbers of the newest requests: work for older ones stops where it is.
  private final class LatestNumbers: Sendable {
    let listing = Mutex(0)
    let facets = Mutex(0)
  }

  private struct Running {
    var load: Task<Void, Never>?
    var commit: Task<Void, Never>?
    var committer: Committer?
  }

  let services: EditorServices
  let post: @Sendable (Action) -> Void
  private let running = Mutex(Running())
  private let recorder: DraftRecorder
  /// Filters, sorts and plans, one after the other, away from the two threads that answers need.
  private let computing = DispatchQueue(label: "tagdesk.computing", qos: .userInitiated)
  private let latestNumbers = LatestNumbers()

  /// Makes a runner that answers through `post`.
  package init(services: EditorServices, post: @escaping @Sendable (Action) -> Void) {
    self.services = services
    self.post = post
    recorder = DraftRecorder(store: services.drafts, post: post)
  }

  /// Reads what the state directory holds: the first thing that happens.
  package func open() async {
    do {
      let draft = try await services.drafts.draft()
      var interrupted: [CommitDetails] = []
      for summary in try await services.history.unfinished() where try !services.isCarriedOut(summary.id) {
        if let details = try await services.history.commit(summary.id) { interrupted.append(details) }
      }
      post(
        .opened(
          Opening(draft: draft, interrupted: interrupted, readOnlyReason: services.readOnlyReason)))
    } catch {
      let problem = Problem(error)
      post(.opened(Opening(readOnlyReason: "\(problem.sentence) Nothing can be staged.")))
    }
  }

  /// Starts an effect; those of the terminal are the event loop's.
  package func run(_ effect: Effect) {
    switch effect {
    case .loadContacts(let run): load(run)
    case .stopLoading: running.withLock { $0.load?.cancel() }
    case .readLocation: readLocation()
    case .readTags: read { Action.tagsRead(try await $0.tagDefinitions()) }
    case .list(let request): list(request)
    case .countFacets(let request): countFacets(request)
    case .record(let entries, let first, let run): recorder.record(entries, first: first, run: run)
    case .plan(let request): plan(request)
    case .commit(let request): commit(request)
    case .finish(let details, let table):
      carryOut(details.record.id, base: table) { committer, deliver in
        await committer.finish(details, deliver: deliver)
      }
    case .putBack(let details): putBack(details)
    case .readHistory: readHistory()
    case .readCommit(let id): readCommit(id)
    case .stopCommit: running.withLock { $0.committer }?.stop()
    case .resumeCommit: running.withLock { $0.committer }?.resume()
    case .suspend, .repaint, .quit: break
    }
  }

  /// Waits for the draft to be on disk and a running commit to end.
  package func settle() async {
    running.withLock { $0.load?.cancel() }
    await recorder.finish()
    await running.withLock { $0.commit }?.value
  }

  /// Stops the commit after the calls in flight.
  package func stopCommit() { running.withLock { $0.committer }?.stop() }

  /// Whether a commit is being carried out.
  package var isCommitting: Bool { running.withLock { $0.commit != nil } }

  private func load(_ run: Int) {
    let loader = Loader(service: services.contacts, log: services.log)
    let post = post
    let task = Task { _ = await loader.load { post(.loading($0, run: run)) } }
    running.withLock {
      $0.load?.cancel()
      $0.load = task
    }
  }

  private func list(_ request: ListRequest) {
    latestNumbers.listing.withLock { $0 = request.number }
    computing.async { [post, latest = latestNumbers] in
      let isCancelled: @Sendable () -> Bool = { latest.listing.withLock { $0 } != request.number }
      guard !isCancelled(),
        let matching = request.table.rows(
          matching: request.query, in: request.context, isCancelled: isCancelled)
      else { return }
      let shown = request.keeping.isEmpty ? matching : matching.union(request.keeping)
      guard let rows = request.table.sorted(shown, by: request.order, isCancelled: isCancelled) else {
        return
      }
      post(.listed(Listing(number: request.number, rows: rows, matching: matching)))
    }
  }

  private func countFacets(_ request: FacetRequest) {
    latestNumbers.facets.withLock { $0 = request.number }
    computing.async { [post, latest = latestNumbers] in
      guard latest.facets.withLock({ $0 }) == request.number else { return }
      var counts: [ContactTag: Int] = [:]
      for facet in request.table.tagCounts(in: request.rows) { counts[facet.tag, default: 0] += facet.count }
      for (tag, staged) in request.edits {
        counts[tag, default: 0] +=
          staged.adds.intersectionCount(request.rows) - staged.removes.intersectionCount(request.rows)
      }
      let facets = counts.filter { $0.value > 0 }.map { TagCount(tag: $0.key, count: $0.value) }
        .sorted { ($1.count, $0.tag) < ($0.count, $1.tag) }
      post(.facetsCounted(facets, of: request.number))
    }
  }

  private func plan(_ request: PlanRequest) {
    computing.async { [post] in
      let matrix = EditMatrix(request.edits) { tag, rows in request.table.rowsBySpelling(of: tag, in: rows) }
      let plan = Planner(limits: request.limits).plan(matrix, id: { request.table.id(at: $0) })
      post(.planned(PlannedWork(plan: plan, edits: request.edits, estimatedSeconds: Self.seconds(for: plan))))
    }
  }

  /// 97 calls may go at once, then 9.7 a second (facts §5, less a margin).
  private static func seconds(for plan: Plan) -> Double { max(1, Double(plan.calls.count - 97) / 9.7) }

  private func commit(_ request: CommitRequest) {
    services.log("commit begins: \(request.plan.calls.count) calls, \(request.plan.contactCount) contacts")
    let record = CommitRecord(
      id: .new(at: Date()), title: request.title, startedAt: Date(), author: services.author,
      plan: request.plan)
    carryOut(record.id, base: request.table) { committer, deliver in
      await committer.commit(record, remaining: request.remaining, deliver: deliver)
    }
  }

  private func carryOut(
    _ id: CommitID, base table: ContactTable,
    _ body: @escaping @Sendable (Committer, @escaping @Sendable (CommitEvent) async -> Void) async -> Void
  ) {
    var options = services.options
    options.base = { id in table.row(of: id).flatMap { table.isLoaded($0) ? table.tags(at: $0) : nil } }
    let committer = Committer(service: services.contacts, journal: services.journal, options: options)
    let post = post
    let lockCommit = services.lockCommit
    let log = services.log
    let task = Task { [weak self] in
      do throws(StorageError) {
        let lock = try lockCommit(id)
        await body(committer) { event in
          if case .notice(let text) = event { log("commit \(id): \(text)") }
          if case .ended(let outcome) = event {
            log("commit \(id) \(outcome.state.rawValue): \(outcome.done) done, \(outcome.failed) failed")
          }
          post(.committing(event))
        }
        withExtendedLifetime(lock) {}
      } catch {
        var outcome = CommitOutcome(id: id, state: .stopped)
        outcome.isBegun = false
        outcome.problem = Problem(error)
        post(.committing(.ended(outcome)))
      }
      self?.running.withLock {
        $0.commit = nil
        $0.committer = nil
      }
    }
    running.withLock {
      $0.committer = committer
      $0.commit = task
    }
  }
}
