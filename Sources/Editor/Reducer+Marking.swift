import Tagging

/// Marks: a set of contacts, free of cursor and view.
extension EditorState {
  mutating func mark(_ command: Command) -> [Effect] {
    switch command {
    case .mark:
      guard let row = list.cursorRow else { return [] }
      endRange(keeping: true)
      marks.toggle(row)
      list.move(to: list.cursor + 1, height: listHeight)
    case .markRange:
      if range != nil {
        endRange(keeping: true)
      } else if let row = list.cursorRow {
        range = MarkRange(anchor: row, marksBefore: marks)
        extendRange()
        message = Message("Range: move, then v to keep it, Esc to drop it.")
      }
    case .markAll:
      endRange(keeping: true)
      marks.formUnion(list.matching)
      let still = loading.isActive ? " of \(loading.loaded.grouped) loaded" : ""
      message = Message("Marked all \(list.matching.count.grouped) in view\(still).")
    case .invertMarks:
      endRange(keeping: true)
      marks = marks.subtracting(list.matching).union(list.matching.subtracting(marks))
    case .clearMarks:
      endRange(keeping: true)
      guard !marks.isEmpty else { return [] }
      formerMarks = marks
      marks = []
      message = Message("\(formerMarks.count.grouped) marks cleared; B brings them back.")
    case .restoreMarks: swap(&marks, &formerMarks)
    case .keepMarksInView:
      endRange(keeping: true)
      formerMarks = marks
      marks.formIntersection(list.matching)
    default: break
    }
    return relistIfQueryLooksAtMarks()
  }

  /// Marks from the anchor of the range to the cursor, on top of what was marked before.
  mutating func extendRange() {
    guard let range, let anchor = list.place(of: range.anchor) else { return }
    let places = min(anchor, list.cursor)...max(anchor, list.cursor)
    marks = range.marksBefore.union(RowSet(list.rows[places]))
  }

  mutating func endRange(keeping: Bool) {
    guard let range else { return }
    if !keeping { marks = range.marksBefore }
    self.range = nil
  }
}

extension Int {
  /// The number with what it counts: `1 contact`, `2,000 contacts`.
  package func counted(_ noun: String) -> String { "\(grouped) \(noun)\(self == 1 ? "" : "s")" }

  /// With a comma between thousands.
  package var grouped: String {
    var digits = String(magnitude)
    var place = digits.count - 3
    while place > 0 {
      digits.insert(",", at: digits.index(digits.startIndex, offsetBy: place))
      place -= 3
    }
    return self < 0 ? "-" + digits : digits
  }
}
