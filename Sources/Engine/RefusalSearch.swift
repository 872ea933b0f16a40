import Tagging

/// The searches for the causes of refused calls, as far as they have come.
///
/// A call that was refused whole is halved until the offenders are found. A call that is refused although both its
/// halves are accepted was too large. Where both halves are refused with the same text, single edits of two
/// contacts are tried: if those are refused too, the tag (or the scope) is at fault. Only one half is followed at a
/// time, because what is learned there may answer for the other.
struct RefusalSearch {
  /// One search: all that is refused with the same text waits for its end.
  struct Search {
    let text: String
    let reason: String
    let holds: [ScoutKey]
    var parked: [(piece: CallPiece, reason: String)] = []
    /// Pieces that hold an offender, or are too large, and are looked at when the present trials have ended.
    var suspects: [CallPiece] = []
    var openTrials = 0
    var hasProbed = false
  }

  /// Some pieces that are sent to find out.
  struct Trial {
    enum Kind { case halves, probes, allTags }
    let kind: Kind
    let search: Int
    /// What was refused and is looked into.
    let parent: CallPiece
    var left: Int
    var refused: [(piece: CallPiece, isSettled: Bool)] = []
    var isInconclusive = false
    /// What the trial does not send: the parts that hold its first piece's contact, and its last one's.
    var rest: (first: [CallPiece], last: [CallPiece]) = ([], [])
  }

  var searches: [Int: Search] = [:]
  var trials: [Int: Trial] = [:]
}

extension CommitRun {
  /// How many tags are tried one by one.
  private static let probeLimit = 10

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
    if Self.withoutIDs(reason, piece) != search.searches[trial.search]?.text, !isSettled {
      // Another cause: it gets a search of its own.
      leaveTrial(piece)
      var other = piece
      other.trial = nil
      seekCause(of: reason, in: other)
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
    case .allTags:
      for (piece, isSettled) in trial.refused where !isSettled { split(piece, "", in: trial.search) }
      search.searches[trial.search]?.suspects += trial.rest.first + trial.rest.last
    }
    closeIfDone(trial.search)
  }

  private func begin(
    _ kind: RefusalSearch.Trial.Kind, of parent: CallPiece, _ pieces: [CallPiece], in number: Int,
    rest: (first: [CallPiece], last: [CallPiece]) = ([], [])
  ) {
    let token = nextToken()
    search.trials[token] = RefusalSearch.Trial(
      kind: kind, search: number, parent: parent, left: pieces.count, rest: rest)
    search.searches[number]?.openTrials += 1
    for var piece in pieces {
      piece.trial = token
      piece.scouts = []
      queue.append(piece)
    }
  }

  /// Halves a piece that is known to be refused.
  private func split(_ piece: CallPiece, _ reason: String, in number: Int) {
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
    let open = trial.refused.filter { !$0.isSettled }.map(\.piece)
    let areBothRefused = trial.refused.count == 2
    let hasProbed = search.searches[trial.search]?.hasProbed ?? true
    if areBothRefused, !hasProbed, parent.contacts.count > 1 {
      search.searches[trial.search]?.hasProbed = true
      if open.isEmpty {
        for tag in parent.tags { suspect(tag, in: parent, trial.search) }
        return
      }
      probe(trial.refused.map(\.piece), open: open, parent, in: trial.search)
      return
    }
    if let first = open.first { split(first, "", in: trial.search) }
    search.searches[trial.search]?.suspects += open.dropFirst()
  }

  private func suspect(_ tag: String, in piece: CallPiece, _ number: Int) {
    lessons.suspect(tag, piece.action, reason: search.searches[number]?.reason ?? "")
    queue.wake(.tag(piece.action, tag))
  }

  /// Tries the tags one by one on a contact of one refused half, and the first tag on one of the other.
  private func probe(_ halves: [CallPiece], open: [CallPiece], _ parent: CallPiece, in number: Int) {
    guard open.count == 2, let first = open[0].contacts.first, let last = open[1].contacts.last else {
      // One half was a single edit, and is settled: the other one tells.
      open.forEach { split($0, "", in: number) }
      return
    }
    let tags = Array(parent.tags.prefix(Self.probeLimit))
    var pieces = tags.map { open[0].with(contacts: [first]).with(tags: [$0]) }
    pieces.append(open[1].with(contacts: [last]).with(tags: [tags[0]]))
    var rest: (first: [CallPiece], last: [CallPiece]) = ([], [])
    rest.first.append(open[0].with(contacts: Array(open[0].contacts.dropFirst())))
    rest.first.append(
      open[0].with(contacts: [first]).with(tags: Array(parent.tags.dropFirst(Self.probeLimit))))
    rest.last.append(open[1].with(contacts: Array(open[1].contacts.dropLast())))
    rest.last.append(open[1].with(contacts: [last]).with(tags: Array(parent.tags.dropFirst())))
    rest.first.removeAll { $0.contacts.isEmpty || $0.tags.isEmpty }
    rest.last.removeAll { $0.contacts.isEmpty || $0.tags.isEmpty }
    begin(.probes, of: parent, pieces, in: number, rest: rest)
  }

  private func concludeProbes(_ trial: RefusalSearch.Trial) {
    let parent = trial.parent
    let last = parent.contacts[parent.contacts.count - 1]
    let refused = Set(trial.refused.lazy.filter { $0.piece.contacts[0] != last }.flatMap(\.piece.tags))
    let isLastRefused = trial.refused.contains { $0.piece.contacts[0] == last }
    let areTagsAtFault = !refused.isEmpty && (!refused.contains(parent.tags[0]) || isLastRefused)
    if areTagsAtFault {
      let tags = parent.tags.filter(refused.contains)
      for tag in tags { suspect(tag, in: parent, trial.search) }
      let reason = search.searches[trial.search]?.reason ?? ""
      for piece in trial.rest.first + trial.rest.last {
        let bad = piece.with(tags: piece.tags.filter(refused.contains))
        if !bad.tags.isEmpty { ledger.refuse(bad, bad.contacts, reason: reason) }
        let good = piece.with(tags: piece.tags.filter { !refused.contains($0) })
        if !good.tags.isEmpty { again(good) }
      }
      return
    }
    // The tags are taken. A half whose contact was refused is explained by it, and is sent again.
    var suspects: [CallPiece] = []
    if refused.isEmpty { suspects += trial.rest.first } else { trial.rest.first.forEach(again) }
    if !isLastRefused { suspects += trial.rest.last } else { trial.rest.last.forEach(again) }
    suspects.filter { $0.contacts.count == 1 }.forEach(again)
    suspects.removeAll { $0.contacts.count == 1 }
    guard let first = suspects.first else { return }
    if parent.tags.count > 1, !lessons.isProven(contacts: 1, tags: parent.tags.count) {
      // Are all tags at once too many, also for one contact?
      let alone = first.with(contacts: [first.contacts[0]])
      suspects[0] = first.with(contacts: Array(first.contacts.dropFirst()))
      begin(.allTags, of: alone, [alone], in: trial.search, rest: (suspects, []))
    } else {
      search.searches[trial.search]?.suspects += suspects
    }
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
    } else {
      guard lessons.limits.tags > half.tags.count else { return }
      lessons.lower(tags: half.tags.count)
      notices.append(
        "The server refuses \(parent.tags.count) tags in a call and takes \(half.tags.count);"
          + " going on with at most \(half.tags.count).")
    }
    queue.wake(.size)
  }

  /// Lines up a piece that nothing is known against.
  private func again(_ piece: CallPiece) {
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
    let searches = search.searches.values
    let trials = search.trials.values
    search = RefusalSearch()
    let pieces =
      searches.flatMap { $0.suspects + $0.parked.map(\.piece) }
      + trials.flatMap { $0.rest.first + $0.rest.last }
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
