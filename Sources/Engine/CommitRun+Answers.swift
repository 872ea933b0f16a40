import Tagging

/// What answers mean.
extension CommitRun {
  /// How often an answer may fail to show what was asked for.
  private static let unclearLimit = 3

  /// The contact's tags before the piece was first sent, where they are known.
  private func base(of contact: ContactID, for piece: CallPiece) -> [ContactTag]? {
    if piece.hasOwnBase { return piece.base[contact] }
    return ledger.latestTags(contact) ?? options.base(contact)
  }

  /// From now on only what was known before counts as the tags before.
  private func keepBase(of piece: inout CallPiece) {
    guard !piece.hasOwnBase else { return }
    for contact in piece.contacts { piece.base[contact] = base(of: contact, for: piece) }
    piece.hasOwnBase = true
  }

  func take(_ answer: CallPiece.Answer, to piece: CallPiece, _ group: inout TaskGroup<Happening>) async {
    switch answer {
    case .failed(let error): await take(error, to: piece, &group)
    case .tags(let now):
      let contact = piece.contacts[0]
      learn(piece)
      finish(
        piece,
        [(contact, piece.verdict(now: now, base: base(of: contact, for: piece), tagCase: options.tagCase))])
    case .entries(let entries):
      let outcomes = Dictionary(entries.map { ($0.contact, $0.outcome) }) { first, _ in first }
      let verdicts = piece.contacts.map { contact in
        let verdict = outcomes[contact].map {
          piece.verdict($0, base: base(of: contact, for: piece), tagCase: options.tagCase)
        }
        return (contact, verdict ?? .unclear)
      }
      let isTaken = verdicts.contains { if case .refused = $0.1 { false } else { true } }
      if isTaken { learn(piece) }
      finish(piece, verdicts)
    }
  }

  /// The server took the piece, so its tags and its size are no cause of refusals.
  private func learn(_ piece: CallPiece) {
    for key in lessons.accept(piece) { queue.wake(key) }
  }

  private func finish(_ piece: CallPiece, _ verdicts: [(ContactID, Verdict)]) {
    var unclear: [ContactID] = []
    for (contact, verdict) in verdicts {
      switch verdict {
      case .done(let change): ledger.confirm(piece, contact, change)
      case .refused(let reason): ledger.refuse(piece, [contact], reason: reason)
      case .unclear: unclear.append(contact)
      }
    }
    if piece.trial != nil { acceptedTrial(piece) }
    guard !unclear.isEmpty else {
      queue.release(piece)
      return
    }
    let settled = Set(unclear)
    for contact in piece.contacts where !settled.contains(contact) { queue.release(contact) }
    var rest = piece.with(contacts: unclear)
    rest.trial = nil
    keepBase(of: &rest)
    rest.unclearAnswers += 1
    rest.readsFirst = true
    urgent.append(rest)
  }

  private func take(_ error: ServiceError, to piece: CallPiece, _ group: inout TaskGroup<Happening>) async {
    var piece = piece
    if Task.isCancelled { return }
    if error.mayHaveBeenDone {
      keepBase(of: &piece)
      piece.mayHaveBeenDone = true
      piece.readsFirst = true
    }
    switch error {
    case .unauthorized, .dailyLimitReached, .insecureAddress:
      suspend(piece)
      if !isStopping { await pause(Problem(error)) }
    case .rateLimited, .serverFailure, .malformed, .unreachable, .cancelled:
      await retry(piece, error, &group)
    case .contactGone(let message, _): refused(piece, message, mayBeShared: piece.contacts.count > 1)
    case .rejected(let status, let message, _):
      if piece.isBulk, [404, 405, 501].contains(status) {
        goOnWithoutBulk(piece)
      } else {
        let isOfContent = [400, 413, 422].contains(status)
        if isOfContent { lessons.witness(piece, reason: message) }
        refused(piece, message, mayBeShared: isOfContent && piece.editCount > 1)
      }
    }
  }

  /// The server refused the piece whole.
  private func refused(_ piece: CallPiece, _ reason: String, mayBeShared: Bool) {
    if mayBeShared, !isStopping {
      queue.release(piece)
      seekCause(of: reason, in: piece)
    } else {
      ledger.refuse(piece, piece.contacts, reason: reason)
      queue.release(piece)
      if piece.trial != nil { refusedTrial(piece, reason) }
    }
  }

  private func goOnWithoutBulk(_ piece: CallPiece) {
    if lessons.hasBulk {
      lessons.hasBulk = false
      notices.append("The server has no bulk call at this address; going on with a call for each contact.")
    }
    queue.release(piece)
    if isStopping {
      leaveUnsent(piece)
    } else {
      replace(piece, by: [piece], refused: [])
    }
  }

  /// Keeps the piece, with its contacts, until the commit goes on.
  private func suspend(_ piece: CallPiece) {
    if isStopping { giveUp(piece) } else { suspended.append(piece) }
  }

  /// What becomes of a piece that failed while the commit is being stopped.
  private func giveUp(_ piece: CallPiece) {
    if piece.readsFirst && piece.attempts < options.attempts {
      var last = piece
      last.attempts = options.attempts
      urgent.append(last)
    } else {
      leaveUnsent(piece)
    }
  }

  /// Tries it again after a while, or pauses when that was done often enough.
  private func retry(_ piece: CallPiece, _ error: ServiceError, _ group: inout TaskGroup<Happening>) async {
    if isStopping {
      giveUp(piece)
      return
    }
    var piece = piece
    piece.attempts += 1
    guard piece.attempts < options.attempts else {
      suspended.append(piece)
      await pause(Problem(error))
      return
    }
    var seconds = min(30, 0.5 * Double(1 << min(piece.attempts - 1, 6)))
    seconds *= 0.5 + 0.5 * options.clock.random()
    if case .rateLimited(let wait?) = error { seconds += wait }
    let token = nextToken()
    resting[token] = piece
    let duration = Duration.milliseconds(Int64(seconds * 1000))
    group.addTask { [sleep = options.clock.sleep] in
      await sleep(duration)
      return .rested(token)
    }
  }

  /// A contact of a piece was read.
  func take(
    _ result: Result<Contact, ServiceError>, of contact: ContactID, for token: Int,
    _ group: inout TaskGroup<Happening>
  ) async {
    guard var readBack = readBacks[token], !Task.isCancelled else { return }
    let piece = readBack.piece
    readBack.left -= 1
    switch result {
    case .success(let found):
      ledger.note(found.tags, of: contact)
      let verdict = piece.verdict(
        now: found.tags, base: base(of: contact, for: piece), tagCase: options.tagCase)
      if case .done(let change) = verdict {
        ledger.confirm(piece, contact, change)
        readBack.shown += 1
        queue.release(contact)
      } else {
        readBack.missing.append(contact)
      }
    case .failure(.contactGone(let message, _)):
      ledger.refuse(piece, [contact], reason: message)
      queue.release(contact)
    case .failure(let error):
      readBack.unread.append(contact)
      readBack.error = error
    }
    readBacks[token] = readBack.left > 0 ? readBack : nil
    if readBack.left == 0 { await finish(readBack, &group) }
  }

  private func finish(_ readBack: ReadBack, _ group: inout TaskGroup<Happening>) async {
    var piece = readBack.piece
    if piece.trial != nil, readBack.shown > 0 || !readBack.unread.isEmpty {
      if readBack.shown > 0 { learn(piece) }
      acceptedTrial(piece)
      piece.trial = nil
    }
    if let error = readBack.error {
      let unread = piece.with(contacts: readBack.unread)
      piece.scouts = []
      if error.isTransient || error == .cancelled {
        await retry(unread, error, &group)
      } else {
        suspend(unread)
        if !isStopping { await pause(Problem(error)) }
      }
    }
    var missing = piece.with(contacts: readBack.missing)
    missing.readsFirst = false
    if missing.contacts.isEmpty {
      queue.release(missing)
    } else if isStopping {
      leftUnsent = true
      ledger.omit(missing, missing.contacts, reason: CommitLedger.stopped)
      queue.release(missing)
    } else if missing.unclearAnswers >= Self.unclearLimit {
      ledger.refuse(missing, missing.contacts, reason: "the server's answers do not show the change")
      queue.release(missing)
      if missing.trial != nil { acceptedTrial(missing) }
    } else {
      urgent.append(missing)
    }
  }
}
