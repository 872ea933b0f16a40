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
/// A request counts from its sending until one interval after its answer: when the server counted it is
/// known no better, and the next one may be there in no time. So a window takes an interval and a latency.
struct RateWindow: Sendable {
  /// A request that was let go.
  struct Ticket: Sendable, Equatable {
    let number: Int
    let sentAt: Duration
  }

  /// A lowered limit, and when it was lowered last.
  struct Throttling: Sendable, Equatable {
    var limit: Int
    var since: Duration
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
  /// When the server counted, at the latest, what we sent and was answered.
  private var answered: [Duration] = []
  /// What others must have sent, by what the server had left for us.
  private var foreign: [Duration] = []
  /// What other processes that share the budget file have sent.
  private(set) var elsewhere: [Duration] = []
  private(set) var blockedUntil: Duration?
  private(set) var throttled: Throttling?
  private var throttlings = 0
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
    inFlight.count + counting(since: now - interval).count
  }

  private func counting(since moment: Duration) -> [Duration] {
    (answered + foreign + elsewhere).filter { $0 > moment }
  }

  /// Lets a request go, or says what it waits for.
  mutating func take(at now: Duration) -> Verdict {
    // Twice the interval, because a late answer is compared with what counted when the server gave it.
    answered.removeAll { $0 <= now - interval * 2 }
    foreign.removeAll { $0 <= now - interval * 2 }
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
    let counting = counting(since: now - interval).sorted()
    return excess < counting.count ? counting[excess] + interval : nil
  }

  /// Notes an answer and what came with it.
  mutating func settle(_ ticket: Ticket, at now: Duration, headers: RateHeaders) {
    guard close(ticket, at: now) else { return }
    adopt(headers, at: now)
    throttlings = 0
    guard let remaining = headers.remaining else { return }
    let known = inFlight.count + counting(since: ticket.sentAt - interval).count
    let unknown = maximum - max(0, min(remaining, maximum)) - known
    if unknown > 0 { foreign.append(contentsOf: repeatElement(now, count: unknown)) }
  }

  /// Notes a 429, and holds everything back for as long as it asks, or one interval.
  mutating func settleThrottled(_ ticket: Ticket, at now: Duration, headers: RateHeaders, jitter: Double) {
    guard close(ticket, at: now) else { return }
    adopt(headers, at: now)
    let isNew = throttled.map { ticket.sentAt > $0.since } ?? true
    if isNew {
      let before = throttled == nil ? maximum : limit(at: now)
      throttled = Throttling(limit: max(1, maximum / 4, before * 9 / 10), since: now)
      throttlings += 1
    }
    let pause =
      headers.retryAfter.map { Duration.seconds(max(0.05, $0)) } ?? interval * min(throttlings, 3)
    blockedUntil = max(blockedUntil ?? now, now + pause * (1 + 0.05 * jitter))
  }

  /// Notes that no answer came.
  mutating func abandon(_ ticket: Ticket, at now: Duration, mayHaveArrived: Bool) {
    guard inFlight.removeValue(forKey: ticket.number) != nil else { return }
    if mayHaveArrived { answered.append(now) }
  }

  /// What other processes should know of this one.
  func report(at now: Duration) -> SharedBudget {
    let moments = answered.filter { $0 > now - interval } + repeatElement(now, count: inFlight.count)
    return SharedBudget(moments: moments, blockedUntil: blockedUntil, throttled: throttled)
  }

  /// Takes up what other processes have reported.
  mutating func adopt(_ others: SharedBudget, at now: Duration) {
    elsewhere = others.moments
    if let time = others.blockedUntil, time > now, time <= now + Self.longestPause {
      blockedUntil = max(blockedUntil ?? time, time)
    }
    if let told = others.throttled, told.limit > 0, told.since <= now {
      if told.since > throttled?.since ?? .zero { throttled = told }
    }
  }

  private mutating func close(_ ticket: Ticket, at now: Duration) -> Bool {
    guard inFlight.removeValue(forKey: ticket.number) != nil else { return false }
    answered.append(now)
    return true
  }

  private mutating func adopt(_ headers: RateHeaders, at now: Duration) {
    if let told = headers.maximum, (1...1_000_000).contains(told) { maximum = told }
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
