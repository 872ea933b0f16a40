import Tagging

/// Edits to be made, and what the server has to have afterwards.
struct Edits {
  private(set) var expected: [ContactID: Set<ContactTag>]
  private(set) var count = 0
  private var lines: [TagAction: [ContactTag: RowSet]] = [:]
  private let contacts: [Contact]

  init(of contacts: [Contact]) {
    self.contacts = contacts
    expected = Dictionary(contacts.map { ($0.id, Set($0.tags)) }) { first, _ in first }
  }

  /// Adds the tag to a contact that does not have it, or takes it off one that has.
  mutating func stage(_ action: TagAction, _ tag: ContactTag, _ row: Int) {
    let id = contacts[row].id
    switch action {
    case .add: guard expected[id]?.insert(tag).inserted == true else { return }
    case .remove: guard expected[id]?.remove(tag) != nil else { return }
    }
    if lines[action, default: [:]][tag, default: []].insert(row) { count += 1 }
  }

  func plan(_ limits: PlanLimits = PlanLimits()) -> Plan {
    let matrix = EditMatrix(
      lines: lines.flatMap { action, tags in
        tags.map { EditMatrix.Line(action, $0.key.name, rows: $0.value) }
      })
    return Planner(limits: limits).plan(matrix) { contacts[$0].id }
  }

  /// So many edits of all kinds: tags on hundreds of contacts, on a handful, on one, and removals of what is there.
  static func mixed(_ goal: Int, of contacts: [Contact], seed: UInt64) -> Edits {
    var random = SeededRandom(seed: seed)
    var edits = Edits(of: contacts)
    var removals = contacts.indices.flatMap { row in contacts[row].tags.map { (row, $0) } }
    removals.shuffle(using: &random)
    for (row, tag) in removals.prefix(goal * 2 / 5) { edits.stage(.remove, tag, row) }
    for wave in 0..<3 {
      for row in contacts.indices.shuffled(using: &random).prefix(goal / 8) {
        edits.stage(.add, ContactTag("Wave \(wave)"), row)
      }
    }
    let few = (0..<40).map { ContactTag("few \($0) 陳") }
    while edits.count < goal {
      let row = Int.random(in: contacts.indices, using: &random)
      let tag = few[Int.random(in: few.indices, using: &random)]
      edits.stage(.add, tag, row)
    }
    return edits
  }
}
