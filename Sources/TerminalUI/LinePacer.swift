/// Keeps frames from queuing on a slow line: counts what is on its way, by the terminal's own reports.
///
/// A program cannot see how much of what it wrote is still on its way, so the terminal is asked to report (device
/// status, `CSI 5 n`) within a frame, and its answer shows that all before has arrived. A cursor report would do
/// as well, but one of its forms is also what some terminals send for a function key.
package struct LinePacer {
  /// From this many bytes on, unaccounted for, a frame asks.
  static let askFrom = 256
  /// No frame is sent while more than this is on its way.
  static let window = 512
  /// How long a frame waits for the answer: at first, and once the terminal has answered.
  static let patience = 0.5
  static let knownPatience = 2.0
  /// After this long without a frame, small ones are taken for arrived.
  static let settled = 1.0

  private var onTheWay = 0
  private var behindQuestion = 0
  private var askedAt: Double?
  private var lastSent = 0.0
  private var hasAnswered = false
  private var unanswered = 0

  package init() {}

  /// Whether an answer is due.
  package var awaitsAnswer: Bool { askedAt != nil }

  /// Until when the next frame must wait; nil when it may go.
  package func holdsUntil(at now: Double) -> Double? {
    guard let askedAt, onTheWay > Self.window else { return nil }
    let end = askedAt + (hasAnswered ? Self.knownPatience : Self.patience)
    return now < end ? end : nil
  }

  /// Until when an answer that is due is worth waiting for; nil when none is.
  func answerDue(at now: Double) -> Double? {
    askedAt.map { max($0, now) + (hasAnswered ? 1 : 0.2) }
  }

  /// Whether a frame of that many bytes should ask for a report.
  package mutating func asks(for bytes: Int, at now: Double) -> Bool {
    if let askedAt {
      let patience = hasAnswered ? Self.knownPatience : Self.patience
      if now - askedAt < patience { return false }
      // No answer came. A terminal that never answers is not asked for ever.
      self.askedAt = nil
      unanswered += 1
      if unanswered >= 2 { hasAnswered = false }
      onTheWay = 0
    } else if now - lastSent > Self.settled {
      onTheWay = 0
    }
    return unanswered < 2 && onTheWay + bytes >= Self.askFrom
  }

  /// Counts a frame that was sent; `behind` of its bytes stand behind its question.
  package mutating func sent(_ bytes: Int, asking: Bool, behind: Int = 0, at now: Double) {
    onTheWay += bytes
    lastSent = now
    if asking {
      askedAt = now
      behindQuestion = behind
    } else if askedAt != nil {
      behindQuestion += bytes
    }
  }

  /// The terminal has answered: all up to the question has arrived.
  package mutating func answered() {
    guard askedAt != nil else { return }
    askedAt = nil
    onTheWay = behindQuestion
    behindQuestion = 0
    hasAnswered = true
    unanswered = 0
  }
}
