import CNcurses
import Glibc
package import Views

/// The terminal, while the program has it: shows frames, reads keys, and is given back in `deinit`.
///
/// It belongs to the thread that made it. There is one at a time.
package struct Terminal: ~Copyable {
  /// How to take the terminal.
  package struct Options: Sendable {
    /// Where standard error and output go while the screen is up; nil leaves them.
    package var logDescriptor: Int32?
    /// Without colours: `--no-color`. `NO_COLOR` in the environment, not empty, does the same.
    package var isColourless = false
    package var palette = Palette.standard
    /// What a crash leaves on the terminal, once it is restored: a line of ASCII.
    package var crashNotice = ""

    package init(
      logDescriptor: Int32? = nil, isColourless: Bool = false, palette: Palette = .standard,
      crashNotice: String = ""
    ) {
      self.logDescriptor = logDescriptor
      self.isColourless = isColourless
      self.palette = palette
      self.crashNotice = crashNotice
    }
  }

  /// What terminal is pretended, when the type that `TERM` names is unknown here: worth saying once.
  package let substitute: String?
  /// Whether the locale's characters are UTF-8.
  package let isUTF8: Bool
  /// The number of colours in use, 0 without.
  package let colours: Int
  /// Bytes sent since the start, and by the last frame.
  package private(set) var bytesSent = 0
  package private(set) var bytesOfLastFrame = 0

  /// Bytes of the last frame behind its question.
  private(set) var bytesBehindQuestion = 0

  private var shown: Frame?
  private var clusters = ClusterTable()
  private var run: [cn_cell] = []
  private var isLineClosed = false

  /// Takes the terminal. Signals write a byte to `wakeDescriptor`.
  package init(_ options: Options = Options(), wakeDescriptor: Int32) throws(TerminalProblem) {
    let type = Self.environment("TERM")
    let wantsColour = !options.isColourless && Self.environment("NO_COLOR").isEmpty
    let log = options.logDescriptor ?? -1
    switch Int(cn_start(log, wakeDescriptor, wantsColour ? 1 : 0, options.crashNotice)) {
    case CN_STARTED: substitute = nil
    case CN_STARTED_AS_XTERM: substitute = "xterm-256color"
    case CN_STARTED_AS_VT100: substitute = "vt100"
    case CN_NOT_A_TERMINAL: throw .notATerminal
    case CN_UNUSABLE_TERMINAL: throw .unusable(type)
    default: throw .unknownType(type)
    }
    isUTF8 = cn_is_utf8() != 0
    colours = Int(cn_colours())
    Style.defineAll(options.palette)
  }

  deinit { cn_end(isLineClosed ? 1 : 0) }

  /// Whether standard input and output are a terminal.
  package static var isPresent: Bool { cn_is_terminal() != 0 }

  /// The size of the terminal before it is taken; nil where the system does not know.
  package static var sizeBeforehand: (columns: Int, rows: Int)? {
    var columns: Int32 = 0
    var rows: Int32 = 0
    cn_terminal_size(&columns, &rows)
    return columns > 0 && rows > 0 ? (Int(columns), Int(rows)) : nil
  }

  package var size: (columns: Int, rows: Int) {
    var columns: Int32 = 0
    var rows: Int32 = 0
    cn_size(&columns, &rows)
    return (Int(columns), Int(rows))
  }

  /// Sends what differs from the frame shown before, with one `write`; nothing when nothing does.
  ///
  /// - Returns: how many bytes were sent.
  @discardableResult
  package mutating func show(_ screen: Screen) throws(TerminalProblem) -> Int {
    try show(screen) { _ in false }
  }

  /// The same; `asks` learns how many bytes there are to send and says whether to ask the terminal to report when
  /// it has got so far.
  mutating func show(_ screen: Screen, asks: (Int) -> Bool) throws(TerminalProblem) -> Int {
    let size = size
    if clusters.clusters.count > 4096 {
      clusters = ClusterTable()
      shown = nil
    }
    let frame = Frame(screen, columns: size.columns, rows: size.rows, clusters: &clusters)
    if var former = shown, former.columns == frame.columns, former.rows == frame.rows {
      if let scroll = frame.scroll(from: former) {
        cn_scroll(Int32(scroll.region.lowerBound), Int32(scroll.region.upperBound), Int32(scroll.lines))
        former = former.scrolled(scroll)
      }
      for row in 0..<size.rows {
        if let columns = frame.difference(from: former, row: row) { put(frame, row: row, columns: columns) }
      }
    } else {
      for row in 0..<size.rows { put(frame, row: row, columns: 0..<frame.columns) }
    }
    shown = frame
    cn_place_cursor(
      Int32(max(0, min(screen.cursor.row, size.rows - 1))),
      Int32(max(0, min(screen.cursor.column, size.columns - 1))))
    let composed = cn_compose()
    bytesOfLastFrame = 0
    if composed == 0 { return 0 }
    var how = composed >= Self.largeFrame ? Int32(CN_SEND_SYNCHRONISED) : 0
    if asks(composed) { how |= Int32(CN_SEND_ASKING) }
    let sent = cn_send(how, &bytesBehindQuestion)
    if sent < 0 {
      isLineClosed = sent != -Int(EINTR)
      throw .lineClosed
    }
    bytesSent += sent
    bytesOfLastFrame = sent
    return sent
  }

  /// Frames from this size on are synchronised (mode 2026, 16 bytes), sent blindly: a terminal without it ignores
  /// the marks, while some print a part of the question for it.
  private static let largeFrame = 512

  /// Sends the next frame whole.
  package mutating func repaint() { cn_repaint() }

  /// Adopts the size that the terminal has now.
  package mutating func adoptSize() {
    cn_resize()
    shown = nil
  }

  /// Gives the terminal back while `work` runs, and takes it again.
  package mutating func released(_ work: () -> Void) {
    cn_leave()
    work()
    cn_return()
    shown = nil
  }

  /// Stops the process as `Ctrl-Z` does elsewhere; returns when it is continued.
  package mutating func suspend() { released { cn_stop_process() } }

  /// Marks the terminal as gone: nothing is written to it any more, not even to restore it.
  package mutating func abandon() { isLineClosed = true }

  /// All codes that can be read without waiting; in a bracketed paste, which `isPasting` says is open, in bulk.
  func readCodes(isPasting: Bool) -> [Int32] {
    var codes: [Int32] = []
    var isPasting = isPasting
    while true {
      if isPasting {
        let known = codes.count
        let bytes = [CChar](unsafeUninitializedCapacity: 4096) { $1 = cn_read_bytes($0.baseAddress, 4096) }
        if bytes.isEmpty { return codes }
        codes += bytes.map { Int32(UInt8(bitPattern: $0)) }
        isPasting = !codes[max(0, known - 5)...].contains(KeySequence.pasteEnd.map { Int32($0) })
      } else {
        let code = cn_read()
        if code == Int32(CN_NO_KEY) { return codes }
        codes.append(code)
        isPasting = code == Int32(CN_KEY_PASTE_BEGIN)
      }
    }
  }

  private mutating func put(_ frame: Frame, row: Int, columns: Range<Int>) {
    var start = columns.lowerBound
    run.removeAll(keepingCapacity: true)
    for column in columns {
      let cell = frame.cells[row * frame.columns + column]
      let content = UInt32(truncatingIfNeeded: cell)
      let style = UInt32(truncatingIfNeeded: cell >> 32)
      if content & Cell.clusterBit != 0 {
        flush(row: row, column: start)
        let isWide = column + 1 < columns.upperBound && frame.isContinuation(row * frame.columns + column + 1)
        putCluster(content & ~Cell.clusterBit, row: row, column: column, isWide: isWide, style: style)
        start = column + (isWide ? 2 : 1)
      } else if content == Cell.continuation {
        if !run.isEmpty { run.append(cn_cell(scalar: 0, style: style)) }
      } else {
        run.append(cn_cell(scalar: isUTF8 ? content : PlainText.ascii(content), style: style))
      }
    }
    flush(row: row, column: start)
  }

  private mutating func flush(row: Int, column: Int) {
    if run.isEmpty { return }
    cn_put(Int32(row), Int32(column), run, Int32(run.count))
    run.removeAll(keepingCapacity: true)
  }

  private func putCluster(_ number: UInt32, row: Int, column: Int, isWide: Bool, style: UInt32) {
    var scalars = clusters.clusters[Int(number)].unicodeScalars.map(\.value)
    if !isUTF8 { scalars = scalars.prefix(1).map(PlainText.ascii) }
    cn_put_cluster(
      Int32(row), Int32(column), scalars, Int32(scalars.count), isWide ? 2 : 1, Int32(style))
  }

  private static func environment(_ name: String) -> String {
    getenv(name).map { String(cString: $0) } ?? ""
  }
}

@available(*, unavailable)
extension Terminal: Sendable {}
