package import Tagging

package import struct Foundation.Date

/// How far a commit is.
package struct CommitProgress: Sendable, Equatable {
  package var callsTotal = 0
  package var callsDone = 0
  package var callsInFlight = 0
  package var contactsTotal = 0
  /// Contacts of which every call ended well.
  package var contactsDone = 0
  /// Contacts of which a call failed or was not sent.
  package var contactsFailed = 0
  package var editsTotal = 0
  package var editsDone = 0
  package var editsFailed = 0
  /// Requests that were answered in the last ten seconds, a second.
  package var callsPerSecond = 0.0
  /// At that rate; `nil` until it is known.
  package var secondsLeft: Double?
  package var startedAt: Date
  /// Whether nothing new is sent, since the calls in flight are the last.
  package var isStopping = false

  /// Makes the state before the first call.
  package init(startedAt: Date) { self.startedAt = startedAt }
}

/// What a commit has to tell, in order.
package enum CommitEvent: Sendable, Equatable {
  /// Calls ended, and the journal has their receipts; the contacts' tags as the answers have them.
  case answered(receipts: [Receipt], tagsNow: [ContactID: [ContactTag]])
  case progress(CommitProgress)
  /// Nothing is sent until `resume()`; the edits are kept. `stop()` ends it.
  case paused(Problem)
  /// Something that the user should know, and that needs no answer.
  case notice(String)
  /// The last event: the journal has the end, unless the outcome's `problem` says otherwise.
  case ended(CommitOutcome)
}

/// One edit that did not reach the server.
package struct CommitFailure: Sendable, Equatable {
  package var contact: ContactID
  package var tag: String
  package var action: TagAction
  package var reason: String
  /// Whether the server refused it; else it was not sent.
  package var wasRefused: Bool

  /// Makes a failure.
  package init(contact: ContactID, tag: String, action: TagAction, reason: String, wasRefused: Bool) {
    self.contact = contact
    self.tag = tag
    self.action = action
    self.reason = reason
    self.wasRefused = wasRefused
  }
}

/// How a commit ended.
package struct CommitOutcome: Sendable, Equatable {
  package var id: CommitID
  package var state: CommitState
  /// Edits that the server has.
  package var done = 0
  /// Edits that were refused.
  package var failed = 0
  /// Edits that were not sent, or whose answer was lost for good.
  package var notSent = 0
  package var contactsDone = 0
  package var contactsFailed = 0
  /// Every edit that did not reach the server, with its reason.
  package var failures: [CommitFailure] = []
  /// The same as the step that the draft got.
  package var leftover: DraftStep?
  /// What ended it before its time.
  package var problem: Problem?
  /// Whether the journal has it: if not, nothing was sent and the draft is as before.
  package var isBegun = true
  /// A bulk size below the planned one, where the server refused more.
  package var learnedBulkLimit: Int?
  /// A number of tags below the planned one, where the server refused more.
  package var learnedTagLimit: Int?

  /// Makes an outcome of nothing.
  package init(id: CommitID, state: CommitState) {
    self.id = id
    self.state = state
  }

  /// Failures counted by reason, the most frequent first.
  package var reasons: [(reason: String, edits: Int)] {
    var counts: [String: Int] = [:]
    for failure in failures { counts[failure.reason, default: 0] += 1 }
    return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { (reason: $0.key, edits: $0.value) }
  }
}

/// How a commit is carried out.
package struct CommitOptions: Sendable {
  /// Most requests in flight at once; how many a second is up to the service.
  package var maxInFlight = 32
  /// Times that a request is tried before the commit pauses.
  package var attempts = 8
  package var tagCase: TagCase = .fold
  /// The present limits of bulk calls: larger ones of a plan are cut before they are sent.
  package var limits = PlanLimits(contacts: 500, tags: 500)
  /// A contact's tags as last read, where they are known: without them, what a single call changed is uncertain.
  package var base: @Sendable (ContactID) -> [ContactTag]? = { _ in nil }
  package var clock = CommitClock()

  /// Makes the usual options.
  package init() {}
}

/// Time and chance, as a commit sees them.
package struct CommitClock: Sendable {
  /// Waits; returns early when the task is cancelled.
  package var sleep: @Sendable (Duration) async -> Void
  package var now: @Sendable () -> ContinuousClock.Instant
  package var date: @Sendable () -> Date
  /// A number from 0 to 1, for the jitter of waits.
  package var random: @Sendable () -> Double

  /// Makes a clock; the machine's own by default.
  package init(
    sleep: @escaping @Sendable (Duration) async -> Void = { duration in
      // Cancelled: the caller looks for itself.
      do { try await Task.sleep(for: duration) } catch {}
    },
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
    date: @escaping @Sendable () -> Date = { Date() },
    random: @escaping @Sendable () -> Double = { .random(in: 0...1) }
  ) {
    self.sleep = sleep
    self.now = now
    self.date = date
    self.random = random
  }
}
