import Tagging

/// One walk while it is under way.
struct WalkRound {
  let walk: LiveWalk
  var outcome = WalkOutcome()
  /// The names that a contact had before the walk, as the server spells them.
  var before: [ContactID: [String]] = [:]
  private var now: [String] = []
  /// Whether a write may still be carried out, since its answer was lost.
  var hasLostAnswer = false

  init(walk: LiveWalk) { self.walk = walk }

  private var first: ContactID { walk.contacts[0] }
  var service: any ContactsService { walk.bulkPaths[0].service }

  mutating func note(_ end: WalkEnd) {
    switch end {
    case .interrupted: outcome.wasInterrupted = true
    case .failed(let problem): outcome.problem = problem
    }
  }

  mutating func readAll() async throws(WalkEnd) {
    for contact in walk.contacts {
      let sent = "GET /contacts/\(contact)"
      var names = try await ask("Read", sent) { service throws(ServiceError) in
        try await service.contact(contact).tags.map(\.name)
      }
      let stale = names.filter(LiveWalk.isOurs)
      names.removeAll(where: LiveWalk.isOurs)
      before[contact] = names
      if stale.isEmpty {
        say("Read", sent, Self.list(names))
      } else {
        let text = "An earlier walk that was killed left \(Self.list(stale)); taken off."
        say("Read", sent, Self.list(names + stale), .note(text))
        _ = try await remove(stale, from: contact)
      }
    }
  }

  mutating func addToOne() async throws(WalkEnd) {
    let names = LiveWalk.names
    let sent = "POST /contacts/\(first)/tags \(Self.body(names))"
    let contact = first
    now = try await ask("Add three tags", sent, writes: true) { service throws(ServiceError) in
      try await service.addTags(names.map { ContactTag($0, case: .exact) }, to: contact).map(\.name)
    }
    outcome.tagsSeen.formUnion(now.filter(LiveWalk.isOurs))
    expect("Add three tags", sent, now, had: before[first] ?? [], ours: names)
  }

  mutating func readOne() async throws(WalkEnd) {
    let sent = "GET /contacts/\(first)"
    let contact = first
    let names = try await ask("Read it again", sent) { service throws(ServiceError) in
      try await service.contact(contact).tags.map(\.name)
    }
    now = names
    expect("Read it again", sent, names, had: before[first] ?? [], ours: LiveWalk.names)
  }

  /// Whether the lower-case spelling is a tag of its own.
  mutating func addOtherSpelling() async throws(WalkEnd) {
    let other = LiveWalk.names[0].lowercased()
    let sent = "POST /contacts/\(first)/tags \(Self.body([other]))"
    let contact = first
    now = try await ask("Add another spelling", sent, writes: true) { service throws(ServiceError) in
      try await service.addTags([ContactTag(other, case: .exact)], to: contact).map(\.name)
    }
    outcome.tagsSeen.formUnion(now.filter(LiveWalk.isOurs))
    let spellings = now.filter { Self.isSame($0, other) }
    switch spellings.count {
    case 1:
      outcome.foldsTags = true
      say(
        "Add another spelling", sent, Self.list(now),
        .note("Still one tag, “\(spellings[0])”: the server folds case."))
    case 2:
      outcome.foldsTags = false
      say("Add another spelling", sent, Self.list(now), .note("Two tags: the server keeps spellings apart."))
    default:
      differ("Add another spelling", sent, Self.list(now), "The answer does not have the tag; report it.")
    }
  }

  mutating func removeOne() async throws(WalkEnd) {
    // The spelling that the server showed is the one it knows.
    let name = now.first { Self.isSame($0, LiveWalk.names[1]) } ?? LiveWalk.names[1]
    let wanted = now.filter { $0 != name }
    let sent = "DELETE /contacts/\(first)/tags \(Self.body([name]))"
    let left = try await remove([name], from: first, "Remove one of them")
    now = left
    if Set(left) == Set(wanted) {
      say("Remove one of them", sent, Self.list(left))
    } else {
      let lost = wanted.filter { !left.contains($0) }
      differ(
        "Remove one of them", sent, Self.list(left),
        lost.isEmpty
          ? "The tag is still there, or others came. Somebody else may be editing the contact; try another one."
          : "More went than was asked: \(Self.list(lost)). Do not remove tags with tagdesk here; report it.")
    }
  }

  mutating func addInBulk() async throws(WalkEnd) {
    for (place, way) in walk.bulkPaths.enumerated() {
      let sent = "POST \(way.path) \(Self.body([LiveWalk.bulkName])) for \(walk.contacts.count)"
      let title = "Add in bulk"
      if walk.isInterrupted() { throw .interrupted }
      do throws(ServiceError) {
        let entries = try await way.service.updateTags(
          .add, [ContactTag(LiveWalk.bulkName, case: .exact)], of: walk.contacts, removesAllTags: false)
        judge(entries, sent)
        outcome.bulkPath = way.name
        if place > 0 {
          say(title, "", "", .note("bulk_path = \"\(way.name)\" is what this server has."))
        }
        return
      } catch .rejected(let status, let message, _) where [404, 405, 501].contains(status) {
        let isLast = place == walk.bulkPaths.count - 1
        say(title, sent, "\(status) \(message)", .note("The server has no bulk call at this address."))
        if isLast {
          differ(
            title, sent, "", "tagdesk sends a call for each contact here, which takes longer.")
        }
      } catch {
        throw failed(title, sent, error, writes: true)
      }
    }
  }

  private mutating func judge(_ entries: [BulkEntry], _ sent: String) {
    var refused: [String] = []
    var silent = Set(walk.contacts)
    for entry in entries {
      silent.remove(entry.contact)
      if case .refused(let message) = entry.outcome { refused.append("\(entry.contact): \(message)") }
    }
    let came = "\(entries.count) entries"
    if !refused.isEmpty {
      differ(
        "Add in bulk", sent, refused.joined(separator: "; "), "Check these ids; tagdesk lists such contacts.")
    } else if !silent.isEmpty {
      let note = "\(silent.count) contacts have no entry: tagdesk reads such contacts before it believes."
      say("Add in bulk", sent, came, .note(note))
    } else {
      say("Add in bulk", sent, came)
    }
  }

  mutating func readBulk() async throws(WalkEnd) {
    guard outcome.bulkPath != nil else { return }
    for contact in walk.contacts {
      let sent = "GET /contacts/\(contact)"
      let names = try await ask("Read each", sent) { service throws(ServiceError) in
        try await service.contact(contact).tags.map(\.name)
      }
      outcome.tagsSeen.formUnion(names.filter(LiveWalk.isOurs))
      let had = contact == first ? now : before[contact] ?? []
      let isThere = names.contains { Self.isSame($0, LiveWalk.bulkName) }
      let lost = had.filter { !names.contains($0) }
      if isThere && lost.isEmpty {
        say("Read each", sent, Self.list(names))
      } else if isThere {
        differ("Read each", sent, Self.list(names), "The bulk call took off \(Self.list(lost)); report it.")
      } else {
        differ(
          "Read each", sent, Self.list(names),
          "The bulk call did not reach this contact, although it was answered; report it.")
      }
    }
  }

  // MARK: Words and calls

  private mutating func remove(
    _ names: [String], from contact: ContactID, _ title: String = "Take off"
  ) async throws(WalkEnd) -> [String] {
    let sent = "DELETE /contacts/\(contact)/tags \(Self.body(names))"
    return try await ask(title, sent, writes: true) { service throws(ServiceError) in
      try await service.removeTags(names.map { ContactTag($0, case: .exact) }, from: contact).map(\.name)
    }
  }

  private mutating func ask<Value>(
    _ title: String, _ sent: String, writes: Bool = false,
    _ call: (any ContactsService) async throws(ServiceError) -> Value
  ) async throws(WalkEnd) -> Value {
    if walk.isInterrupted() { throw .interrupted }
    do throws(ServiceError) {
      return try await call(service)
    } catch {
      throw failed(title, sent, error, writes: writes)
    }
  }

  private mutating func failed(
    _ title: String, _ sent: String, _ error: ServiceError, writes: Bool
  ) -> WalkEnd {
    if writes && error.mayHaveBeenDone { hasLostAnswer = true }
    let problem = Problem(error)
    say(title, sent, "", .failed(problem))
    return .failed(problem)
  }

  private mutating func expect(
    _ title: String, _ sent: String, _ names: [String], had: [String], ours: [String]
  ) {
    let lost = had.filter { !names.contains($0) }
    let absent = ours.filter { name in !names.contains { Self.isSame($0, name) } }
    if !lost.isEmpty {
      differ(
        title, sent, Self.list(names),
        "The contact lost \(Self.list(lost)): adding overwrites here. Do not use tagdesk; report it.")
    } else if !absent.isEmpty {
      differ(title, sent, Self.list(names), "\(Self.list(absent)) did not arrive; report it.")
    } else {
      say(title, sent, Self.list(names))
    }
  }

  private mutating func differ(_ title: String, _ sent: String, _ came: String, _ remedy: String) {
    outcome.differences += 1
    say(title, sent, came, .differs(remedy: remedy))
  }

  func say(
    _ title: String, _ sent: String, _ came: String, _ finding: WalkStep.Finding = .asExpected
  ) {
    walk.tell(WalkStep(title: title, sent: sent, came: came, finding: finding))
  }

  private static func isSame(_ one: String, _ other: String) -> Bool {
    ContactTag(one) == ContactTag(other)
  }

  static func list(_ names: [String]) -> String {
    names.isEmpty ? "no tags" : names.map { "“\($0)”" }.joined(separator: ", ")
  }

  private static func body(_ names: [String]) -> String {
    "{\"tags\": [\(names.map { "\"\($0)\"" }.joined(separator: ", "))]}"
  }
}
