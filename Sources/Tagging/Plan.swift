/// The ordered list of API calls that would make a changeset true, and nothing else.
public struct Plan: Sendable, Equatable, Codable {
  public var calls: [PlannedCall]
  /// No plan under the same limits that makes each edit once can do with fewer calls.
  public var lowerBound: Int

  /// Makes a plan.
  public init(calls: [PlannedCall], lowerBound: Int = 0) {
    self.calls = calls
    self.lowerBound = lowerBound
  }

  /// How many (contact, tag) edits the calls make.
  public var editCount: Int { calls.reduce(0) { $0 + $1.contacts.count * $1.tags.count } }

  /// How many different contacts the calls touch.
  public var contactCount: Int {
    var contacts: Set<ContactID> = []
    for call in calls { contacts.formUnion(call.contacts) }
    return contacts.count
  }
}

/// One HTTP request of a plan: its contacts × its tags.
public struct PlannedCall: Sendable, Equatable, Codable, Identifiable {
  /// Its place in the plan, from 0.
  public var id: Int
  public var action: TagAction
  /// The spellings to send.
  public var tags: [String]
  public var contacts: [ContactID]
  /// Clears every tag of the contacts, others' too: the one named exception to exact cover.
  public var removesAllTags: Bool

  /// Makes a call.
  public init(
    id: Int, action: TagAction, tags: [String], contacts: [ContactID], removesAllTags: Bool = false
  ) {
    self.id = id
    self.action = action
    self.tags = tags
    self.contacts = contacts
    self.removesAllTags = removesAllTags
  }

  /// Whether it is a bulk call; a single contact uses the single-contact call.
  public var isBulk: Bool { contacts.count > 1 || removesAllTags }
}

/// The sizes that a bulk call may have. The real limits are undocumented (facts §3).
public struct PlanLimits: Sendable, Equatable {
  /// Most contacts of a bulk call.
  public var contacts: Int
  /// Most tags of a bulk call.
  public var tags: Int

  /// Makes limits.
  public init(contacts: Int = 100, tags: Int = 10) {
    self.contacts = max(1, contacts)
    self.tags = max(1, tags)
  }
}

/// What a plan is made from: the staged edits, with the spellings to send.
public struct EditMatrix: Sendable, Equatable {
  /// One tag's edits in one direction.
  public struct Line: Sendable, Equatable {
    public var action: TagAction
    /// The spelling to send; for a removal the one that the server showed on these contacts.
    public var tag: String
    public var rows: RowSet

    /// Makes a line.
    public init(_ action: TagAction, _ tag: String, rows: RowSet) {
      self.action = action
      self.tag = tag
      self.rows = rows
    }
  }

  /// Each (action, spelling) once, none empty.
  public var lines: [Line]

  /// Makes a matrix; lines are put in order, so that equal changesets give equal plans.
  public init(lines: [Line]) {
    self.lines = lines.filter { !$0.rows.isEmpty }
      .sorted { ($0.action.rawValue, $0.tag) < ($1.action.rawValue, $1.tag) }
  }

  /// The edits of a changeset; `spellings` splits the rows of a removal by what the server shows there.
  public init(
    _ edits: [ContactTag: StagedRows], leavingOut excluded: [ContactTag: RowSet] = [:],
    spellings: (ContactTag, RowSet) -> [(name: String, rows: RowSet)]
  ) {
    var lines: [Line] = []
    for (tag, staged) in edits {
      let out = excluded[tag] ?? []
      lines.append(Line(.add, tag.name, rows: staged.adds.subtracting(out)))
      for (name, rows) in spellings(tag, staged.removes.subtracting(out)) {
        lines.append(Line(.remove, name, rows: rows))
      }
    }
    self.init(lines: lines)
  }

  /// All rows with an edit.
  public var rows: RowSet { lines.reduce(into: RowSet()) { $0.formUnion($1.rows) } }
  /// How many (contact, tag) edits there are.
  public var editCount: Int { lines.reduce(0) { $0 + $1.rows.count } }
}
