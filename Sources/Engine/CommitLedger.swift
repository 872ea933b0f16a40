import Tagging

/// What became of every edit of a plan, and which removes may be sent.
///
/// Calls are named by their place in the plan.
struct CommitLedger {
  static let addFailed = "its add did not succeed"
  static let stopped = "the commit was stopped before it was sent"
  static let answerLost = "the answer was lost, and it is not known whether the server did it"

  let plan: Plan
  /// In no order.
  private(set) var failures: [CommitFailure] = []
  private(set) var editsDone = 0
  private(set) var callsDone = 0
  private(set) var contactsDone = 0
  private(set) var contactsFailed = 0
  let contactsTotal: Int
  let editsTotal: Int

  /// Edits of a call that are not settled.
  private var open: [Int]
  private var results: [Int: [ContactID: PartialResult]] = [:]
  private var ended: [Int] = []
  private var callsLeft: [ContactID: Int] = [:]
  private var failedContacts: Set<ContactID> = []
  private var latest: [ContactID: [ContactTag]] = [:]
  /// Contacts of remove calls that still wait for an add, once for each such add.
  private var addsLeft: [Int: Int] = [:]
  private var removesOf: [ContactID: [Int]] = [:]
  private var failedAdds: Set<ContactID> = []

  /// One contact's part of a call, which may come in several pieces.
  private struct PartialResult {
    var changes: [Verdict.Change] = []
    var refusal: String?
    var omission: String?
  }

  init(_ plan: Plan) {
    self.plan = plan
    open = plan.calls.map { $0.contacts.count * max(1, $0.tags.count) }
    editsTotal = open.reduce(0, +)
    for call in plan.calls {
      for contact in call.contacts { callsLeft[contact, default: 0] += 1 }
    }
    contactsTotal = callsLeft.count
    for (place, call) in plan.calls.enumerated() where call.action == .remove {
      for contact in call.contacts where callsLeft[contact] ?? 0 > 1 {
        removesOf[contact, default: []].append(place)
      }
    }
    for call in plan.calls where call.action == .add {
      for contact in call.contacts {
        for remove in removesOf[contact] ?? [] { addsLeft[remove, default: 0] += 1 }
      }
    }
  }

  /// Whether the journal has the end of every call.
  var isComplete: Bool { callsDone == plan.calls.count }

  /// Whether there are ends to be written.
  var hasEnded: Bool { !ended.isEmpty }
  /// Edits that did not reach the server.
  var editsFailed: Int { failures.count }

  /// Whether every add of its contacts has ended.
  func mayStart(_ call: Int) -> Bool { addsLeft[call] ?? 0 == 0 }

  /// A call as a piece; contacts whose add did not succeed are taken out.
  mutating func start(_ call: Int) -> CallPiece? {
    var piece = CallPiece(plan.calls[call], at: call)
    guard piece.action == .remove, !failedAdds.isEmpty else { return piece }
    for contact in piece.contacts where failedAdds.contains(contact) {
      omit(piece, [contact], reason: Self.addFailed)
    }
    piece.contacts.removeAll(where: failedAdds.contains)
    return piece.contacts.isEmpty ? nil : piece
  }

  /// The contact's tags as the newest answer had them.
  func latestTags(_ contact: ContactID) -> [ContactTag]? { latest[contact] }

  /// Notes tags that were read.
  mutating func note(_ tags: [ContactTag], of contact: ContactID) { latest[contact] = tags }

  /// The server has what the piece asked for on this contact.
  mutating func confirm(_ piece: CallPiece, _ contact: ContactID, _ change: Verdict.Change) {
    results[piece.call, default: [:]][contact, default: PartialResult()].changes.append(change)
    latest[contact] = change.now
    let edits = max(1, piece.tags.count)
    editsDone += edits
    close(edits, of: piece.call)
  }

  /// The server refused it.
  mutating func refuse(_ piece: CallPiece, _ contacts: [ContactID], reason: String) {
    for contact in contacts {
      results[piece.call, default: [:]][contact, default: PartialResult()].refusal = reason
    }
    fail(piece, contacts, reason: reason, wasRefused: true)
  }

  /// It is not sent.
  mutating func omit(_ piece: CallPiece, _ contacts: [ContactID], reason: String) {
    for contact in contacts {
      results[piece.call, default: [:]][contact, default: PartialResult()].omission = reason
    }
    fail(piece, contacts, reason: reason, wasRefused: false)
  }

  private mutating func fail(_ piece: CallPiece, _ contacts: [ContactID], reason: String, wasRefused: Bool) {
    for contact in contacts {
      for tag in piece.tags {
        failures.append(
          CommitFailure(
            contact: contact, tag: tag, action: piece.action, reason: reason, wasRefused: wasRefused))
      }
    }
    close(contacts.count * max(1, piece.tags.count), of: piece.call)
  }

  private mutating func close(_ edits: Int, of call: Int) {
    open[call] -= edits
    precondition(open[call] >= 0, "an edit ended twice")
    if open[call] == 0 { ended.append(call) }
  }

  /// The calls that ended since it was last asked, as the journal wants them.
  mutating func takeEnded() -> [EndedCall] {
    defer { ended = [] }
    return ended.map { EndedCall(call: $0, receipts: receipts(of: $0)) }
  }

  private mutating func receipts(of place: Int) -> [Receipt] {
    let results = results.removeValue(forKey: place) ?? [:]
    let call = plan.calls[place]
    return call.contacts.flatMap { contact in
      let result = results[contact] ?? PartialResult()
      var receipts: [Receipt] = []
      if let first = result.changes.first {
        let changed = result.changes.flatMap(\.changed)
        receipts.append(
          Receipt(
            call: place, contact: contact, before: first.before,
            outcome: .done(
              added: call.action == .add ? changed : [], removed: call.action == .remove ? changed : [],
              certainty: result.changes.map(\.certainty).weakest)))
      }
      if let reason = result.refusal {
        receipts.append(Receipt(call: place, contact: contact, outcome: .failed(reason: reason)))
      } else if let reason = result.omission {
        receipts.append(Receipt(call: place, contact: contact, outcome: .notSent(reason: reason)))
      }
      return receipts
    }
  }

  /// The journal has the ends of these calls.
  /// - Returns: The removes that waited for them and may start now.
  mutating func settle(_ calls: [EndedCall]) -> (startable: [Int], tagsNow: [ContactID: [ContactTag]]) {
    var startable: [Int] = []
    var tagsNow: [ContactID: [ContactTag]] = [:]
    for call in calls {
      callsDone += 1
      let failed = Set(call.receipts.lazy.filter { !$0.isDone }.map(\.contact))
      failedContacts.formUnion(failed)
      for contact in plan.calls[call.call].contacts {
        if let tags = latest[contact] { tagsNow[contact] = tags }
        settle(contact)
      }
      guard plan.calls[call.call].action == .add else { continue }
      for contact in plan.calls[call.call].contacts {
        if failed.contains(contact) { failedAdds.insert(contact) }
        for remove in removesOf[contact] ?? [] {
          addsLeft[remove, default: 1] -= 1
          if addsLeft[remove] == 0 { startable.append(remove) }
        }
      }
    }
    return (startable, tagsNow)
  }

  private mutating func settle(_ contact: ContactID) {
    callsLeft[contact, default: 1] -= 1
    guard callsLeft[contact] == 0 else { return }
    latest[contact] = nil
    if failedContacts.contains(contact) { contactsFailed += 1 } else { contactsDone += 1 }
  }

  /// Takes over the end of a call from the journal of a commit that was interrupted.
  mutating func restore(_ call: Int, receipts: [Receipt]) {
    let planned = plan.calls[call]
    var changed: [ContactID: Set<String>] = [:]
    for case let receipt in receipts {
      if case .done(let added, let removed, _) = receipt.outcome {
        changed[receipt.contact, default: []].formUnion(added + removed)
      }
    }
    var failed = 0
    for receipt in receipts {
      let reason: String
      let wasRefused: Bool
      switch receipt.outcome {
      case .done: continue
      case .failed(let text): (reason, wasRefused) = (text, true)
      case .notSent(let text): (reason, wasRefused) = (text, false)
      }
      for tag in planned.tags where !(changed[receipt.contact]?.contains(tag) ?? false) {
        failed += 1
        failures.append(
          CommitFailure(
            contact: receipt.contact, tag: tag, action: planned.action, reason: reason, wasRefused: wasRefused
          ))
      }
    }
    editsDone += open[call] - failed
    open[call] = 0
  }

}

extension DraftStep {
  /// The edits of failures, which are in order of action and tag.
  init?(_ failures: [CommitFailure]) {
    guard !failures.isEmpty else { return nil }
    var changes: [DraftChange] = []
    for failure in failures {
      if changes.last?.action != failure.action || changes.last?.tag != failure.tag {
        changes.append(DraftChange(action: failure.action, tag: failure.tag, isStaged: true, contacts: []))
      }
      changes[changes.count - 1].contacts.append(failure.contact)
    }
    let count = failures.count
    self.init(title: "\(count) \(count == 1 ? "edit" : "edits") left of a commit", changes: changes)
  }
}

extension [Receipt.Certainty] {
  /// What holds for all of them.
  fileprivate var weakest: Receipt.Certainty {
    contains(.uncertain) ? .uncertain : contains(.inferred) ? .inferred : .proven
  }
}
