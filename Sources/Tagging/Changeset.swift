/// The rows for which a tag is staged, by what is to happen to it. No row is in both.
public struct StagedRows: Sendable, Equatable {
  public var adds: RowSet
  public var removes: RowSet

  /// Makes the pair.
  public init(adds: RowSet = [], removes: RowSet = []) {
    self.adds = adds
    self.removes = removes
  }

  /// All rows for which the tag is staged.
  public var rows: RowSet { adds.union(removes) }
  /// Whether nothing is staged.
  public var isEmpty: Bool { adds.isEmpty && removes.isEmpty }
  /// How many edits there are.
  public var count: Int { adds.count + removes.count }

  /// The rows staged for an action.
  public subscript(action: TagAction) -> RowSet {
    get { action == .add ? adds : removes }
    set { if action == .add { adds = newValue } else { removes = newValue } }
  }
}

/// What the server last said of the rows that bear a tag, as far as it is known.
public struct TagBase: Sendable, Equatable {
  /// Rows whose contact bears the tag.
  public var bearing: RowSet
  /// Rows whose contact has been read at all; edits of others are kept as intentions.
  public var known: RowSet

  /// Makes it.
  public init(bearing: RowSet, known: RowSet) {
    self.bearing = bearing
    self.known = known
  }
}

/// All staged edits of a location as a diff over the base, with the history that led to them.
///
/// Adding a tag that is there, or removing one that is not, stages nothing; opposite edits cancel. One user
/// action is one step, however many contacts it touches, and its undo is exact, because a step records what it
/// changed and not what was asked for.
public struct Changeset: Sendable, Equatable {
  /// The staged rows by tag; tags without any are absent.
  public private(set) var edits: [ContactTag: StagedRows] = [:]
  /// Rows with at least one staged edit.
  public private(set) var rows: RowSet = []
  /// Steps that `undo` takes back, the newest last.
  public private(set) var done: [ChangesetStep] = []
  /// Steps that `redo` brings back, the next one last.
  public private(set) var undone: [ChangesetStep] = []

  /// Nothing staged.
  public init() {}

  public var isEmpty: Bool { edits.isEmpty }
  /// How many (contact, tag) edits are staged.
  public var count: Int { edits.values.reduce(0) { $0 + $1.count } }

  /// Stages some requests as one step.
  /// - Returns: The step, or `nil` when nothing changed.
  public mutating func stage(_ requests: [StagingRequest], title: String) -> ChangesetStep? {
    var before: [ContactTag: StagedRows] = [:]
    for request in requests {
      let old = edits[request.tag] ?? StagedRows()
      if before[request.tag] == nil { before[request.tag] = old }
      var new = old
      switch request.action {
      case .add:
        new.removes.subtract(request.rows)
        new.adds.formUnion(request.rows.subtracting(request.base.bearing))
      case .remove:
        new.adds.subtract(request.rows)
        let absent = request.base.known.subtracting(request.base.bearing)
        new.removes.formUnion(request.rows.subtracting(absent))
      }
      edits[request.tag] = new.isEmpty ? nil : new
    }
    let changes = before.sorted { $0.key < $1.key }.compactMap { tag, old in
      TagChange(tag: tag, from: old, to: edits[tag] ?? StagedRows())
    }
    guard !changes.isEmpty else { return nil }
    let step = ChangesetStep(title: title, changes: changes)
    done.append(step)
    undone = []
    updateRows()
    return step
  }

  /// Takes staged edits out again, as one step: what `d` does in the Changes view.
  public mutating func unstage(_ removals: [ContactTag: RowSet], title: String) -> ChangesetStep? {
    let changes = removals.sorted { $0.key < $1.key }.compactMap { tag, rows -> TagChange? in
      guard let old = edits[tag] else { return nil }
      let new = StagedRows(adds: old.adds.subtracting(rows), removes: old.removes.subtracting(rows))
      edits[tag] = new.isEmpty ? nil : new
      return TagChange(tag: tag, from: old, to: new)
    }
    guard !changes.isEmpty else { return nil }
    let step = ChangesetStep(title: title, changes: changes)
    done.append(step)
    undone = []
    updateRows()
    return step
  }

  /// Takes the newest step back.
  public mutating func undo(base: (ContactTag) -> TagBase) -> ChangesetStep? {
    guard let step = done.popLast() else { return nil }
    apply(step.changes.map(\.inverted), base: base)
    undone.append(step)
    return step
  }

  /// Brings the step back that was undone last.
  public mutating func redo(base: (ContactTag) -> TagBase) -> ChangesetStep? {
    guard let step = undone.popLast() else { return nil }
    apply(step.changes, base: base)
    done.append(step)
    return step
  }

  /// Appends a step as it was recorded, from disk or from a journal.
  public mutating func replay(_ step: ChangesetStep, base: (ContactTag) -> TagBase) {
    apply(step.changes, base: base)
    done.append(step)
    undone = []
  }

  /// Drops edits that are true on the server now, without a step: undo has nothing to take back there.
  /// - Returns: What was dropped.
  @discardableResult
  public mutating func settle(_ tag: ContactTag, base: TagBase) -> StagedRows {
    guard let old = edits[tag] else { return StagedRows() }
    let new = old.settled(base)
    edits[tag] = new.isEmpty ? nil : new
    updateRows()
    return StagedRows(adds: old.adds.subtracting(new.adds), removes: old.removes.subtracting(new.removes))
  }

  /// Takes everything out, history included: the edits went into a commit, which undo never crosses.
  public mutating func takeAll() -> [ContactTag: StagedRows] {
    defer { self = Changeset() }
    return edits
  }

  /// The tags staged for a row, in order of name.
  public func edits(of row: ContactRow) -> [(tag: ContactTag, action: TagAction)] {
    guard rows.contains(row) else { return [] }
    return edits.compactMap { tag, staged -> (tag: ContactTag, action: TagAction)? in
      if staged.adds.contains(row) { return (tag, .add) }
      if staged.removes.contains(row) { return (tag, .remove) }
      return nil
    }.sorted { $0.tag < $1.tag }
  }

  private mutating func apply(_ changes: [TagChange], base: (ContactTag) -> TagBase) {
    for change in changes {
      var staged = edits[change.tag] ?? StagedRows()
      staged.adds = staged.adds.subtracting(change.addsOff).union(change.addsOn)
      staged.removes = staged.removes.subtracting(change.removesOff).union(change.removesOn)
      staged = staged.settled(base(change.tag))
      edits[change.tag] = staged.isEmpty ? nil : staged
    }
    updateRows()
  }

  private mutating func updateRows() {
    rows = edits.values.reduce(into: RowSet()) { $0 = $0.union($1.adds).union($1.removes) }
  }
}

extension StagedRows {
  /// Without the edits that the base already fulfils.
  fileprivate func settled(_ base: TagBase) -> StagedRows {
    StagedRows(
      adds: adds.subtracting(base.bearing),
      removes: removes.subtracting(base.known.subtracting(base.bearing)))
  }
}

/// One (tag, action) to stage on some rows.
public struct StagingRequest: Sendable, Equatable {
  public var action: TagAction
  public var tag: ContactTag
  public var rows: RowSet
  public var base: TagBase

  /// Makes a request.
  public init(_ action: TagAction, _ tag: ContactTag, on rows: RowSet, base: TagBase) {
    self.action = action
    self.tag = tag
    self.rows = rows
    self.base = base
  }
}

/// One user action, as what it changed.
public struct ChangesetStep: Sendable, Equatable {
  /// What the status line calls it: `+webinar on 188`.
  public var title: String
  public var changes: [TagChange]

  /// Makes a step.
  public init(title: String, changes: [TagChange]) {
    self.title = title
    self.changes = changes
  }
}

/// What a step changed for one tag: rows that became staged (`on`) and that ceased to be (`off`).
public struct TagChange: Sendable, Equatable {
  public var tag: ContactTag
  public var addsOn: RowSet
  public var addsOff: RowSet
  public var removesOn: RowSet
  public var removesOff: RowSet

  /// Makes a change.
  public init(
    tag: ContactTag, addsOn: RowSet = [], addsOff: RowSet = [], removesOn: RowSet = [],
    removesOff: RowSet = []
  ) {
    self.tag = tag
    self.addsOn = addsOn
    self.addsOff = addsOff
    self.removesOn = removesOn
    self.removesOff = removesOff
  }

  /// The difference of two states; `nil` when there is none.
  init?(tag: ContactTag, from old: StagedRows, to new: StagedRows) {
    guard old != new else { return nil }
    self.init(
      tag: tag,
      addsOn: new.adds.subtracting(old.adds), addsOff: old.adds.subtracting(new.adds),
      removesOn: new.removes.subtracting(old.removes), removesOff: old.removes.subtracting(new.removes))
  }

  /// The change that takes this one back.
  public var inverted: TagChange {
    TagChange(tag: tag, addsOn: addsOff, addsOff: addsOn, removesOn: removesOff, removesOff: removesOn)
  }
}
