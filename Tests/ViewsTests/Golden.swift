import Foundation
import Testing
import Views

/// Compares a screen with a stored one: its text, its looks and its cursor.
///
/// `RECORD_SCREENS=1 swift test` writes the file and fails, so that a new picture is always looked at in the diff.
func expectScreen(_ screen: Screen, matches name: String, sourceLocation: SourceLocation = #_sourceLocation)
  throws
{
  let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Screens/\(name).txt")
  let picture = picture(of: screen)
  if ProcessInfo.processInfo.environment["RECORD_SCREENS"] == "1" {
    try Data(picture.utf8).write(to: file)
    Issue.record("recorded \(name)", sourceLocation: sourceLocation)
    return
  }
  let stored = try String(contentsOf: file, encoding: .utf8)
  #expect(picture == stored, sourceLocation: sourceLocation)
}

/// The lines, and below each line with looks a line that names them cell by cell.
private func picture(of screen: Screen) -> String {
  var text = "\(screen.columns)×\(screen.rows), cursor \(screen.cursor.column),\(screen.cursor.row)\n"
  for (index, line) in screen.lines.enumerated() {
    text += "|" + line + "\n"
    let looks = screen.row(index).map { look(of: $0.style) }.joined().trimmingSuffix(" ")
    if !looks.isEmpty { text += "~" + looks + "\n" }
  }
  return text
}

/// One letter a look: the role's first letter, upper-case when bold; `r` reversed, `d` dim, `_` underlined.
private func look(of style: Style) -> String {
  if style.isReversed { return "r" }
  if style.isDim { return "d" }
  if style.isUnderlined { return "_" }
  let letter: String =
    switch style.role {
    case .plain: style.isBold ? "b" : " "
    case .added: "+"
    case .removed: "-"
    case .failed: "!"
    case .accent: "a"
    case .muted: "m"
    case .live: "l"
    case .sandbox: "s"
    case .marked: "*"
    }
  return style.isBold && letter != "b" ? letter.uppercased() : letter
}

extension String {
  fileprivate func trimmingSuffix(_ character: Character) -> String {
    var text = self
    while text.last == character { text.removeLast() }
    return text
  }
}
