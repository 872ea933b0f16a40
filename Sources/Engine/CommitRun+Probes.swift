import Tagging

/// Single edits that tell whether contacts, tags or sizes are refused.
extension CommitRun {
  /// How many tags are tried one by one.
  private static let probeLimit = 10

  /// Tries a contact of each refused half: with all tags, or the first one tag by tag, the other one with one tag.
  func probe(_ open: [CallPiece], _ parent: CallPiece, tagByTag: Bool, in number: Int) {
    guard open.count == 2, let first = open[0].contacts.first, let last = open[1].contacts.last else {
      // One half was a single edit, and is settled: the other one tells.
      open.forEach { split($0, "", in: number) }
      return
    }
    let ones = (open[0].with(contacts: [first]), open[1].with(contacts: [last]))
    var rest: (first: [CallPiece], last: [CallPiece]) = (
      [open[0].with(contacts: Array(open[0].contacts.dropFirst()))],
      [open[1].with(contacts: Array(open[1].contacts.dropLast()))]
    )
    if tagByTag {
      rest.first.append(ones.0.with(tags: Array(parent.tags.dropFirst(Self.probeLimit))))
      rest.last.append(ones.1.with(tags: Array(parent.tags.dropFirst())))
    }
    rest.first.removeAll { $0.contacts.isEmpty || $0.tags.isEmpty }
    rest.last.removeAll { $0.contacts.isEmpty || $0.tags.isEmpty }
    if tagByTag {
      let pieces = parent.tags.prefix(Self.probeLimit).map { ones.0.with(tags: [$0]) }
      begin(.probes, of: parent, pieces + [ones.1.with(tags: [parent.tags[0]])], in: number, rest: rest)
    } else {
      begin(.allTags, of: parent, [ones.0, ones.1], in: number, rest: rest)
    }
  }

  /// Two contacts were tried with all tags.
  func concludeAllTags(_ trial: RefusalSearch.Trial) {
    let last = trial.parent.contacts[trial.parent.contacts.count - 1]
    let open = trial.refused.filter { !$0.isSettled }.map(\.piece)
    if open.count == 2 {
      // The tags or their number: they are tried one by one.
      let first = open[0].contacts[0] == last ? open[1] : open[0]
      let other = open[0].contacts[0] == last ? open[0] : open[1]
      let halves = [first, other]
      for piece in trial.rest.first + trial.rest.last { search.searches[trial.search]?.waiting.append(piece) }
      probe(halves, trial.parent, tagByTag: true, in: trial.search)
      return
    }
    for piece in open { split(piece, "", in: trial.search) }
    let refused = Set(trial.refused.map { $0.piece.contacts[0] })
    follow(trial, isFirstExplained: refused.contains { $0 != last }, isLastExplained: refused.contains(last))
  }

  /// The tags are taken: the rest of a half is looked into, or sent again where the contact that was tried explains
  /// the refusal.
  private func follow(_ trial: RefusalSearch.Trial, isFirstExplained: Bool, isLastExplained: Bool) {
    for (pieces, isExplained) in [(trial.rest.first, isFirstExplained), (trial.rest.last, isLastExplained)] {
      for piece in pieces {
        if isExplained || piece.contacts.count == 1 {
          again(piece)
        } else {
          search.searches[trial.search]?.suspects.append(piece)
        }
      }
    }
  }

  func concludeProbes(_ trial: RefusalSearch.Trial) {
    let parent = trial.parent
    let last = parent.contacts[parent.contacts.count - 1]
    let refused = Set(trial.refused.lazy.filter { $0.piece.contacts[0] != last }.flatMap(\.piece.tags))
    let isLastRefused = trial.refused.contains { $0.piece.contacts[0] == last }
    let areTagsAtFault = !refused.isEmpty && (!refused.contains(parent.tags[0]) || isLastRefused)
    guard areTagsAtFault || parent.tags.count > 1 else {
      follow(trial, isFirstExplained: !refused.isEmpty, isLastExplained: isLastRefused)
      return
    }
    let rest = trial.rest.first + trial.rest.last + (search.searches[trial.search]?.waiting ?? [])
    search.searches[trial.search]?.waiting = []
    if areTagsAtFault {
      confirm(parent.tags.filter(refused.contains), rest, trial)
    } else {
      if refused.isEmpty, !trial.isInconclusive { lowerTags(below: parent) }
      rest.forEach(again)
    }
  }

  /// Asks two more contacts before tags are blamed, since the first two may be at fault themselves.
  private func confirm(_ tags: [String], _ rest: [CallPiece], _ trial: RefusalSearch.Trial) {
    var rest = rest
    var witnesses: [CallPiece] = []
    for (place, piece) in rest.enumerated()
    where piece.contacts.count > 1 && piece.tags.contains(tags[0]) && witnesses.count < 2 {
      let middle = piece.contacts.count / 2
      let witness = piece.with(contacts: [piece.contacts[middle]])
      witnesses.append(witness.with(tags: [tags[0]]))
      rest[place].contacts.remove(at: middle)
      let others = piece.tags.filter { $0 != tags[0] }
      if !others.isEmpty { rest.append(witness.with(tags: others)) }
    }
    if !witnesses.isEmpty {
      begin(.confirmation(tags), of: trial.parent, witnesses, in: trial.search, rest: (rest, []))
    } else if lessons.knowsTags(of: trial.parent) {
      rest.forEach(again)
    } else {
      blame(tags, rest, trial)
    }
  }

  func concludeConfirmation(_ tags: [String], _ trial: RefusalSearch.Trial, witnesses: Int) {
    if trial.refused.count == witnesses {
      blame(tags, trial.rest.first, trial)
    } else {
      trial.rest.first.forEach(again)
    }
  }

  /// The server refuses these tags, whatever the contact: their edits fail with its text.
  private func blame(_ tags: [String], _ rest: [CallPiece], _ trial: RefusalSearch.Trial) {
    let reason = search.searches[trial.search]?.reason ?? ""
    for tag in tags {
      lessons.suspect(tag, trial.parent.action, reason: reason)
      queue.wake(.tag(trial.parent.action, tag))
    }
    for piece in rest {
      let bad = piece.with(tags: piece.tags.filter(tags.contains))
      if !bad.tags.isEmpty { ledger.refuse(bad, bad.contacts, reason: reason) }
      let good = piece.with(tags: piece.tags.filter { !tags.contains($0) })
      if !good.tags.isEmpty { again(good) }
    }
  }
}
