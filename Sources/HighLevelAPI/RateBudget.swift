import Synchronization
import Tagging

/// How much of the rate budget is used, for the screen.
public struct BudgetSnapshot: Sendable, Equatable {
  /// Requests that count now, with those of others as far as they are known.
  public var used: Int
  /// How many may count at once.
  public var limit: Int
  /// Requests that wait for their turn.
  public var waiting: Int
  /// Seconds for which a request counts.
  public var interval: Double
  /// Requests left today, when the server has said so.
  public var dailyRemaining: Int?
  /// Seconds until the pause after a 429 is over; 0 without one.
  public var pause: Double
  /// Whether other processes of this user are counted in, through the budget file.
  public var isShared: Bool
  /// Requests sent since the client was made.
  public var requestsSent: Int
}

/// The queue in front of the server: first come, first served, as fast as the window lets them go.
final class RateBudget: Sendable {
  private struct Waiter {
    let number: Int
    let continuation: CheckedContinuation<Result<RateWindow.Ticket, ServiceError>, Never>
  }

  private struct State {
    var window: RateWindow
    var waiters: [Waiter] = []
    var lastNumber = 0
    var alarm: (time: Duration, task: Task<Void, Never>)?
  }

  private let state: Mutex<State>
  private let clock: ServiceClock
  private let file: BudgetFile?

  init(dailyReserve: Int = 0, file: BudgetFile? = nil, clock: ServiceClock = .continuous) {
    self.file = file
    self.state = Mutex(State(window: RateWindow(dailyReserve: dailyReserve)))
    self.clock = clock
  }

  deinit { state.withLock { $0.alarm?.task.cancel() } }

  var snapshot: BudgetSnapshot {
    let now = clock.now()
    return state.withLock { state in
      BudgetSnapshot(
        used: state.window.used(at: now), limit: state.window.limit(at: now),
        waiting: state.waiters.count,
        interval: state.window.interval.inSeconds, dailyRemaining: state.window.dailyRemaining,
        pause: max(.zero, (state.window.blockedUntil ?? now) - now).inSeconds, isShared: file != nil,
        requestsSent: state.window.sent)
    }
  }

  /// Waits for a place in the window.
  /// - Throws: `dailyLimitReached`, `rateLimited` when the pause asked for is too long, `cancelled`.
  func acquire() async throws(ServiceError) -> RateWindow.Ticket {
    let number = state.withLock { state in
      state.lastNumber += 1
      return state.lastNumber
    }
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        state.withLock { $0.waiters.append(Waiter(number: number, continuation: continuation)) }
        // A task cancelled before this line had nobody to cancel.
        if Task.isCancelled { withdraw(number) }
        admit()
      }
    } onCancel: {
      withdraw(number)
    }
    return try result.get()
  }

  /// Notes an answer; one without 429.
  func answered(_ ticket: RateWindow.Ticket, _ headers: RateHeaders) {
    let now = clock.now()
    state.withLock { $0.window.settle(ticket, at: now, headers: headers) }
    admit()
  }

  /// Notes a 429.
  func refused(_ ticket: RateWindow.Ticket, _ headers: RateHeaders) {
    let now = clock.now()
    let jitter = clock.random()
    state.withLock { $0.window.settleThrottled(ticket, at: now, headers: headers, jitter: jitter) }
    admit()
  }

  /// Notes that no answer came.
  func unanswered(_ ticket: RateWindow.Ticket, mayHaveArrived: Bool) {
    let now = clock.now()
    state.withLock { $0.window.abandon(ticket, at: now, mayHaveArrived: mayHaveArrived) }
    admit()
  }

  private func withdraw(_ number: Int) {
    let waiter = state.withLock { state in
      state.waiters.firstIndex { $0.number == number }.map { state.waiters.remove(at: $0) }
    }
    waiter?.continuation.resume(returning: .failure(.cancelled))
    if waiter != nil { admit() }
  }

  /// Lets go whoever may, and sets the alarm for the next one.
  private func admit() {
    let now = clock.now()
    var settled: [(Waiter, Result<RateWindow.Ticket, ServiceError>)] = []
    state.withLock { state in
      file?.exchange(&state.window, at: now)
      defer { if !settled.isEmpty { file?.exchange(&state.window, at: now) } }
      var isWaiting = false
      while !isWaiting, let first = state.waiters.first {
        switch state.window.take(at: now) {
        case .granted(let ticket): settled.append((first, .success(ticket)))
        case .dayIsOver: settled.append((first, .failure(.dailyLimitReached)))
        case .shutOut(let seconds): settled.append((first, .failure(.rateLimited(retryAfter: seconds))))
        case .wait(let time):
          isWaiting = true
          if let time { setAlarm(for: time, now: now, &state) }
        }
        if !isWaiting { state.waiters.removeFirst() }
      }
    }
    for (waiter, result) in settled { waiter.continuation.resume(returning: result) }
  }

  private func setAlarm(for time: Duration, now: Duration, _ state: inout State) {
    if let alarm = state.alarm, alarm.time == time { return }
    state.alarm?.task.cancel()
    let task = Task { [clock, weak self] in
      do {
        try await clock.sleep(time - now)
      } catch {
        return  // Cancelled: another alarm has taken its place.
      }
      self?.alarmRang(at: time)
    }
    state.alarm = (time, task)
  }

  private func alarmRang(at time: Duration) {
    state.withLock { state in
      if state.alarm?.time == time { state.alarm = nil }
    }
    admit()
  }
}
