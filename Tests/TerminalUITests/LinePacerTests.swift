import TerminalUI
import Testing

@Suite struct `Pacing frames by the line` {
  var pacer = LinePacer()

  /// Sends a frame, asking if the pacer wants to; whether it asked.
  @discardableResult
  private mutating func send(_ bytes: Int, at now: Double) -> Bool {
    let isAsking = pacer.asks(for: bytes, at: now)
    pacer.sent(bytes, asking: isAsking, at: now)
    return isAsking
  }

  @Test mutating func `moves at a person's pace never ask`() {
    for press in 0..<100 {
      #expect(!send(60, at: Double(press) * 1.1))
      #expect(pacer.holdsUntil(at: Double(press) * 1.1) == nil)
    }
  }

  @Test mutating func `a large frame asks, and the next one waits for the answer`() {
    #expect(send(4000, at: 0))
    #expect(pacer.awaitsAnswer)
    #expect(pacer.holdsUntil(at: 0.1) == 0.5)
    pacer.answered()
    #expect(pacer.holdsUntil(at: 0.2) == nil)
  }

  @Test mutating func `a terminal that does not answer delays two frames at most`() {
    #expect(send(4000, at: 0))
    #expect(pacer.holdsUntil(at: 0.5) == nil)
    #expect(send(4000, at: 0.5))
    #expect(pacer.holdsUntil(at: 1) == nil)
    for second in 1..<10 {
      #expect(!send(4000, at: Double(second)))
      #expect(pacer.holdsUntil(at: Double(second)) == nil)
    }
  }

  @Test mutating func `a held key on a fast line is not held up`() {
    for press in 0..<300 {
      let now = Double(press) / 30
      #expect(pacer.holdsUntil(at: now) == nil)
      if send(60, at: now) { pacer.answered() }
    }
  }

  @Test mutating func `on a slow line little is on its way`() {
    // 1,000 bytes a second and 80 ms back; 30 frames of 180 bytes a second are wanted.
    var arrives = 0.0
    var answer: Double?
    var most = 0.0
    for press in 0..<300 {
      let now = Double(press) / 30
      if let due = answer, due <= now {
        pacer.answered()
        answer = nil
      }
      if pacer.holdsUntil(at: now) != nil { continue }
      arrives = max(arrives, now) + 0.18
      if send(180, at: now) { answer = arrives + 0.16 }
      most = max(most, arrives - now)
    }
    #expect(most < 0.9)
  }
}
