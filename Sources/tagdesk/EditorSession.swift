import ContactStore
import Editor
import Engine
import Foundation
import HighLevelAPI
import Storage
import Tagging
import TerminalUI
import Views

/// One run of the editor: from the settings to the line that says what is staged.
enum EditorSession {
  static func run(
    global: GlobalOptions, sandbox: SandboxOptions, onHangup: HangupAnswer, query: String
  ) async throws {
    try checkTerminal()
    let parsed = try parse(query)
    let settings = try Settings.effective(global)
    let keyMap = try keyMap(settings)
    try Directories.ready(settings.paths)
    let connection = try await Connection.open(settings, global: global, sandbox: sandbox)
    let location = try StateStore(path: settings.paths.stateDatabase).location(connection.locationID)
    let draftLock = try DraftLock.acquire(location, isReadOnly: settings.isReadOnly.value)

    var services = EditorServices(
      contacts: connection.service, probe: connection.probe, drafts: location, journal: location,
      history: location, author: LockHolder.current(at: Date()).author,
      readOnlyReason: draftLock.readOnlyReason)
    services.options.tagCase = settings.tagCase.value
    services.lockCommit = { id throws(StorageError) in try DraftLock.lock(id, of: location) }
    services.isCarriedOut = { id throws(StorageError) in try location.isBeingCarriedOut(id) }

    let logFile = LogFile(path: settings.paths.log)
    services.log = { logFile.write(.note, $0) }
    let mailbox = Mailbox<Action>()
    let learned = LearnedLimits(of: location, configured: settings.planLimits)
    let post: @Sendable (Action) -> Void = { action in
      learned.note(action)
      mailbox.post(action)
    }
    let runner = EffectRunner(services: services, post: post)
    await runner.open()
    var session = session(settings, connection: connection, keyMap: keyMap, draftLock: draftLock)
    session.limits = try await learned.limits()
    var state = EditorState(session: session)
    state.start(query: query, parsed)
    let log = LogDescriptor.open(settings.paths.log)
    var terminal = Terminal.Options(logDescriptor: log)
    terminal.isColourless = !settings.isColored.value
    terminal.crashNotice = "tagdesk crashed; what was staged is kept, and the next start offers to go on."

    let screen = EditorScreen(mailbox: mailbox, runner: runner, options: terminal)
    let start = state
    let end = try await EventLoop<EditorState, Action>.onThread { screen.run(start) }.get()
    try await finish(end, runner: runner, onHangup: onHangup)
    try await learned.keep()
    await connection.close()
    draftLock.release()
    report(end.state)
    if let problem = end.state.fatalProblem { throw problem }
    switch end.ending {
    case .quit: break
    case .hangup: throw Problem(message: "The terminal went away.", remedy: "", exitCode: 129)
    case .terminated(let signal):
      throw Problem(message: "Ended by signal \(signal).", remedy: "", exitCode: 128 + signal)
    }
  }

  private static func checkTerminal() throws {
    guard Terminal.isPresent else {
      throw Problem(
        message: "The editor needs a terminal on standard input and output.",
        remedy: "Run it in one, over SSH with ssh -t; tagdesk --help lists the commands that need none.",
        exitCode: 2)
    }
  }

  private static func parse(_ query: String) throws -> Query {
    do throws(QueryError) {
      return try QueryParser.parse(query)
    } catch {
      throw Problem(
        message: "The query can't be read, column \(error.column + 1): \(error.message)", remedy: "",
        exitCode: 2)
    }
  }

  private static func keyMap(_ settings: Settings) throws -> KeyMap {
    var keyMap = KeyMap.standard
    do throws(KeyMap.Refusal) {
      try keyMap.remap(settings.keys)
    } catch {
      throw Problem(message: error.message, remedy: "Mend \(settings.paths.configFile).", exitCode: 2)
    }
    return keyMap
  }

  private static func session(
    _ settings: Settings, connection: Connection, keyMap: KeyMap, draftLock: DraftLock
  ) -> Session {
    let tagCase = settings.tagCase.value
    var session = Session(
      locationName: connection.locationID, isSandbox: connection.isSandbox,
      isReadOnly: draftLock.readOnlyReason != nil, tagCase: tagCase, limits: settings.planLimits,
      confirmAbove: settings.confirmAbove.value,
      guardedTags: Set(settings.guardedTags.value.map { ContactTag($0, case: tagCase) }), keyMap: keyMap,
      now: Date(), timeZone: .current)
    session.readOnlyReason = draftLock.readOnlyReason
    return session
  }

  /// What is under way when the screen has gone.
  private static func finish(_ end: EditorScreen.End, runner: EffectRunner, onHangup: HangupAnswer)
    async throws
  {
    switch end.ending {
    case .quit:
      if runner.isCommitting { Outcome.say("tagdesk: the commit goes on; this ends when it does.") }
    case .hangup: if onHangup == .stop { runner.stopCommit() }
    case .terminated: runner.stopCommit()
    }
    await runner.settle()
  }

  /// The line on the normal screen: what is staged, and how to go on.
  private static func report(_ state: EditorState) {
    let count = state.changeset.count
    guard count > 0 else { return }
    let edits = count == 1 ? "1 edit is" : "\(count.grouped) edits are"
    let name = DisplayWidth.harmless(state.session.locationName)
    Outcome.say("tagdesk: \(edits) staged for \(name) and kept; tagdesk opens with them.")
  }
}

/// The loop of the editor on the terminal's thread.
struct EditorScreen: Sendable {
  /// How it ended, and with what.
  struct End: Sendable {
    var ending: LoopEnding
    var state: EditorState
  }

  let mailbox: Mailbox<Action>
  let runner: EffectRunner
  let options: Terminal.Options

  func run(_ start: EditorState) -> Result<End, Problem> {
    var state = start
    let terminal: Terminal
    do throws(TerminalProblem) {
      terminal = try Terminal(
        options, wakeDescriptor: mailbox.writeDescriptor)
    } catch {
      return .failure(Problem(error))
    }
    let size = terminal.size
    _ = reduce(&state, .resized(columns: size.columns, rows: size.rows))
    _ = carryOut(state.begin())
    if let substitute = terminal.substitute {
      _ = reduce(&state, .notice("This type of terminal is unknown here and is taken for \(substitute)."))
    }
    var loop = EventLoop<EditorState, Action>(
      mailbox: mailbox,
      onInput: { state, input in
        let actions = state.actions(for: input, at: Self.now)
        return carryOut(actions.flatMap { reduce(&state, $0) })
      },
      onMessage: { state, action in
        carryOut(reduce(&state, .clock(Self.now)) + reduce(&state, action))
      },
      render: { Views.render($0, columns: $1, rows: $2) })
    loop.onShown = { _ = reduce(&$0, .frameShown) }
    let ending = loop.run(terminal, state: &state)
    return .success(End(ending: ending, state: state))
  }

  /// Seconds of a clock that only goes forward.
  private static var now: Double {
    let now = ContinuousClock.now
    return origin.duration(to: now) / .seconds(1)
  }

  private static let origin = ContinuousClock.now

  private func carryOut(_ effects: [Effect]) -> LoopVerdict {
    var verdict = LoopVerdict.go
    for effect in effects {
      switch effect {
      case .quit: verdict = .quit
      case .suspend: verdict = .suspend
      case .repaint: verdict = .repaint
      default: runner.run(effect)
      }
    }
    return verdict
  }
}

extension Problem {
  /// Words for a terminal that can't be used.
  init(_ problem: TerminalProblem) {
    switch problem {
    case .notATerminal:
      self.init(
        message: "The editor needs a terminal.", remedy: "Run it in one, over SSH with ssh -t.", exitCode: 2)
    case .unknownType(let type):
      self.init(
        message: "The type of terminal “\(type)” is not known here.",
        remedy: "Try TERM=xterm-256color tagdesk.", exitCode: 2)
    case .unusable(let type):
      self.init(
        message: "A terminal of type “\(type)” can't place its cursor.",
        remedy: "Try TERM=xterm-256color tagdesk.", exitCode: 2)
    case .lineClosed: self.init(message: "The terminal went away.", remedy: "", exitCode: 129)
    }
  }
}
