import CNcurses
package import Editor
import Foundation
package import Views

/// What the loop does after an input or a message.
package enum LoopVerdict {
  case go, quit, suspend, repaint
  /// Gives the terminal to something else, the editor of `$EDITOR` say, while the closure runs.
  case runOutside(() -> Void)
}

/// Why the loop has ended.
package enum LoopEnding: Equatable, Sendable {
  case quit
  /// The terminal has gone away.
  case hangup
  case terminated(signal: Int32)
}

/// Shows the state, waits, and changes it by what comes: keys, messages, signals. Nothing happens in between.
package struct EventLoop<State, Message: Sendable> {
  private let mailbox: Mailbox<Message>
  /// What an input does to the state.
  package var onInput: (inout State, Input) -> LoopVerdict
  /// What a message does to the state.
  package var onMessage: (inout State, Message) -> LoopVerdict
  /// The state as a screen of so many columns and rows.
  package var render: (borrowing State, Int, Int) -> Screen
  /// In how many seconds the state wants to be drawn again, if ever: a clock that is shown, a notice that fades.
  package var nextWake: (borrowing State) -> Double? = { _ in nil }
  /// Called with the state when what it looks like has been sent.
  package var onShown: (inout State) -> Void = { _ in }

  package init(
    mailbox: Mailbox<Message>, onInput: @escaping (inout State, Input) -> LoopVerdict,
    onMessage: @escaping (inout State, Message) -> LoopVerdict,
    render: @escaping (borrowing State, Int, Int) -> Screen
  ) {
    self.mailbox = mailbox
    self.onInput = onInput
    self.onMessage = onMessage
    self.render = render
  }

  /// Runs until something ends it. The terminal must have been made with the mailbox's `writeDescriptor`.
  package func run(_ terminal: consuming Terminal, state: inout State) -> LoopEnding {
    var round = Round(terminal: terminal, loop: self)
    let ending = round.run(&state)
    round.awaitAnswer()
    // SIGHUP alone may be sent to a program whose terminal is still there.
    if round.isLineClosed || Poll.isHungUp { round.terminal.abandon() }
    return ending
  }

  /// Runs `body` on a thread of its own, and waits without blocking the thread of the caller.
  package static func onThread<T: Sendable>(_ body: @Sendable @escaping () -> T) async -> T {
    await withCheckedContinuation { continuation in
      let thread = Thread { continuation.resume(returning: body()) }
      thread.name = "terminal"
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  /// One run of the loop.
  private struct Round: ~Copyable {
    var terminal: Terminal
    let loop: EventLoop
    var decoder: InputDecoder
    var pacer = LinePacer()
    var isStale = true
    var emptyReads = 0
    var isLineClosed = false
    /// Inputs that the state has not got yet.
    var typedAhead: [Input] = []

    init(terminal: consuming Terminal, loop: EventLoop) {
      decoder = InputDecoder(isUTF8: terminal.isUTF8)
      self.terminal = terminal
      self.loop = loop
    }

    mutating func run(_ state: inout State) -> LoopEnding {
      while true {
        if let ending = show(&state) { return ending }
        let ready = Poll.wait(mailbox: loop.mailbox.readDescriptor, seconds: waitingTime(state))
        if ready.isHungUp { return hangup() }
        isStale = isStale || ready.isTimeOut
        if let ending = takeSignals(&state) { return ending }
        for message in loop.mailbox.drain() {
          isStale = true
          if act(on: loop.onMessage(&state, message)) { return .quit }
        }
        let codes = ready.hasInput ? terminal.readCodes(isPasting: decoder.isPasting) : []
        if ready.hasInput, codes.isEmpty {
          // Readable, and nothing to read, again and again: the end of the input.
          emptyReads += 1
          if emptyReads > 3 { return hangup() }
          continue
        }
        emptyReads = 0
        if hand(inputs(of: codes), to: &state) { return .quit }
      }
    }

    private mutating func hangup() -> LoopEnding {
      isLineClosed = true
      return .hangup
    }

    private mutating func show(_ state: inout State) -> LoopEnding? {
      guard isStale, pacer.holdsUntil(at: Poll.now) == nil else { return nil }
      let size = terminal.size
      let screen = loop.render(state, size.columns, size.rows)
      var isAsking = false
      do {
        let now = Poll.now
        let bytes = try terminal.show(screen) { bytes in
          isAsking = pacer.asks(for: bytes, at: now)
          return isAsking
        }
        if bytes > 0 { pacer.sent(bytes, asking: isAsking, behind: terminal.bytesBehindQuestion, at: now) }
      } catch {
        return takeSignals(&state) ?? hangup()
      }
      decoder.awaitsAnswer = pacer.awaitsAnswer
      isStale = false
      loop.onShown(&state)
      return nil
    }

    private func waitingTime(_ state: borrowing State) -> Double? {
      let now = Poll.now
      let ends = [
        isStale ? pacer.holdsUntil(at: now).map { $0 - now } ?? 0 : nil,
        decoder.deadline.map { $0 - now },
        loop.nextWake(state),
      ]
      return ends.compactMap { $0 }.min()
    }

    private mutating func takeSignals(_ state: inout State) -> LoopEnding? {
      let signals = Int(cn_take_signals())
      if signals == 0 { return nil }
      if signals & CN_SIGNAL_HANGUP != 0 { return .hangup }
      if signals & CN_SIGNAL_TERMINATE != 0 { return .terminated(signal: SIGTERM) }
      if signals & CN_SIGNAL_INTERRUPT != 0 { return .terminated(signal: SIGINT) }
      if signals & CN_SIGNAL_SUSPEND != 0 {
        awaitAnswer()
        terminal.suspend()
        adoptSize(&state)
      } else if signals & CN_SIGNAL_CONTINUED != 0 {
        // Stopped without being asked: whoever had the terminal meanwhile has changed its modes.
        terminal.released {}
        adoptSize(&state)
      } else if signals & CN_SIGNAL_RESIZED != 0 {
        terminal.adoptSize()
        adoptSize(&state)
      }
      return nil
    }

    private mutating func adoptSize(_ state: inout State) {
      isStale = true
      let size = terminal.size
      _ = act(on: loop.onInput(&state, .resize(columns: size.columns, rows: size.rows)))
    }

    /// What was read, as inputs; or what has been held back long enough.
    private mutating func inputs(of codes: [Int32]) -> [Input] {
      let now = Poll.now
      let inputs = codes.isEmpty ? decoder.expire(at: now) : decoder.decode(codes, at: now)
      for _ in 0..<decoder.answers { pacer.answered() }
      decoder.answers = 0
      decoder.awaitsAnswer = pacer.awaitsAnswer
      return inputs
    }

    /// Hands inputs to the state; true when that ends the loop.
    private mutating func hand(_ inputs: [Input], to state: inout State) -> Bool {
      typedAhead += inputs
      while !typedAhead.isEmpty {
        isStale = true
        if act(on: loop.onInput(&state, typedAhead.removeFirst())) { return true }
      }
      return false
    }

    /// Waits a moment for an answer that is due, so that no other program reads it as keys.
    mutating func awaitAnswer() {
      guard !isLineClosed, let end = pacer.answerDue(at: Poll.now) else { return }
      while pacer.awaitsAnswer, Poll.now < end {
        let ready = Poll.wait(mailbox: -1, seconds: end - Poll.now)
        let codes = ready.hasInput && !ready.isHungUp ? terminal.readCodes(isPasting: decoder.isPasting) : []
        if codes.isEmpty { return }
        typedAhead += inputs(of: codes)
      }
    }

    private mutating func act(on verdict: LoopVerdict) -> Bool {
      switch verdict {
      case .go: break
      case .quit: return true
      case .suspend:
        awaitAnswer()
        terminal.suspend()
      case .repaint: terminal.repaint()
      case .runOutside(let work):
        awaitAnswer()
        terminal.released(work)
        // What was meant for the other program.
        _ = cn_take_signals()
      }
      return false
    }
  }
}
