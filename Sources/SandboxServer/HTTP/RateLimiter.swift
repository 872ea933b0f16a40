import Synchronization

/// Counts the requests of each token, in a sliding window and by day.
///
/// API: highlevel-api.md §5. Assumed: the window slides, and refused requests do not count.
final class RateLimiter: Sendable {
  /// What is left to a token after a request.
  struct Budget: Sendable, Equatable {
    /// Whether the request may be answered.
    var isAllowed: Bool
    var remaining: Int
    var dailyRemaining: Int
    /// Milliseconds until a request of this token is allowed again, for one that is not.
    var wait: Int64 = 0
  }

  private struct Usage {
    /// When requests were made, in milliseconds; those before `first` have left the window.
    var times: [Int64] = []
    var first = 0
    var day: Int64 = 0
    var today = 0
  }

  private let limit: SandboxConfiguration.RateLimit
  private let dailyLimit: Int
  private let usage = Mutex<[String: Usage]>([:])

  init(limit: SandboxConfiguration.RateLimit, dailyLimit: Int) {
    self.limit = limit
    self.dailyLimit = dailyLimit
  }

  /// The requests of a window that the headers speak of; without a limit the API's usual 100.
  var maximum: Int { limit.requests > 0 ? limit.requests : 100 }
  var intervalMilliseconds: Int { limit.seconds * 1000 }
  var dailyMaximum: Int { dailyLimit > 0 ? dailyLimit : 200_000 }

  /// The budget of somebody without a token.
  var untouched: Budget { Budget(isAllowed: true, remaining: maximum, dailyRemaining: dailyMaximum) }

  /// Counts a request of `token` at `now`, in milliseconds since 1970, unless the budget is used up.
  func take(_ token: String, now: Int64) -> Budget {
    usage.withLock { take(&$0[token, default: Usage()], now) }
  }

  private func take(_ usage: inout Usage, _ now: Int64) -> Budget {
    let windowStart = now - Int64(intervalMilliseconds)
    while usage.first < usage.times.count, usage.times[usage.first] <= windowStart { usage.first += 1 }
    if usage.first > 1024 {
      usage.times.removeFirst(usage.first)
      usage.first = 0
    }
    let day = now / 86_400_000
    if day != usage.day {
      usage.day = day
      usage.today = 0
    }
    let used = usage.times.count - usage.first
    var budget = Budget(
      isAllowed: true,
      remaining: limit.requests > 0 ? max(0, maximum - used - 1) : maximum,
      dailyRemaining: dailyLimit > 0 ? max(0, dailyMaximum - usage.today - 1) : dailyMaximum)
    if dailyLimit > 0, usage.today >= dailyLimit {
      budget = Budget(isAllowed: false, remaining: max(0, maximum - used), dailyRemaining: 0)
      budget.wait = (day + 1) * 86_400_000 - now
    } else if limit.requests > 0, used >= limit.requests {
      budget = Budget(isAllowed: false, remaining: 0, dailyRemaining: max(0, dailyMaximum - usage.today))
      budget.wait = usage.times[usage.first] + Int64(intervalMilliseconds) - now
    } else {
      if limit.requests > 0 { usage.times.append(now) }
      usage.today += 1
    }
    return budget
  }
}
