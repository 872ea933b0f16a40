import Tagging

/// The pieces that wait to be sent, in the order of the plan, and who must wait for whom.
///
/// No two pieces that share a contact are let out at once, since the API has no conditional write. Of pieces with
/// something that the server was never seen to accept, only a few are let out: should it be refused, few calls
/// were sent in vain.
struct CallQueue {
  /// How many pieces with the same untried tag or size may be in flight.
  static let scoutLimit = 3

  private var ready = PieceHeap()
  private var busy: Set<ContactID> = []
  private var waitingForContact: [ContactID: [CallPiece]] = [:]
  private var waitingForKey: [ScoutKey: [CallPiece]] = [:]
  private var scouting: [ScoutKey: Int] = [:]
  private var held: [ScoutKey: Int] = [:]

  /// Lines a piece up.
  mutating func append(_ piece: CallPiece) { ready.push(piece) }

  /// The first piece that nobody has looked at; it is either acquired or lined up again.
  mutating func pop() -> CallPiece? { ready.pop() }

  /// Lets a piece out, or makes it wait until what stands against it has gone.
  /// - Parameter keys: What about it nobody has seen the server accept.
  mutating func acquire(_ piece: CallPiece, keys: [ScoutKey]) -> CallPiece? {
    if let contact = piece.contacts.first(where: busy.contains) {
      waitingForContact[contact, default: []].append(piece)
      return nil
    }
    var piece = piece
    piece.scouts = []
    if piece.trial == nil {
      if let key = keys.first(where: { scouting[$0, default: 0] >= Self.scoutLimit || held[$0] != nil }) {
        waitingForKey[key, default: []].append(piece)
        return nil
      }
      piece.scouts = keys
      for key in keys { scouting[key, default: 0] += 1 }
    }
    busy.formUnion(piece.contacts)
    return piece
  }

  /// Takes back a piece that was let out: its contacts are free.
  mutating func release(_ piece: CallPiece) {
    for contact in piece.contacts {
      busy.remove(contact)
      if let waiting = waitingForContact.removeValue(forKey: contact) { waiting.forEach { ready.push($0) } }
    }
    for key in piece.scouts {
      scouting[key, default: 1] -= 1
      wake(key)
    }
  }

  /// Frees a contact of a piece that stays out with fewer.
  mutating func release(_ contact: ContactID) {
    busy.remove(contact)
    if let waiting = waitingForContact.removeValue(forKey: contact) { waiting.forEach { ready.push($0) } }
  }

  /// Lets out nothing more with these keys until they are freed, except the pieces of trials.
  mutating func hold(_ keys: [ScoutKey]) { for key in keys { held[key, default: 0] += 1 } }

  /// Ends a hold.
  mutating func free(_ keys: [ScoutKey]) {
    for key in keys {
      held[key] = (held[key] ?? 1) > 1 ? (held[key] ?? 1) - 1 : nil
      wake(key)
    }
  }

  /// Lets those look again that wait for a key.
  mutating func wake(_ key: ScoutKey) {
    if let waiting = waitingForKey.removeValue(forKey: key) { waiting.forEach { ready.push($0) } }
  }

  /// Takes out everything that waits.
  mutating func drain() -> [CallPiece] {
    var pieces: [CallPiece] = []
    while let piece = ready.pop() { pieces.append(piece) }
    pieces += waitingForContact.values.joined()
    pieces += waitingForKey.values.joined()
    waitingForContact = [:]
    waitingForKey = [:]
    return pieces
  }
}

/// Pieces by the place of their call, then by age: a binary heap.
private struct PieceHeap {
  private var entries: [(key: (Int, Int), piece: CallPiece)] = []
  private var age = 0

  mutating func push(_ piece: CallPiece) {
    age += 1
    entries.append(((piece.call, age), piece))
    var child = entries.count - 1
    while child > 0, entries[child].key < entries[(child - 1) / 2].key {
      entries.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func pop() -> CallPiece? {
    guard let first = entries.first else { return nil }
    let last = entries.removeLast()
    guard !entries.isEmpty else { return first.piece }
    entries[0] = last
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < entries.count {
        if entries[child].key < entries[least].key { least = child }
      }
      if least == parent { return first.piece }
      entries.swapAt(parent, least)
      parent = least
    }
  }
}
