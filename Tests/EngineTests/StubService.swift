import Engine
import Tagging

/// A location in memory that tags in lower case, notes every call, and misbehaves where it is told to.
actor StubService: ContactsService {
  /// One write, as it arrived.
  struct Write: Equatable, Sendable {
    var action: TagAction
    var tags: [String]
    var contacts: [ContactID]
    var isBulk: Bool
  }

  /// What is to happen to a write instead of the usual.
  enum Fault: Sendable {
    case failBefore(ServiceError)
    /// The change is made, and then the answer is lost.
    case failAfter(ServiceError)
    /// The change is made, and the answer does not speak of these contacts.
    case leaveOut(Set<ContactID>)
  }

  private(set) var tags: [ContactID: [String]]
  private(set) var writes: [Write] = []
  private(set) var reads: [ContactID] = []
  private(set) var searches: [ContactSearch] = []
  /// Calls that were in flight together and shared a contact.
  private(set) var clashes: [ContactID] = []
  private(set) var mostInFlight = 0

  /// Asked for each write, by its number from 0.
  var fault: @Sendable (Int, Write) -> Fault? = { _, _ in nil }
  var readFault: @Sendable (Int) -> ServiceError? = { _ in nil }
  var searchAnswer: (@Sendable (Int, ContactSearch) throws(ServiceError) -> ContactPage)?
  var gone: Set<ContactID> = []
  private var busy: Set<ContactID> = []
  private var inFlight = 0

  init(_ tags: [ContactID: [String]]) { self.tags = tags }

  init(count: Int, tags: [String] = []) {
    self.tags = Dictionary(uniqueKeysWithValues: (0..<count).map { (ContactID.number($0), tags) })
  }

  func set(fault: @escaping @Sendable (Int, Write) -> Fault?) { self.fault = fault }
  func set(readFault: @escaping @Sendable (Int) -> ServiceError?) { self.readFault = readFault }
  func set(gone: Set<ContactID>) { self.gone = gone }
  func set(_ names: [String], of contact: ContactID) { tags[contact] = names }
  func set(searchAnswer: @escaping @Sendable (Int, ContactSearch) throws(ServiceError) -> ContactPage) {
    self.searchAnswer = searchAnswer
  }

  func search(_ search: ContactSearch) async throws(ServiceError) -> ContactPage {
    searches.append(search)
    guard let searchAnswer else { return ContactPage(contacts: [], total: 0, next: nil) }
    return try searchAnswer(searches.count - 1, search)
  }

  func contact(_ id: ContactID) async throws(ServiceError) -> Contact {
    reads.append(id)
    let number = reads.count - 1
    await enter([id])
    defer { leave([id]) }
    if let error = readFault(number) { throw error }
    guard !gone.contains(id), let tags = tags[id] else {
      throw .contactGone(message: "Contact with id \(id) not found", traceID: nil)
    }
    return Contact(id: id, tags: tags.map { ContactTag($0) })
  }

  func addTags(_ tags: [ContactTag], to contact: ContactID) async throws(ServiceError) -> [ContactTag] {
    try await single(.add, tags, contact)
  }

  func removeTags(_ tags: [ContactTag], from contact: ContactID) async throws(ServiceError) -> [ContactTag] {
    try await single(.remove, tags, contact)
  }

  private func single(
    _ action: TagAction, _ names: [ContactTag], _ contact: ContactID
  ) async throws(ServiceError) -> [ContactTag] {
    let write = Write(action: action, tags: names.map(\.name), contacts: [contact], isBulk: false)
    let fault = await arrive(write)
    defer { leave([contact]) }
    if case .failBefore(let error) = fault { throw error }
    guard !gone.contains(contact), tags[contact] != nil else {
      throw .contactGone(message: "Contact with id \(contact) not found", traceID: nil)
    }
    _ = change(write, contact, clearsAll: false)
    if case .failAfter(let error) = fault { throw error }
    return (tags[contact] ?? []).map { ContactTag($0) }
  }

  func updateTags(
    _ action: TagAction, _ names: [ContactTag], of contacts: [ContactID], removesAllTags: Bool
  ) async throws(ServiceError) -> [BulkEntry] {
    let write = Write(action: action, tags: names.map(\.name), contacts: contacts, isBulk: true)
    let fault = await arrive(write)
    defer { leave(contacts) }
    if case .failBefore(let error) = fault { throw error }
    var entries: [BulkEntry] = []
    for contact in contacts.reversed() {
      guard !gone.contains(contact), tags[contact] != nil else {
        entries.append(BulkEntry(contact: contact, outcome: .refused(message: "contact is deleted")))
        continue
      }
      let outcome = change(write, contact, clearsAll: removesAllTags)
      entries.append(BulkEntry(contact: contact, outcome: outcome))
    }
    switch fault {
    case .failAfter(let error): throw error
    case .leaveOut(let missing): return entries.filter { !missing.contains($0.contact) }
    default: return entries
    }
  }

  func location() async throws(ServiceError) -> Location { Location(id: "location", name: "Stub") }
  func tagDefinitions() async throws(ServiceError) -> [TagDefinition] { [] }

  private func arrive(_ write: Write) async -> Fault? {
    writes.append(write)
    let fault = fault(writes.count - 1, write)
    await enter(write.contacts)
    return fault
  }

  /// Others get their turn while the call is under way.
  private func enter(_ contacts: [ContactID]) async {
    inFlight += 1
    mostInFlight = max(mostInFlight, inFlight)
    for contact in contacts where !busy.insert(contact).inserted { clashes.append(contact) }
    await Task.yield()
  }

  private func leave(_ contacts: [ContactID]) {
    inFlight -= 1
    busy.subtract(contacts)
  }

  private func change(_ write: Write, _ contact: ContactID, clearsAll: Bool) -> BulkEntry.Outcome {
    let before = tags[contact] ?? []
    let asked = write.tags.map { $0.lowercased() }
    var after = before
    switch write.action {
    case .add: after += asked.filter { !before.contains($0) }
    case .remove: after.removeAll { clearsAll || asked.contains($0) }
    }
    tags[contact] = after
    return .changed(
      before: before.map { ContactTag($0) },
      added: after.filter { !before.contains($0) }.map { ContactTag($0) },
      removed: before.filter { !after.contains($0) }.map { ContactTag($0) })
  }
}

extension ContactID {
  /// The id of a contact of a stub.
  static func number(_ number: Int) -> ContactID {
    let digits = String(number)
    return ContactID("C" + String(repeating: "0", count: 19 - digits.count) + digits)
  }
}
