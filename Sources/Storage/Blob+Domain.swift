import Tagging

/// The formats of blobs. A new one gets a new number; old ones stay readable.
private enum BlobFormat {
  static let changes: UInt8 = 1
  static let plan: UInt8 = 2
  static let receipts: UInt8 = 3
}

/// What a draft's step changed, as bytes. Equal lists of contacts, as in a rename, are written once.
enum ChangesBlob {
  static func encode(_ changes: [DraftChange]) -> [UInt8] {
    var blob = BlobWriter(format: BlobFormat.changes)
    var lists: [[ContactID]] = []
    blob.append(changes.count)
    for change in changes {
      blob.append((change.action == .add ? 0 : 1) | (change.isStaged ? 2 : 0))
      blob.append(word: change.tag)
      if let known = lists.firstIndex(of: change.contacts) {
        blob.append(known)
      } else {
        blob.append(lists.count)
        blob.append(texts: change.contacts.lazy.map(\.rawValue))
        lists.append(change.contacts)
      }
    }
    return blob.bytes
  }

  static func decode(_ bytes: [UInt8]) throws(BlobError) -> [DraftChange] {
    var blob = try BlobReader(bytes, format: BlobFormat.changes)
    var lists: [[ContactID]] = []
    var changes: [DraftChange] = []
    for _ in 0..<(try blob.count()) {
      let flags = try blob.number()
      guard flags < 4 else { throw BlobError() }
      let tag = try blob.word()
      let list = try blob.number()
      guard list <= lists.count else { throw BlobError() }
      if list == lists.count { lists.append(try blob.texts(ContactID.init(rawValue:))) }
      changes.append(
        DraftChange(
          action: flags & 1 == 0 ? .add : .remove, tag: tag, isStaged: flags & 2 != 0, contacts: lists[list]))
    }
    guard blob.isAtEnd else { throw BlobError() }
    return changes
  }
}

/// A plan as bytes. A call's number is its place.
enum PlanBlob {
  static func encode(_ plan: Plan) -> [UInt8] {
    var blob = BlobWriter(format: BlobFormat.plan)
    blob.append(plan.lowerBound)
    blob.append(plan.calls.count)
    for call in plan.calls {
      blob.append((call.action == .add ? 0 : 1) | (call.removesAllTags ? 2 : 0))
      blob.append(call.id)
      blob.append(words: call.tags)
      blob.append(texts: call.contacts.lazy.map(\.rawValue))
    }
    return blob.bytes
  }

  static func decode(_ bytes: [UInt8]) throws(BlobError) -> Plan {
    var blob = try BlobReader(bytes, format: BlobFormat.plan)
    let lowerBound = try blob.number()
    let count = try blob.count()
    var calls: [PlannedCall] = []
    calls.reserveCapacity(count)
    for _ in 0..<count {
      let flags = try blob.number()
      guard flags < 4 else { throw BlobError() }
      calls.append(
        PlannedCall(
          id: try blob.number(), action: flags & 1 == 0 ? .add : .remove, tags: try blob.wordList(),
          contacts: try blob.texts(ContactID.init(rawValue:)), removesAllTags: flags & 2 != 0))
    }
    guard blob.isAtEnd else { throw BlobError() }
    return Plan(calls: calls, lowerBound: lowerBound)
  }
}

/// The receipts of one call as bytes.
enum ReceiptsBlob {
  private static let certainties: [Receipt.Certainty] = [.proven, .inferred, .uncertain]

  static func encode(_ receipts: [Receipt]) -> [UInt8] {
    var blob = BlobWriter(format: BlobFormat.receipts)
    blob.append(texts: receipts.lazy.map(\.contact.rawValue))
    for receipt in receipts {
      blob.append((receipt.before.map(\.count) ?? -1) + 1)
      for tag in receipt.before ?? [] { blob.append(word: tag) }
      switch receipt.outcome {
      case .done(let added, let removed, let certainty):
        blob.append(certainties.firstIndex(of: certainty) ?? certainties.count)
        blob.append(words: added)
        blob.append(words: removed)
      case .failed(let reason):
        blob.append(certainties.count)
        blob.append(word: reason)
      case .notSent(let reason):
        blob.append(certainties.count + 1)
        blob.append(word: reason)
      }
    }
    return blob.bytes
  }

  static func decode(_ bytes: [UInt8], call: Int) throws(BlobError) -> [Receipt] {
    var blob = try BlobReader(bytes, format: BlobFormat.receipts)
    let contacts = try blob.texts(ContactID.init(rawValue:))
    var receipts: [Receipt] = []
    receipts.reserveCapacity(contacts.count)
    for contact in contacts {
      let count = try blob.count() - 1
      var before: [String]? = count < 0 ? nil : []
      for _ in 0..<max(0, count) { before?.append(try blob.word()) }
      let outcome: Receipt.Outcome
      switch try blob.number() {
      case let kind where kind < certainties.count:
        outcome = .done(
          added: try blob.wordList(), removed: try blob.wordList(), certainty: certainties[kind])
      case certainties.count: outcome = .failed(reason: try blob.word())
      case certainties.count + 1: outcome = .notSent(reason: try blob.word())
      default: throw BlobError()
      }
      receipts.append(Receipt(call: call, contact: contact, before: before, outcome: outcome))
    }
    guard blob.isAtEnd else { throw BlobError() }
    return receipts
  }
}
