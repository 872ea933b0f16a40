import Editor

/// The keys of where one is, from the key table, with the reason where one can't be used now.
enum HelpView {
  static func draw(_ state: EditorState, scroll: Int, on screen: inout Screen) {
    var here = state
    here.overlays.removeLast()
    let lines = lines(for: here)
    let area = Popup.frame(
      title: "Keys here · q closes", width: min(screen.columns - 4, 90), height: screen.rows - 2, on: &screen)
    let top = min(scroll, max(0, lines.count - area.height))
    for (index, line) in lines.dropFirst(top).prefix(area.height).enumerated() {
      screen.write(
        DisplayWidth.fitted(line.text, to: area.width), column: area.left, row: area.top + index,
        style: Style(line.isHeading ? .accent : .plain, bold: line.isHeading, dim: line.isDisabled))
    }
    screen.cursor = (area.left, area.top)
  }

  private static func lines(for state: EditorState) -> [(text: String, isHeading: Bool, isDisabled: Bool)] {
    var lines: [(text: String, isHeading: Bool, isDisabled: Bool)] = []
    var group = ""
    for binding in state.session.keyMap.bindings(in: state.keyContext) {
      if binding.group != group {
        group = binding.group
        if !lines.isEmpty { lines.append(("", false, false)) }
        lines.append((group, true, false))
      }
      let keys = binding.keys.map(\.label).joined(separator: " ")
      let padded = keys + String(repeating: " ", count: max(1, 16 - DisplayWidth.width(of: keys)))
      let reason = state.reasonAgainst(binding.command)
      lines.append((padded + binding.help + (reason.map { "  (now: \($0))" } ?? ""), false, reason != nil))
    }
    return lines
  }
}
