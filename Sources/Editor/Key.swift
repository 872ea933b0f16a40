/// One key press, as the terminal's decoder names it.
package enum Key: Hashable, Sendable {
  /// A printable character, Space included.
  case character(Character)
  /// `Ctrl` with a lower-case letter or one of `@ [ \ ] ^ _`; never one that has a case of its own.
  case control(Character)
  case enter, escape, tab, backTab, backspace, delete
  case up, down, left, right, pageUp, pageDown, home, end
  case function(Int)
}

/// What reaches the program from the terminal.
package enum Input: Equatable, Sendable {
  case key(Key)
  /// Text from a bracketed paste, or more than 16 characters that arrived in one read: data, never keys.
  case paste(String)
  case resize(columns: Int, rows: Int)
}

extension Key {
  /// The name that help shows and the configuration file uses: `j`, `Space`, `Ctrl-R`, `PgDn`.
  package var label: String {
    switch self {
    case .character(" "): "Space"
    case .character(let character): String(character)
    case .control(let character): "Ctrl-" + character.uppercased()
    case .enter: "Enter"
    case .escape: "Esc"
    case .tab: "Tab"
    case .backTab: "Shift-Tab"
    case .backspace: "Backspace"
    case .delete: "Del"
    case .up: "↑"
    case .down: "↓"
    case .left: "←"
    case .right: "→"
    case .pageUp: "PgUp"
    case .pageDown: "PgDn"
    case .home: "Home"
    case .end: "End"
    case .function(let number): "F\(number)"
    }
  }

  /// The key that a name stands for, the inverse of `label`; words also in lower case, arrows also as words.
  package init?(label: String) {
    if label.count == 1, let character = label.first, !"↑↓←→".contains(character) {
      self = .character(character)
      return
    }
    let lower = label.lowercased()
    if lower.hasPrefix("ctrl-"), lower.count == 6, let character = lower.last {
      self = .control(character)
      return
    }
    if lower.hasPrefix("f"), let number = Int(lower.dropFirst()), (1...24).contains(number) {
      self = .function(number)
      return
    }
    guard let key = Self.named[lower] else { return nil }
    self = key
  }

  private static let named: [String: Key] = [
    "space": .character(" "), "enter": .enter, "esc": .escape, "tab": .tab, "shift-tab": .backTab,
    "backspace": .backspace, "del": .delete, "up": .up, "↑": .up, "down": .down, "↓": .down,
    "left": .left, "←": .left, "right": .right, "→": .right, "pgup": .pageUp, "pgdn": .pageDown,
    "home": .home, "end": .end,
  ]
}
