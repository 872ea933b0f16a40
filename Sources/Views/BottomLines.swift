import Editor
import Engine
import Tagging

/// The lines at the bottom: the prompt, what is wrong with it, or what happened and the keys at hand.
enum BottomLines {
  static func draw(_ state: EditorState, on screen: inout Screen) {
    let last = screen.rows - 1
    if let prompt = state.prompt {
      screen.fill(row: last - 1, from: 0, to: screen.columns, style: .plain)
      drawPrompt(prompt, state, at: last - 1, on: &screen)
      drawBelow(prompt, at: last, on: &screen)
      return
    }
    let hints = hints(of: state)
    if let message = state.message {
      screen.write(
        DisplayWidth.fitted(DisplayWidth.harmless(message.text), to: screen.columns - 2), column: 1,
        row: last,
        style: message.isProblem ? Style(.failed, bold: true) : .plain)
      return
    }
    let start = max(1, screen.columns - DisplayWidth.width(of: hints) - 1)
    screen.write(
      DisplayWidth.fitted(status(of: state), to: max(0, start - 3)), column: 1, row: last)
    screen.write(hints, column: start, row: last, style: Style(.muted))
  }

  private static func drawPrompt(
    _ prompt: Prompt, _ state: EditorState, at row: Int, on screen: inout Screen
  ) {
    let label = label(of: prompt, state)
    let start = screen.write(label, column: 0, row: row, style: Style(bold: true))
    let room = screen.columns - start - 1
    // A line that is longer than the room shows the part around the cursor.
    let before = DisplayWidth.harmless(prompt.line.beforeCursor)
    var text = DisplayWidth.harmless(prompt.line.text)
    var offset = DisplayWidth.width(of: before)
    while offset >= room, let first = text.first {
      text.removeFirst()
      offset -= DisplayWidth.width(of: first)
    }
    screen.write(text, column: start, row: row)
    screen.cursor = (min(start + offset, screen.columns - 1), row)
  }

  private static func label(of prompt: Prompt, _ state: EditorState) -> String {
    switch prompt.kind {
    case .query: return "/"
    case .command: return ":"
    case .sort: return "Sort by: "
    case .marks(let adding): return adding ? "Mark: " : "Unmark: "
    case .contactCount(let count):
      let location = DisplayWidth.harmless(state.session.locationName)
      return "This touches \(count.grouped) contacts of \(location). Type their number: "
    case .tags(let action, let target):
      let hidden = state.marks.isEmpty ? 0 : state.marksOutOfView
      let who = target.count.counted("contact")
      return (action == .add ? "Add to " : "Remove from ") + who
        + (hidden > 0 ? " (\(hidden.grouped) not in view)" : "") + ": "
    }
  }

  private static func drawBelow(_ prompt: Prompt, at row: Int, on screen: inout Screen) {
    if let problem = prompt.problem {
      screen.write(
        DisplayWidth.fitted(DisplayWidth.harmless(problem), to: screen.columns - 2), column: 1, row: row,
        style: Style(.failed, bold: true))
      return
    }
    var column = 1
    let first = max(0, (prompt.chosen ?? 0) - 3)
    for index in prompt.completions.indices.dropFirst(first) {
      let text = DisplayWidth.harmless(prompt.completions[index])
      guard column + DisplayWidth.width(of: text) < screen.columns - 4 else { break }
      let style = Style(.muted, reversed: index == prompt.chosen)
      column = screen.write(text, column: column, row: row, style: style) + 2
    }
    if column == 1 { screen.write("Enter takes it, Esc leaves", column: 1, row: row, style: Style(.muted)) }
  }

  /// `Staged: +webinar on 4, -trial on 3`.
  private static func status(of state: EditorState) -> String {
    if let problem = state.loading.problem, !state.loading.isActive {
      return DisplayWidth.harmless(problem.message)
    }
    let groups = ChangesList.groups(of: state.written.edits)
    guard !groups.isEmpty else { return state.pending.isEmpty ? "" : "saving …" }
    let shown = groups.prefix(6).map { "\(DisplayWidth.harmless($0.edit.text)) on \($0.rows.count.grouped)" }
    return "Staged: " + shown.joined(separator: ", ") + (groups.count > 6 ? ", …" : "")
  }

  /// The keys that matter here, from the key table.
  private static func hints(of state: EditorState) -> String {
    state.session.keyMap.bindings(in: state.keyContext)
      .filter { $0.hint != nil && state.reasonAgainst($0.command) == nil }
      .compactMap { binding in binding.keys.first.map { "\($0.label) \(binding.hint ?? "")" } }
      .suffix(7).joined(separator: "  ")
  }
}
