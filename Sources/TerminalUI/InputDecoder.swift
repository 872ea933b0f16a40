import CNcurses
package import Editor

/// Makes inputs of what the terminal sends: keys, pastes; sequences cut in two by a slow line.
///
/// It gets batches, each of all that could be read at once: bytes below 256, else the shim's codes of keys.
/// Times are seconds of any clock that only goes forward.
package struct InputDecoder {
  /// How long the rest of a key's sequence may come after its Esc.
  static let tailTime = 0.5
  /// How long an Esc is held back while an answer of the terminal, which begins with one, is awaited.
  static let answerTime = 0.15
  /// After this long without a byte an open bracketed paste is taken for ended.
  static let pasteTime = 5.0
  /// A batch of text within this time after a pasted one belongs to it.
  static let pasteGap = 0.1
  /// More printable characters than this in one batch are a paste.
  static let typedAtOnce = 16

  /// Whether an answer of the terminal is awaited.
  package var awaitsAnswer = false
  /// How many answers have come; whoever counts them sets it back.
  package var answers = 0

  private let isUTF8: Bool
  private var scalars = ScalarDecoder()
  /// The bytes after an Esc so far; nil when none is open.
  private var sequence: [UInt8]?
  /// Whether the Esc of the open sequence has been delivered, so that a key it completes is swallowed.
  private var isEscapeDelivered = false
  private var escapedAt = 0.0
  /// The bytes of an open bracketed paste.
  private var paste: [UInt8]?
  private var pastedAt = -1.0

  // What the batch at hand has given.
  private var inputs: [Input] = []
  private var text = ""
  private var previous: Unicode.Scalar?
  private var printable = 0
  private var isTextOnly = true

  package init(isUTF8: Bool = true) { self.isUTF8 = isUTF8 }

  /// The inputs of one batch.
  package mutating func decode(_ codes: [Int32], at now: Double) -> [Input] {
    begin()
    if expired(at: now) { giveUpSequence() }
    isTextOnly = sequence == nil || (sequence == [] && isEscapeDelivered)
    for code in codes { take(code, at: now) }
    if sequence == [], !isEscapeDelivered, !awaitsAnswer { deliverEscape() }
    return finish(at: now)
  }

  /// Whether a bracketed paste is open.
  package var isPasting: Bool { paste != nil }

  /// When `expire` has something to deliver, if nothing comes before.
  package var deadline: Double? {
    if paste != nil { return pastedAt + Self.pasteTime }
    guard let sequence, !(sequence.isEmpty && isEscapeDelivered) else { return nil }
    return escapedAt + (sequence.isEmpty ? Self.answerTime : Self.tailTime)
  }

  /// What was held back for a rest that has not come.
  package mutating func expire(at now: Double) -> [Input] {
    guard let deadline, now >= deadline else { return [] }
    begin()
    if paste != nil { endPaste(at: now) }
    if sequence == [], !isEscapeDelivered { deliverEscape() } else { giveUpSequence() }
    return inputs
  }

  // MARK: - A batch

  private mutating func begin() {
    inputs = []
    text = ""
    previous = nil
    printable = 0
    isTextOnly = true
  }

  private mutating func finish(at now: Double) -> [Input] {
    if sequence?.isEmpty == false { isTextOnly = false }
    guard isTextOnly, printable > 0 else { return inputs }
    let isHeldKey = inputs.allSatisfy { $0 == inputs.first }
    let follows = pastedAt >= 0 && now - pastedAt < Self.pasteGap
    guard (printable > Self.typedAtOnce && !isHeldKey) || follows else { return inputs }
    pastedAt = now
    return [.paste(text)]
  }

  private mutating func take(_ code: Int32, at now: Double) {
    if code == Int32(CN_KEY_ANSWER) {
      answers += 1
    } else if code >= 0, code < 256 {
      take(byte: UInt8(code), at: now)
    } else if code == Int32(CN_KEY_PASTE_END) {
      if paste != nil { endPaste(at: now) }
    } else if paste != nil {
      pastedAt = now
    } else {
      giveUpSequence()
      isTextOnly = false
      if code == Int32(CN_KEY_PASTE_BEGIN) {
        beginPaste(at: now)
      } else if let key = KeySequence.key(code: code) {
        inputs.append(.key(key))
      }
    }
  }

  private mutating func take(byte: UInt8, at now: Double) {
    if paste != nil {
      paste?.append(byte)
      pastedAt = now
      if byte == KeySequence.pasteEnd.last, let bytes = paste, bytes.ends(with: KeySequence.pasteEnd) {
        paste?.removeLast(KeySequence.pasteEnd.count)
        endPaste(at: now)
      }
    } else if let open = sequence {
      take(byte, after: open, at: now)
    } else if byte == 0x1B {
      open(at: now)
    } else {
      type(byte)
    }
  }

  private mutating func type(_ byte: UInt8) {
    guard let scalar = isUTF8 ? scalars.decode(byte) : Unicode.Scalar(byte) else { return }
    if let key = KeySequence.key(scalar: scalar) { inputs.append(.key(key)) }
    if let character = Self.pasted(scalar, after: previous) {
      text.unicodeScalars.append(character)
      printable += 1
    }
    previous = scalar
  }

  // MARK: - Sequences

  private mutating func open(at now: Double) {
    sequence = []
    isEscapeDelivered = false
    escapedAt = now
    isTextOnly = false
  }

  private mutating func take(_ byte: UInt8, after open: [UInt8], at now: Double) {
    let bytes = open + [byte]
    switch KeySequence.match(bytes) {
    case .incomplete: sequence = bytes
    case .none:
      giveUpSequence()
      take(byte: byte, at: now)
    case .answer:
      sequence = nil
      answers += 1
    case .pasteBegin:
      sequence = nil
      beginPaste(at: now)
    case .key(let key):
      sequence = nil
      if !isEscapeDelivered, let key { inputs.append(.key(key)) }
    }
  }

  private mutating func deliverEscape() {
    inputs.append(.key(.escape))
    isEscapeDelivered = true
  }

  /// What came after the Esc was no sequence: the Esc was a key, and so are they.
  private mutating func giveUpSequence() {
    guard let bytes = sequence else { return }
    if !isEscapeDelivered { deliverEscape() }
    sequence = nil
    for byte in bytes { type(byte) }
  }

  private func expired(at now: Double) -> Bool { sequence != nil && now - escapedAt > Self.tailTime }

  // MARK: - Pastes

  private mutating func beginPaste(at now: Double) {
    isTextOnly = false
    paste = []
    pastedAt = now
  }

  private mutating func endPaste(at now: Double) {
    guard let bytes = paste else { return }
    paste = nil
    pastedAt = -1
    isTextOnly = false
    let latin = { String(bytes.map { Character(Unicode.Scalar($0)) }) }
    let all = isUTF8 ? String(decoding: bytes, as: UTF8.self) : latin()
    var result = ""
    var previous: Unicode.Scalar?
    for scalar in all.unicodeScalars {
      if let kept = Self.pasted(scalar, after: previous) { result.unicodeScalars.append(kept) }
      previous = scalar
    }
    inputs.append(.paste(result))
  }

  /// What a scalar is in a paste: line ends as they come from terminals are line feeds; controls are left out.
  private static func pasted(_ scalar: Unicode.Scalar, after previous: Unicode.Scalar?) -> Unicode.Scalar? {
    switch scalar.value {
    case 0x0A where previous == "\r": nil
    case 0x0D: "\n"
    case 0x09, 0x0A: scalar
    case 0..<0x20, 0x7F..<0xA0: nil
    default: scalar
    }
  }
}

extension Collection where Element: Equatable, Self: BidirectionalCollection {
  fileprivate func ends(with other: some BidirectionalCollection<Element>) -> Bool {
    reversed().starts(with: other.reversed())
  }
}
