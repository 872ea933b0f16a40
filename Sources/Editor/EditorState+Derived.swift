package import ContactStore
package import Tagging

/// What follows from the state, for the reducer and the views.
extension EditorState {
  /// Lines of the list that fit between the headings and the bottom line.
  package var listHeight: Int { max(1, size.rows - 4 - (prompt == nil ? 0 : 1)) }

  /// Lines of a view without column headings.
  package var pageHeight: Int { max(1, size.rows - 3 - (prompt == nil ? 0 : 1)) }

  /// What verbs act on: the marked contacts, else the one under the cursor.
  package var target: RowSet {
    if !marks.isEmpty { return marks }
    guard let row = list.cursorRow, table.isLoaded(row) else { return [] }
    return [row]
  }

  /// How many marked contacts the query hides.
  package var marksOutOfView: Int { marks.count - marks.intersectionCount(list.matching) }

  /// The staged edits and those of a commit that runs: what the tags will be in the end.
  package var effectiveEdits: [ContactTag: StagedRows] {
    guard let commit, commit.isRunning, !commit.edits.isEmpty else { return changeset.edits }
    return changeset.edits.merging(commit.edits) { staged, sending in
      StagedRows(adds: staged.adds.union(sending.adds), removes: staged.removes.union(sending.removes))
    }
  }

  /// What the server last said of a tag.
  package func base(of tag: ContactTag) -> TagBase {
    TagBase(bearing: table.rows(bearing: tag), known: table.loadedRows)
  }

  /// `base(of:)` over the table as it is now, for changes of the state that read it meanwhile.
  var baseReader: (ContactTag) -> TagBase {
    let table = table
    return { TagBase(bearing: table.rows(bearing: $0), known: table.loadedRows) }
  }

  /// The rows of a tag that a running commit is about to change.
  package func rowsBeingSent(of tag: ContactTag) -> RowSet {
    guard let commit, commit.isRunning else { return [] }
    return commit.edits[tag]?.rows ?? []
  }

  /// The staged rows that failed before, and are left out of plans until they are retried.
  package var failedRows: [ContactTag: RowSet] { failures.mapValues { RowSet($0.keys) } }

  /// The edits that a plan would cover.
  package var plannableEdits: [ContactTag: StagedRows] {
    var edits = changeset.edits
    for (tag, rows) in failedRows {
      guard let staged = edits[tag] else { continue }
      let rest = StagedRows(adds: staged.adds.subtracting(rows), removes: staged.removes.subtracting(rows))
      edits[tag] = rest.isEmpty ? nil : rest
    }
    return edits
  }

  /// How many edits failed and wait to be retried.
  package var failureCount: Int { failures.values.reduce(0) { $0 + $1.count } }

  package var queryContext: QueryContext {
    QueryContext(
      staged: effectiveEdits, marks: marks,
      failed: failures.values.reduce(into: RowSet()) { $0.formUnion(RowSet($1.keys)) },
      stagedRows: changeset.rows, now: session.now, timeZone: session.timeZone)
  }

  /// Where the next key goes.
  package var keyContext: KeyContext {
    switch overlays.last {
    case .help: return .help
    case .tagEditor: return .tagEditor
    case .confirmation: return .confirmation
    case .interruptedCommit: return .interruptedCommit
    case nil: break
    }
    if prompt != nil { return .prompt }
    switch view {
    case .contacts: return list.isFacetPaneFocused ? .facets : .contacts
    case .changes: return .changes
    case .plan: return .plan
    case .history: return .history
    }
  }

  /// All tags that are known: on contacts, in the dictionary, staged.
  package var knownTags: [ContactTag] {
    var seen: Set<ContactTag> = []
    var tags: [ContactTag] = []
    for count in table.tagCounts.sorted(by: { $0.count > $1.count }) where seen.insert(count.tag).inserted {
      tags.append(count.tag)
    }
    for definition in definitions where seen.insert(definition.tag).inserted { tags.append(definition.tag) }
    for tag in changeset.edits.keys.sorted() where seen.insert(tag).inserted { tags.append(tag) }
    return tags
  }

  /// Every known tag with how many of some contacts will bear it.
  package func effectiveCounts(in rows: RowSet) -> [(tag: ContactTag, count: Int)] {
    var counts: [ContactTag: Int] = [:]
    for count in table.tagCounts(in: rows) { counts[count.tag, default: 0] += count.count }
    for (tag, staged) in effectiveEdits {
      counts[tag, default: 0] += staged.adds.intersectionCount(rows) - staged.removes.intersectionCount(rows)
    }
    return knownTags.map { (tag: $0, count: max(0, counts[$0] ?? 0)) }
  }

  /// Why a command can't be used now; `nil` when it can.
  package func reasonAgainst(_ command: Command) -> String? {
    switch command {
    case .tagEditor, .addTags, .removeTags, .repeatLast, .undo, .redo, .unstage, .retry, .revert,
      .revertUncertain:
      if session.isReadOnly { return session.readOnlyReason ?? "Opened read-only: nothing can be staged." }
      if command == .repeatLast, lastStaging == nil {
        return "Nothing was tagged yet that could be repeated."
      }
      return nil
    case .commit:
      if session.isReadOnly { return session.readOnlyReason ?? "Opened read-only: nothing can be sent." }
      if commit?.isRunning == true { return "A commit is running." }
      if !plan.isPlanning, plan.work?.plan.calls.isEmpty != false { return "There is nothing to send." }
      return nil
    case .stopCommit: return commit?.isRunning == true ? nil : "No commit is running."
    case .restoreMarks: return formerMarks.isEmpty ? "There are no former marks." : nil
    default: return nil
    }
  }
}
