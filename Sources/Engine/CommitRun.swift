import Tagging

/// One commit while it is carried out.
///
/// All of it happens in one task, which awaits what the requests, waits and orders in flight bring.
final class CommitRun {
  /// What the user wants.
  enum Order: Sendable { case stop, resume }

  /// What the run waits for.
  enum Happening: Sendable {
    case answered(CallPiece, CallPiece.Answer)
    case read(Int, ContactID, Result<Contact, ServiceError>)
    case rested(Int)
    case ordered
  }

  /// A piece whose contacts are being read.
  struct ReadBack {
    var piece: CallPiece
    var left: Int
    var shown = 0
    var missing: [ContactID] = []
    var unread: [ContactID] = []
    var error: ServiceError?
  }

  let record: CommitRecord
  let service: any ContactsService
  let journal: any Journal
  let options: CommitOptions
  let deliver: @Sendable (CommitEvent) async -> Void
  /// Ends the run where it would pause for the disk.
  var givesUpOnDiskFailure = false
  var diskFailure: StorageError?

  var ledger: CommitLedger
  var lessons: Lessons
  var queue = CallQueue()
  var search = RefusalSearch()
  var pace = CommitPace()
  /// Remove calls that wait for adds.
  var unstarted: Set<Int> = []
  /// Pieces that hold their contacts and go before all others.
  var urgent: [CallPiece] = []
  /// Pieces that hold their contacts and wait for the end of a pause.
  var suspended: [CallPiece] = []
  var resting: [Int: CallPiece] = [:]
  var readBacks: [Int: ReadBack] = [:]
  var toRead: [(readBack: Int, contact: ContactID)] = []
  var unwritten: [EndedCall] = []
  var notices: [String] = []
  var inFlight = 0
  var problem: Problem?
  var isStopping = false
  var leftUnsent = false
  private var lastToken = 0

  init(
    _ record: CommitRecord, service: any ContactsService, journal: any Journal, options: CommitOptions,
    deliver: @escaping @Sendable (CommitEvent) async -> Void
  ) {
    self.record = record
    self.service = service
    self.journal = journal
    self.options = options
    self.deliver = deliver
    ledger = CommitLedger(record.plan)
    lessons = Lessons(limits: options.limits)
  }

  /// Lines up what is to be done still.
  func take(up details: CommitDetails) {
    let receipts = Dictionary(grouping: details.receipts, by: \.call)
    var ended: [EndedCall] = []
    for (call, state) in details.calls.enumerated() where state == .answered {
      ledger.restore(call, receipts: receipts[call] ?? [])
      ended.append(EndedCall(call: call, receipts: receipts[call] ?? []))
    }
    _ = ledger.settle(ended)
    for (call, state) in details.calls.enumerated() {
      switch state {
      case .answered: continue
      case .planned:
        if ledger.mayStart(call) { start(call) } else { unstarted.insert(call) }
      case .sent:
        var piece = CallPiece(record.plan.calls[call], at: call)
        piece.mayHaveBeenDone = true
        piece.readsFirst = true
        piece.hasOwnBase = true
        queue.append(piece)
      }
    }
  }

  func start(_ call: Int) {
    unstarted.remove(call)
    if let piece = ledger.start(call) { queue.append(piece) }
  }

  func nextToken() -> Int {
    lastToken += 1
    return lastToken
  }

  /// Runs until the end is in the journal, or the task is cancelled.
  func carryOut(_ orders: CommitOrders) async {
    await withTaskGroup(of: Happening.self) { group in
      group.addTask {
        await orders.wait()
        return .ordered
      }
      await report()
      while !Task.isCancelled {
        await writeEnds()
        for order in orders.takeAll() {
          switch order {
          case .stop: stop()
          case .resume: resume()
          }
        }
        if ledger.isComplete, problem == nil, await end() { break }
        if givesUpOnDiskFailure, diskFailure != nil {
          await deliver(.ended(outcome(as: .running)))
          break
        }
        if problem == nil { await dispatch(&group) }
        if problem == nil, ledger.hasEnded { continue }
        if isStuck {
          // A broken invariant: what is left stays staged rather than waiting for ever.
          assertionFailure("nothing is under way, and the commit has not ended")
          stop()
          continue
        }
        guard !Task.isCancelled, let happening = await group.next() else { break }
        switch happening {
        case .answered(let piece, let answer):
          inFlight -= 1
          pace.note(options.clock.now())
          await take(answer, to: piece, &group)
        case .read(let token, let contact, let result):
          inFlight -= 1
          pace.note(options.clock.now())
          await take(result, of: contact, for: token, &group)
        case .rested(let token):
          if let piece = resting.removeValue(forKey: token) { urgent.append(piece) }
          continue
        case .ordered:
          group.addTask {
            await orders.wait()
            return .ordered
          }
        }
        await say()
        await report()
      }
      group.cancelAll()
    }
  }

  /// Whether nothing can happen any more but an order.
  private var isStuck: Bool {
    problem == nil && !isStopping && inFlight == 0 && resting.isEmpty && urgent.isEmpty && suspended.isEmpty
      && toRead.isEmpty
  }

  /// Sends what may be sent, after the journal knows of it.
  private func dispatch(_ group: inout TaskGroup<Happening>) async {
    var batch: [CallPiece] = []
    startReads(&group)
    while inFlight + batch.count < options.maxInFlight, let piece = nextPiece() {
      if piece.readsFirst {
        beginReadBack(piece)
        startReads(&group)
      } else {
        batch.append(piece)
      }
    }
    guard !batch.isEmpty else { return }
    do throws(StorageError) {
      try await journal.willSend(Set(batch.map(\.call)).sorted(), of: record.id)
    } catch {
      suspended += batch
      await pause(error)
      return
    }
    for piece in batch {
      inFlight += 1
      group.addTask { [service] in .answered(piece, await piece.send(to: service)) }
    }
  }

  private func startReads(_ group: inout TaskGroup<Happening>) {
    while inFlight < options.maxInFlight, let (token, contact) = toRead.popLast() {
      inFlight += 1
      group.addTask { [service] in
        do throws(ServiceError) {
          return .read(token, contact, .success(try await service.contact(contact)))
        } catch {
          return .read(token, contact, .failure(error))
        }
      }
    }
  }

  private func beginReadBack(_ piece: CallPiece) {
    let token = nextToken()
    readBacks[token] = ReadBack(piece: piece, left: piece.contacts.count)
    toRead += piece.contacts.reversed().map { (token, $0) }
  }

  /// The next piece to be sent or read back; it holds its contacts.
  private func nextPiece() -> CallPiece? {
    if !urgent.isEmpty { return urgent.removeFirst() }
    while let piece = queue.pop() {
      if !piece.readsFirst, let cut = lessons.cut(piece) {
        replace(piece, by: cut.pieces, refused: cut.refused)
      } else if let piece = queue.acquire(piece, keys: lessons.untried(in: piece)) {
        return piece
      }
    }
    return nil
  }

  /// Puts parts in the place of a piece that holds no contacts.
  func replace(_ piece: CallPiece, by parts: [CallPiece], refused: [(piece: CallPiece, reason: String)]) {
    for refusal in refused { ledger.refuse(refusal.piece, refusal.piece.contacts, reason: refusal.reason) }
    for var part in parts {
      part.trial = nil
      queue.append(part)
    }
    if piece.trial != nil { leaveTrial(piece) }
  }

  /// Writes the ends of calls, and starts the removes that waited for them.
  private func writeEnds() async {
    unwritten += ledger.takeEnded()
    guard !unwritten.isEmpty, diskFailure == nil else { return }
    let calls = unwritten
    do throws(StorageError) {
      try await journal.didEnd(calls, of: record.id)
    } catch {
      await pause(error)
      return
    }
    unwritten = []
    let (startable, tagsNow) = ledger.settle(calls)
    await deliver(.answered(receipts: calls.flatMap(\.receipts), tagsNow: tagsNow))
    for call in startable where unstarted.contains(call) { start(call) }
  }

  /// Writes the end.
  /// - Returns: Whether there is nothing more to do.
  private func end() async -> Bool {
    let outcome = outcome(as: leftUnsent ? .stopped : .finished)
    do throws(StorageError) {
      try await journal.end(
        record.id, as: outcome.state, at: options.clock.date(), returning: outcome.leftover)
    } catch {
      await pause(error)
      return false
    }
    await deliver(.ended(outcome))
    return true
  }
}
