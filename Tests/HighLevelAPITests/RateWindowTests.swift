import Tagging
import Testing

@testable import HighLevelAPI

@Suite struct `Pacing` {
  private func take(_ count: Int, at now: Duration, _ window: inout RateWindow) -> [RateWindow.Ticket] {
    (0..<count).compactMap { _ in
      if case .granted(let ticket) = window.take(at: now) { return ticket }
      return nil
    }
  }

  @Test func `97 go at once, the next one an interval after the first answer`() {
    var window = RateWindow()
    let tickets = take(200, at: .zero, &window)
    #expect(tickets.count == 97)
    #expect(window.take(at: .zero) == .wait(until: nil))
    for ticket in tickets { window.settle(ticket, at: .milliseconds(100), headers: RateHeaders()) }
    #expect(window.take(at: .milliseconds(100)) == .wait(until: .milliseconds(10_100)))
    #expect(take(200, at: .milliseconds(10_099), &window).isEmpty)
    #expect(take(200, at: .milliseconds(10_100), &window).count == 97)
  }

  @Test func `never more than the limit in any interval, as the server sees them`() {
    var window = RateWindow()
    var generator = SplitMix(seed: 7)
    var arrivals: [Duration] = []
    var open: [(answer: Duration, ticket: RateWindow.Ticket)] = []
    var now = Duration.zero
    while now < .seconds(60) {
      for (answer, ticket) in open where answer <= now {
        window.settle(ticket, at: answer, headers: RateHeaders())
      }
      open.removeAll { $0.answer <= now }
      while case .granted(let ticket) = window.take(at: now) {
        // The ways there and back take anything; the first ones long, as when connections are made.
        let there = Duration.milliseconds(Int(generator.next() % (now < .seconds(5) ? 900 : 90)))
        let back = Duration.milliseconds(Int(generator.next() % 90))
        arrivals.append(now + there)
        open.append((now + there + back, ticket))
      }
      now += .milliseconds(10)
    }
    arrivals.sort()
    for (index, arrival) in arrivals.enumerated() where index >= 97 {
      #expect(arrival - arrivals[index - 97] >= .seconds(10))
    }
    #expect(arrivals.count > 5 * 97)
  }

  @Test func `the server's own numbers are taken over`() {
    var window = RateWindow()
    let ticket = take(1, at: .zero, &window)[0]
    let headers = RateHeaders(maximum: 10, remaining: 9, interval: .seconds(1))
    window.settle(ticket, at: .milliseconds(10), headers: headers)
    #expect(window.limit(at: .milliseconds(10)) == 7)
    #expect(take(20, at: .milliseconds(10), &window).count == 6)
    #expect(take(20, at: .milliseconds(1010), &window).count == 1)
  }

  @Test func `what others use is left to them`() {
    var window = RateWindow()
    let tickets = take(2, at: .zero, &window)
    window.settle(tickets[0], at: .milliseconds(50), headers: RateHeaders(maximum: 100, remaining: 40))
    #expect(window.used(at: .milliseconds(50)) == 60)
    window.settle(tickets[1], at: .milliseconds(60), headers: RateHeaders(maximum: 100, remaining: 39))
    #expect(window.used(at: .milliseconds(60)) == 61)
    #expect(window.used(at: .milliseconds(10_060)) == 0)
  }

  @Test func `a 429 holds everything back for an interval, then 90 go, then slowly more`() {
    var window = RateWindow()
    let tickets = take(97, at: .zero, &window)
    let second = Duration.seconds(1)
    for ticket in tickets.prefix(5) {
      window.settleThrottled(ticket, at: second, headers: RateHeaders(), jitter: 0)
    }
    for ticket in tickets.dropFirst(5) { window.settle(ticket, at: second, headers: RateHeaders()) }
    #expect(window.take(at: second) == .wait(until: second * 11))
    #expect(window.limit(at: second) == 90)
    #expect(window.limit(at: second * 41) == 94)
    #expect(window.limit(at: second * 300) == 97)
  }

  @Test func `a wait that the server names is kept`() {
    var window = RateWindow()
    let ticket = take(1, at: .zero, &window)[0]
    window.settleThrottled(ticket, at: .zero, headers: RateHeaders(retryAfter: 2), jitter: 0)
    #expect(window.take(at: .seconds(1)) == .wait(until: .seconds(2)))
    #expect(take(1, at: .seconds(2), &window).count == 1)
  }

  @Test func `an hour is not waited for`() {
    var window = RateWindow()
    let ticket = take(1, at: .zero, &window)[0]
    window.settleThrottled(ticket, at: .zero, headers: RateHeaders(retryAfter: 3600), jitter: 0)
    #expect(window.take(at: .zero) == .shutOut(3600))
  }

  @Test func `a day without budget ends the sending, one probe in a quarter of an hour aside`() {
    var window = RateWindow(dailyReserve: 5)
    let ticket = take(1, at: .zero, &window)[0]
    window.settle(ticket, at: .zero, headers: RateHeaders(dailyRemaining: 5))
    #expect(window.take(at: .seconds(60)) == .dayIsOver)
    let probe = take(3, at: .seconds(900), &window)
    #expect(probe.count == 1)
    window.settle(probe[0], at: .seconds(901), headers: RateHeaders(dailyRemaining: 200_000))
    #expect(take(3, at: .seconds(901), &window).count == 3)
  }

  @Test func `a request that never left takes no place`() {
    var window = RateWindow()
    let tickets = take(2, at: .zero, &window)
    window.abandon(tickets[0], at: .seconds(1), mayHaveArrived: false)
    #expect(window.used(at: .seconds(1)) == 1)
    window.abandon(tickets[1], at: .seconds(1), mayHaveArrived: true)
    #expect(window.used(at: .seconds(1)) == 1)
  }

  @Test func `who waits first goes first, and who gives up is forgotten`() async throws {
    let time = JumpingClock()
    let budget = RateBudget(clock: time.clock)
    var tickets: [RateWindow.Ticket] = []
    for _ in 0..<97 { tickets.append(try await budget.acquire()) }
    let given = Task { await failure { () async throws(ServiceError) in try await budget.acquire() } }
    let first = Task { try await budget.acquire() }
    given.cancel()
    #expect(await given.value == .cancelled)
    budget.answered(tickets[0], RateHeaders())
    // The alarm of the clock rings at once, so the place is free at the end of the interval.
    #expect(try await first.value.sentAt == .seconds(10))
    #expect(budget.snapshot.requestsSent == 98)
  }
}

@Suite struct `The queue in front of the server` {
  /// A clock that stands still, and never ends a wait.
  private let standing = ServiceClock(
    now: { .zero }, sleep: { _ in try await Task.sleep(for: .seconds(3600)) }, random: { 0 })

  @Test func `places are given in the order in which they were asked for`() async throws {
    let budget = RateBudget(clock: standing)
    var tickets: [RateWindow.Ticket] = []
    for _ in 0..<97 { tickets.append(try await budget.acquire()) }
    var waiting: [Task<RateWindow.Ticket, any Error>] = []
    for number in 1...10 {
      waiting.append(Task { try await budget.acquire() })
      while budget.snapshot.waiting < number { await Task.yield() }
    }
    waiting[3].cancel()
    while budget.snapshot.waiting > 9 { await Task.yield() }
    for ticket in tickets.prefix(9) { budget.unanswered(ticket, mayHaveArrived: false) }
    var numbers: [Int] = []
    for (index, task) in waiting.enumerated() where index != 3 { numbers.append(try await task.value.number) }
    #expect(numbers == Array(98...106))
    #expect(budget.snapshot.waiting == 0)
    #expect(budget.snapshot.used == 97)
  }
}

/// A small generator with a seed.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
