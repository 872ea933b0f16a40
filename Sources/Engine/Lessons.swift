import Tagging

/// What a commit learns about the server while it runs.
struct Lessons {
  /// The sizes of bulk calls that the server takes, as far as is known.
  private(set) var limits: PlanLimits
  /// Whether the server has a bulk call at all.
  var hasBulk = true
  private var accepted: Set<ScoutKey> = []
  /// By the number of tags, the most contacts that were accepted with it.
  private var proven: [Int: Int] = [1: 1]
  private var suspicions: [ScoutKey: Int] = [:]
  private var witnesses: [ScoutKey: (reason: String, count: Int)] = [:]
  private static let witnessesNeeded = 4
  private var refused: [ScoutKey: String] = [:]
  private(set) var loweredContacts: Int?
  private(set) var loweredTags: Int?

  init(limits: PlanLimits) { self.limits = limits }

  /// What about a piece nobody has seen the server accept; a single edit has nothing to lose.
  func untried(in piece: CallPiece) -> [ScoutKey] {
    guard piece.editCount > 1 else { return [] }
    var keys = piece.tags.map { ScoutKey.tag(piece.action, $0) }.filter { !accepted.contains($0) }
    if !isProven(contacts: piece.contacts.count, tags: piece.tags.count) { keys.append(.size) }
    return keys
  }

  /// Whether a call of this size, or a larger one, was accepted.
  func isProven(contacts: Int, tags: Int) -> Bool {
    proven.contains { $0.key >= tags && $0.value >= contacts }
  }

  /// Whether every tag of it was accepted for some contact.
  func knowsTags(of piece: CallPiece) -> Bool {
    piece.tags.allSatisfy { accepted.contains(.tag(piece.action, $0)) }
  }

  /// The server took the piece.
  /// - Returns: What is tried now.
  mutating func accept(_ piece: CallPiece) -> [ScoutKey] {
    var news: [ScoutKey] = []
    for tag in piece.tags where accepted.insert(.tag(piece.action, tag)).inserted {
      news.append(.tag(piece.action, tag))
    }
    if !isProven(contacts: piece.contacts.count, tags: piece.tags.count) {
      proven[piece.tags.count] = max(proven[piece.tags.count] ?? 0, piece.contacts.count)
      news.append(.size)
    }
    return news
  }

  /// The tag is at fault for a refusal; one that was accepted before needs a second witness.
  mutating func suspect(_ tag: String, _ action: TagAction, reason: String) {
    let key = ScoutKey.tag(action, tag)
    suspicions[key, default: 0] += 1
    if !accepted.contains(key) || suspicions[key, default: 0] > 1 { refused[key] = reason }
  }

  /// A single edit was refused: a tag that nobody's contact was seen to take has so many witnesses against it.
  mutating func witness(_ piece: CallPiece, reason: String) {
    guard let tag = piece.tags.first, piece.editCount == 1 else { return }
    let key = ScoutKey.tag(piece.action, tag)
    guard !accepted.contains(key) else { return }
    if witnesses[key]?.reason == reason {
      witnesses[key]?.count += 1
    } else {
      witnesses[key] = (reason, 1)
    }
    if witnesses[key]?.count ?? 0 >= Self.witnessesNeeded { refused[key] = reason }
  }

  /// A bulk call is taken with this many contacts, and was refused with more.
  mutating func lower(contacts: Int) {
    limits.contacts = min(limits.contacts, max(1, contacts))
    loweredContacts = limits.contacts
  }

  /// A call is taken with this many tags, and was refused with more.
  mutating func lower(tags: Int) {
    limits.tags = min(limits.tags, max(1, tags))
    loweredTags = limits.tags
  }

  /// The reason why the server refuses a tag, where that is known.
  func refusal(of tag: String, in piece: CallPiece) -> String? { refused[.tag(piece.action, tag)] }

  /// Cuts a piece to what the server is known to take.
  /// - Returns: `nil` when it can be sent as it is.
  func cut(_ piece: CallPiece) -> (pieces: [CallPiece], refused: [(piece: CallPiece, reason: String)])? {
    let bad = piece.tags.filter { refusal(of: $0, in: piece) != nil }
    let isTooMuch = piece.isBulk && !hasBulk
    if isTooMuch && piece.tags.isEmpty {
      return ([], [(piece, "the server has no call that clears all tags")])
    }
    let most = isTooMuch ? 1 : limits.contacts
    guard isTooMuch || !bad.isEmpty || piece.contacts.count > most || piece.tags.count > limits.tags else {
      return nil
    }
    let good = bad.isEmpty ? piece.tags : piece.tags.filter { refusal(of: $0, in: piece) == nil }
    var pieces: [CallPiece] = []
    for tags in good.stretches(of: limits.tags) {
      for contacts in piece.contacts.stretches(of: most) {
        var part = piece.with(tags: tags).with(contacts: contacts)
        if isTooMuch { part.removesAllTags = false }
        pieces.append(part)
      }
    }
    return (pieces, bad.map { (piece.with(tags: [$0]), refusal(of: $0, in: piece) ?? "") })
  }
}

extension Array {
  /// The elements in stretches of at most `size`.
  fileprivate func stretches(of size: Int) -> [[Element]] {
    stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
  }
}
