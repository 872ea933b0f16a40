import Tagging

/// Halving what was refused.
extension CommitRun {
  /// Looks for the cause why a piece of several edits, which holds no contacts, was refused.
  func seekCause(of reason: String, in piece: CallPiece) {
    if piece.trial != nil {
      refusedTrial(piece, reason, isSettled: false)
      return
    }
    if let cut = lessons.cut(piece) {
      replace(piece, by: cut.pieces, refused: cut.refused)
      return
    }
    let text = Self.withoutIDs(reason, piece)
    if let open = search.searches.first(where: { $0.value.text == text })?.key {
      search.searches[open]?.parked.append((piece, reason))
      return
    }
    let number = nextToken()
    let holds = lessons.untried(in: piece)
    queue.hold(holds)
    search.searches[number] = RefusalSearch.Search(text: text, reason: reason, holds: holds)
    split(piece, reason, in: number)
    closeIfDone(number)
  }

  /// A piece of a trial was accepted, or at least not refused whole.
  func acceptedTrial(_ piece: CallPiece) { closeTrial(of: piece) { _ in } }

  /// A piece of a trial was refused.
  func refusedTrial(_ piece: CallPiece, _ reason: String, isSettled: Bool = true) {
    guard let number = piece.trial, let trial = search.trials[number] else {
      if !isSettled { ledger.refuse(piece, piece.contacts, reason: reason) }
      return
    }
    guard Self.withoutIDs(reason, piece) == search.searches[trial.search]?.text else {
      // Another cause: it says nothing for this search, and gets one of its own if it is not settled.
      if isSettled {
        acceptedTrial(piece)
      } else {
        leaveTrial(piece)
        var other = piece
        other.trial = nil
        seekCause(of: reason, in: other)
      }
      return
    }
    closeTrial(of: piece) { $0.refused.append((piece, isSettled)) }
  }

  /// A piece of a trial goes another way.
  func leaveTrial(_ piece: CallPiece) { closeTrial(of: piece) { $0.isInconclusive = true } }

  private func closeTrial(of piece: CallPiece, _ note: (inout RefusalSearch.Trial) -> Void) {
    guard let number = piece.trial, var trial = search.trials[number] else { return }
    trial.left -= 1
    note(&trial)
    search.trials[number] = trial.left > 0 ? trial : nil
    guard trial.left == 0 else { return }
    search.searches[trial.search]?.openTrials -= 1
    switch trial.kind {
    case .halves: concludeHalves(trial)
    case .probes: concludeProbes(trial)
    case .allTags: concludeAllTags(trial)
    case .confirmation(let tags): concludeConfirmation(tags, trial, witnesses: trial.count)
    }
    closeIfDone(trial.search)
  }

  func begin(
    _ kind: RefusalSearch.Trial.Kind, of parent: CallPiece, _ pieces: [CallPiece], in number: Int,
    rest: (first: [CallPiece], last: [CallPiece]) = ([], [])
  ) {
    let token = nextToken()
    search.trials[token] = RefusalSearch.Trial(
      kind: kind, search: number, parent: parent, count: pieces.count,
      left: pieces.count, rest: rest)
    search.searches[number]?.openTrials += 1
    for var piece in pieces {
      piece.trial = token
      piece.scouts = []
      queue.append(piece)
    }
  }

  /// Halves a piece that is known to be refused.
  func split(_ piece: CallPiece, _ reason: String, in number: Int) {
    let reason = reason.isEmpty ? search.searches[number]?.reason ?? "" : reason
    let isContactAtFault =
      piece.contacts.count == 1 && lessons.knowsTags(of: piece)
      && lessons.isProven(contacts: 1, tags: piece.tags.count)
    guard let (first, second) = piece.halves, !isContactAtFault else {
      ledger.refuse(piece, piece.contacts, reason: reason)
      return
    }
    begin(.halves, of: piece, [first, second], in: number)
  }

  private func concludeHalves(_ trial: RefusalSearch.Trial) {
    let parent = trial.parent
    if trial.refused.isEmpty {
      if !trial.isInconclusive { lowerLimit(below: parent) }
      return
    }
    // Answers come in any order.
    let refused = trial.refused.filter { !$0.isSettled }.map(\.piece)
    let open =
      refused.filter { $0.contacts[0] == parent.contacts[0] }
      + refused.filter { $0.contacts[0] != parent.contacts[0] }
    let areBothRefused = trial.refused.count == 2
    let hasProbed = search.searches[trial.search]?.hasProbed ?? true
    if areBothRefused, !hasProbed, parent.contacts.count > 1 {
      search.searches[trial.search]?.hasProbed = true
      if open.isEmpty {
        // Two contacts with one tag each: nothing is known of others, who are asked themselves.
        return
      }
      probe(open, parent, tagByTag: parent.tags.count == 1, in: trial.search)
      return
    }
    if let first = open.first { split(first, "", in: trial.search) }
    search.searches[trial.search]?.suspects += open.dropFirst()
  }

  /// The parent was refused, and both its halves were not.
  private func lowerLimit(below parent: CallPiece) {
    guard let (half, _) = parent.halves,
      !lessons.isProven(contacts: parent.contacts.count, tags: parent.tags.count)
    else { return }
    if parent.contacts.count > 1 {
      guard lessons.limits.contacts > half.contacts.count else { return }
      lessons.lower(contacts: half.contacts.count)
      notices.append(
        "The server refuses \(parent.contacts.count) contacts in a bulk call and takes"
          + " \(half.contacts.count); going on with at most \(half.contacts.count).")
      queue.wake(.size)
    } else {
      lowerTags(below: parent)
    }
  }

  func lowerTags(below parent: CallPiece) {
    let count = (parent.tags.count + 1) / 2
    guard lessons.limits.tags > count else { return }
    lessons.lower(tags: count)
    notices.append(
      "The server refuses \(parent.tags.count) tags in a call; going on with at most \(count).")
    queue.wake(.size)
  }

  /// Lines up a piece that nothing is known against.
  func again(_ piece: CallPiece) {
    var piece = piece
    piece.trial = nil
    piece.scouts = []
    queue.append(piece)
  }

  /// Goes on with the next suspect; without one the search is over, and those that waited for it are looked at.
  private func closeIfDone(_ number: Int) {
    while let open = search.searches[number], open.openTrials == 0 {
      if let suspect = open.suspects.first {
        search.searches[number]?.suspects.removeFirst()
        if let cut = lessons.cut(suspect) {
          var plain = suspect
          plain.trial = nil
          replace(plain, by: cut.pieces, refused: cut.refused)
        } else if suspect.editCount == 1 {
          again(suspect)
        } else {
          split(suspect, "", in: number)
        }
      } else {
        search.searches[number] = nil
        queue.free(open.holds)
        for (piece, reason) in open.parked { seekCause(of: reason, in: piece) }
      }
    }
  }

  /// Ends all searches, since the commit is being stopped.
  func endSearches() {
    let ended = search
    search = RefusalSearch()
    var pieces: [CallPiece] = []
    for search in ended.searches.values {
      pieces += search.suspects
      pieces += search.waiting
      pieces += search.parked.map(\.piece)
    }
    for trial in ended.trials.values {
      pieces += trial.rest.first
      pieces += trial.rest.last
    }
    for piece in pieces {
      leftUnsent = true
      ledger.omit(piece, piece.contacts, reason: CommitLedger.stopped)
    }
  }

  /// The text without the ids of the contacts that were sent, so that two of one cause are equal.
  private static func withoutIDs(_ text: String, _ piece: CallPiece) -> String {
    var text = text
    for contact in piece.contacts where !contact.rawValue.isEmpty && text.contains(contact.rawValue) {
      text = text.replacing(contact.rawValue, with: "…")
    }
    return text
  }
}
