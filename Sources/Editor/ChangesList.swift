package import Tagging

/// The Changes view: the changeset as lines, grouped by tag or by contact.
package struct ChangesList: Equatable, Sendable {
  package enum Grouping: Equatable, Sendable {
    case byTag, byContact
  }

  /// One line of the view.
  package enum Line: Equatable, Sendable {
    /// All edits of one tag in one direction.
    case tag(TagEdit, RowSet)
    /// One edit of an unfolded group.
    case edit(TagEdit, ContactRow)
    /// All edits of one contact.
    case contact(ContactRow)
  }

  package var grouping = Grouping.byTag
  package var unfolded: Set<String> = []
  package var lines: [Line] = []
  package var cursor = 0
  package var top = 0

  package init() {}

  /// Makes the lines anew from what is staged.
  package mutating func rebuild(from changeset: Changeset) {
    lines = []
    switch grouping {
    case .byTag:
      for edit in Self.groups(of: changeset.edits) {
        lines.append(.tag(edit.edit, edit.rows))
        if unfolded.contains(edit.edit.text) { lines += edit.rows.rows.map { .edit(edit.edit, $0) } }
      }
    case .byContact:
      lines = changeset.rows.rows.map { .contact($0) }
    }
    cursor = min(cursor, max(0, lines.count - 1))
  }

  /// The staged (tag, direction) pairs with their rows, in order of name.
  package static func groups(of edits: [ContactTag: StagedRows]) -> [(edit: TagEdit, rows: RowSet)] {
    edits.sorted { $0.key < $1.key }.flatMap { tag, staged in
      [(TagEdit(.add, tag), staged.adds), (TagEdit(.remove, tag), staged.removes)]
        .filter { !$0.1.isEmpty }
        .map { (edit: $0.0, rows: $0.1) }
    }
  }

  /// Keeps the cursor inside the window.
  package mutating func move(to place: Int, height: Int) {
    cursor = min(max(0, place), max(0, lines.count - 1))
    top = max(0, min(max(top, cursor - max(1, height) + 1), cursor))
  }
}
