/// A box over the view.
enum Popup {
  /// The inside of a box.
  struct Area {
    var left: Int
    var top: Int
    var width: Int
    var height: Int
  }

  /// Draws an empty box in the middle, and gives its inside.
  static func frame(title: String, width: Int, height: Int, on screen: inout Screen) -> Area {
    let width = min(width, screen.columns - 4)
    let height = min(height, screen.rows - 4)
    let left = (screen.columns - width) / 2
    let top = max(1, (screen.rows - height) / 2)
    let line = String(repeating: "─", count: width - 2)
    screen.write("┌\(line)┐", column: left, row: top, style: Style(.accent))
    for row in (top + 1)..<(top + height - 1) {
      screen.fill(row: row, from: left, to: left + width, style: .plain)
      screen.write("│", column: left, row: row, style: Style(.accent))
      screen.write("│", column: left + width - 1, row: row, style: Style(.accent))
    }
    screen.write("└\(line)┘", column: left, row: top + height - 1, style: Style(.accent))
    screen.write(
      " \(DisplayWidth.fitted(title, to: width - 6)) ", column: left + 2, row: top,
      style: Style(.accent, bold: true))
    return Area(left: left + 2, top: top + 1, width: width - 4, height: height - 2)
  }

  /// Draws lines of text in a box; long ones are broken at spaces.
  static func draw(_ lines: [String], title: String, on screen: inout Screen) {
    let width = min(screen.columns - 4, max(44, (lines.map { DisplayWidth.width(of: $0) }.max() ?? 0) + 4))
    let broken = lines.flatMap { wrapped($0, to: width - 4) }
    let area = frame(title: title, width: width, height: broken.count + 2, on: &screen)
    for (index, line) in broken.prefix(area.height).enumerated() {
      screen.write(line, column: area.left, row: area.top + index, limit: area.left + area.width)
    }
    screen.cursor = (area.left, area.top + min(broken.count, area.height) - 1)
  }

  /// The text in lines of at most so many cells.
  static func wrapped(_ text: String, to cells: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in DisplayWidth.harmless(text).split(separator: " ", omittingEmptySubsequences: false) {
      let longer = line.isEmpty ? String(word) : line + " " + word
      if DisplayWidth.width(of: longer) > cells, !line.isEmpty {
        lines.append(line)
        line = String(word)
      } else {
        line = longer
      }
    }
    lines.append(line)
    return lines
  }
}
