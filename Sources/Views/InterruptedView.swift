import Editor
import Tagging

/// The offer to finish a commit that a kill, a reboot or a lost line interrupted.
enum InterruptedView {
  static func draw(_ state: EditorState, on screen: inout Screen) {
    guard let details = state.interrupted.first else { return }
    let answered = details.calls.count { $0 == .answered }
    let sent = details.calls.count {
      if case .sent = $0 { return true }
      return false
    }
    Popup.draw(
      [
        "A commit was interrupted: \(details.record.title).",
        "\(answered.grouped) of \(details.calls.count.grouped) calls were answered, "
          + "\(sent.grouped) were sent without an answer, "
          + "\((details.calls.count - answered - sent).grouped) were not sent.",
        "", "f    finish it: what was sent is read back first", "b    back to staged edits",
        "Esc  later; c brings this up again",
      ], title: "Interrupted commit", on: &screen)
  }
}
