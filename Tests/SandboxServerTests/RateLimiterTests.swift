import Testing

@testable import SandboxServer

@Suite struct `The window of the rate limit` {
  @Test func `it slides`() {
    let limiter = RateLimiter(limit: .init(requests: 2, seconds: 10), dailyLimit: 0)
    #expect(limiter.take("t", now: 0).isAllowed)
    #expect(limiter.take("t", now: 6_000).isAllowed)
    let refused = limiter.take("t", now: 9_999)
    #expect(!refused.isAllowed)
    #expect(refused.wait == 1)
    #expect(limiter.take("t", now: 10_000).isAllowed)
    #expect(!limiter.take("t", now: 15_999).isAllowed)
    #expect(limiter.take("t", now: 16_000).isAllowed)
  }

  @Test func `the day ends at midnight`() {
    let limiter = RateLimiter(limit: .unlimited, dailyLimit: 1)
    let day: Int64 = 86_400_000
    #expect(limiter.take("t", now: 5 * day - 2).isAllowed)
    let refused = limiter.take("t", now: 5 * day - 1)
    #expect(!refused.isAllowed)
    #expect(refused.wait == 1)
    #expect(limiter.take("t", now: 5 * day).isAllowed)
  }
}
