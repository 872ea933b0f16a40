/// One line of text being typed, with a cursor between characters.
package struct LineEditor: Equatable, Sendable {
  package private(set) var text: String
  /// How many characters stand before the cursor.
  package private(set) var cursor: Int

  package init(_ text: String = "") {
    self.text = text
    cursor = text.count
  }

  /// What a key does to the line; `nil` when it means nothing to a line of text.
  package enum Edit: Equatable, Sendable {
    case insert(String)
    case deleteBackward, deleteForward, deleteWord, deleteToStart, deleteToEnd
    case left, right, start, end
  }

  /// The edit that a key stands for at every prompt.
  package static func edit(for key: Key) -> Edit? {
    switch key {
    case .character(let character): .insert(String(character))
    case .backspace, .control("h"): .deleteBackward
    case .delete, .control("d"): .deleteForward
    case .control("w"): .deleteWord
    case .control("u"): .deleteToStart
    case .control("k"): .deleteToEnd
    case .left, .control("b"): .left
    case .right, .control("f"): .right
    case .home, .control("a"): .start
    case .end, .control("e"): .end
    default: nil
    }
  }

  package mutating func apply(_ edit: Edit) {
    switch edit {
    case .insert(let new):
      let place = index(cursor)
      text.insert(contentsOf: new, at: place)
      cursor = min(text.count, cursor + new.count)
    case .deleteBackward:
      if cursor > 0 { replace((cursor - 1)..<cursor, with: "") }
    case .deleteForward:
      if cursor < text.count { replace(cursor..<(cursor + 1), with: "") }
    case .deleteWord:
      let characters = Array(text)
      var start = cursor
      while start > 0, characters[start - 1] == " " { start -= 1 }
      while start > 0, characters[start - 1] != " " { start -= 1 }
      replace(start..<cursor, with: "")
    case .deleteToStart: replace(0..<cursor, with: "")
    case .deleteToEnd: replace(cursor..<text.count, with: "")
    case .left: cursor = max(0, cursor - 1)
    case .right: cursor = min(text.count, cursor + 1)
    case .start: cursor = 0
    case .end: cursor = text.count
    }
  }

  /// Replaces a stretch of characters, and puts the cursor behind it.
  package mutating func replace(_ range: Range<Int>, with new: String) {
    text.replaceSubrange(index(range.lowerBound)..<index(range.upperBound), with: new)
    cursor = min(text.count, range.lowerBound + new.count)
  }

  /// The text before the cursor.
  package var beforeCursor: String { String(text.prefix(cursor)) }

  private func index(_ offset: Int) -> String.Index { text.index(text.startIndex, offsetBy: offset) }
}
