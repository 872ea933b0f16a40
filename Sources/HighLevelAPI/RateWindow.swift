/// What the server says of its limits beside an answer (facts §5).
struct RateHeaders: Sendable, Equatable {
  var maximum: Int?
  var remaining: Int?
  var interval: Duration?
  var dailyRemaining: Int?
  /// Seconds to wait, from `Retry-After`.
  var retryAfter: Double?
}

/// The rules of pacing, without waiting: which requests count, and when the next one may go.
///
/// A request counts from its sending until one interval after the server can have seen it at the latest;
/// that moment is its sending plus what its answer took longer than the quickest one.
struct RateWindow: Sendable {
  /// A request that was let go.
  struct Ticket: Sendable, Equatable {
    let number: Int
    let sentAt: Duration
  }

  /// Whether a request may go.
  enum Verdict: Sendable, Equatable {
    case granted(Ticket)
    /// Not before that time; `nil`: not before an answer comes in.
    case wait(until: Duration?)
    case dayIsOver
    /// The server asks for a longer wait than a person would sit through; seconds.
    case shutOut(Double)
  }

  /// Requests that are never used, because others' clocks differ from ours.
  static let margin = 3
  /// The longest pause after 429 that is waited for.
  static let longestPause = Duration.seconds(300)
  /// After the day's budget is gone, one request this often finds out whether a new day has begun.
  static let dailyProbe = Duration.seconds(900)

  private(set) var maximum = 100
  private(set) var interval = Duration.seconds(10)
  private(set) var dailyRemaining: Int?
  private(set) var sent = 0
  private let dailyReserve: Int
  private var inFlight: [Int: Duration] = [:]
  /// When the server counted what was answered, ours and what others must have sent; ascending.
  private var counted: [Duration] = []
  /// The same of other processes that share the budget file.
  var elsewhere: [Duration] = []
  private(set) var blockedUntil: Duration?
  private var throttled: (limit: Int, since: Duration)?
  private var throttlings = 0
  private var quickest: Duration?
  private var dayEndedAt: Duration?

  init(dailyReserve: Int = 0) { self.dailyReserve = dailyReserve }

  /// How many requests may count at once.
  func limit(at now: Duration) -> Int {
    let usual = max(1, maximum - Self.margin)
    guard let throttled else { return usual }
    let recovered = Int((now - throttled.since) / interval)
    return max(1, min(usual, throttled.limit + recovered))
  }

  /// How many requests count now.
  func used(at now: Duration) -> Int {
    inFlight.count + counted.count { $0 > now - interval } + elsewhere.count { $0 > now - interval }
  }

  /// Lets a request go, or says what it waits for.
  mutating func take(at now: Duration) -> Verdict {
    // Twice the interval, because a late answer is compared with what counted when the server gave it.
    counted.removeAll { $0 <= now - interval * 2 }
    if let dayEndedAt {
      if now - dayEndedAt < Self.dailyProbe { return .dayIsOver }
      self.dayEndedAt = now
    }
    if let blockedUntil, blockedUntil > now {
      let pause = blockedUntil - now
      return pause > Self.longestPause ? .shutOut(pause.inSeconds) : .wait(until: blockedUntil)
    }
    let excess = used(at: now) - limit(at: now)
    guard excess < 0 else { return .wait(until: release(of: excess, at: now)) }
    sent += 1
    let ticket = Ticket(number: sent, sentAt: now)
    inFlight[ticket.number] = now
    return .granted(ticket)
  }

  /// When so many and one more have stopped counting.
  private func release(of excess: Int, at now: Duration) -> Duration? {
    let counting = (counted + elsewhere).filter { $0 > now - interval }.sorted()
    return excess < counting.count ? counting[excess] + interval : nil
  }

  /// Notes an answer and what came with it.
  mutating func settle(_ ticket: Ticket, at now: Duration, headers: RateHeaders, jitter: Double = 0) {
    guard let moment = close(ticket, at: now) else { return }
    adopt(headers, at: now)
    throttlings = 0
    guard let remaining = headers.remaining else { return }
    let known = inFlight.count + (counted + elsewhere).count { $0 > moment - interval }
    let unknown = min(maximum, maximum - remaining - known)
    if unknown > 0 { counted.append(contentsOf: repeatElement(now, count: unknown)) }
  }

  /// Notes a 429, and holds everything back for as long as it asks, or one interval.
  mutating func settleThrottled(_ ticket: Ticket, at now: Duration, headers: RateHeaders, jitter: Double) {
    guard close(ticket, at: now) != nil else { return }
    adopt(headers, at: now)
    let isNew = throttled.map { ticket.sentAt > $0.since } ?? true
    if isNew {
      let before = throttled == nil ? maximum : limit(at: now)
      throttled = (max(1, maximum / 4, before * 9 / 10), now)
      throttlings += 1
    }
    let pause =
      headers.retryAfter.map { Duration.seconds(max(0.05, $0)) } ?? interval * min(throttlings, 3)
    blockedUntil = max(blockedUntil ?? now, now + pause * (1 + 0.05 * jitter))
  }

  /// Notes that no answer came.
  mutating func abandon(_ ticket: Ticket, at now: Duration, mayHaveArrived: Bool) {
    guard inFlight.removeValue(forKey: ticket.number) != nil else { return }
    if mayHaveArrived { insert(now) }
  }

  /// Takes up a pause that another process was told.
  mutating func hold(until time: Duration) {
    blockedUntil = max(blockedUntil ?? time, time)
  }

  private mutating func close(_ ticket: Ticket, at now: Duration) -> Duration? {
    guard let sentAt = inFlight.removeValue(forKey: ticket.number) else { return nil }
    let took = now - sentAt
    let quickest = min(self.quickest ?? took, took)
    self.quickest = quickest
    let moment = sentAt + (took - quickest)
    insert(moment)
    return moment
  }

  private mutating func insert(_ moment: Duration) {
    let place = counted.lastIndex { $0 <= moment }.map { $0 + 1 } ?? 0
    counted.insert(moment, at: place)
  }

  private mutating func adopt(_ headers: RateHeaders, at now: Duration) {
    if let told = headers.maximum, told > 0 { maximum = told }
    if let told = headers.interval, told > .zero, told <= .seconds(3600) { interval = told }
    guard let daily = headers.dailyRemaining else { return }
    dailyRemaining = daily
    if daily > dailyReserve {
      dayEndedAt = nil
    } else if dayEndedAt == nil {
      dayEndedAt = now
    }
  }
}
