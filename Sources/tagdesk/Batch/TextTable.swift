import Views

/// Rows of text in columns, for people.
struct TextTable {
  private let headings: [String]
  private let mostCells: [Int]
  private var rows: [[String]] = []

  /// Makes a table with headings; a column takes at most so many cells where the table goes to a terminal.
  init(_ headings: [String], mostCells: [Int] = []) {
    self.headings = headings
    self.mostCells = mostCells
  }

  /// Adds a row, with a text for each heading.
  mutating func add(_ texts: [String]) { rows.append(texts.map(DisplayWidth.harmless)) }

  /// Prints all of it; a terminal's lines are cut where they end.
  func print(to results: inout Results) throws {
    let width = results.width
    var cells = headings.map { DisplayWidth.width(of: $0) }
    for row in rows {
      for (column, text) in row.enumerated() {
        cells[column] = max(cells[column], DisplayWidth.width(of: text))
      }
    }
    if width != nil {
      for (column, most) in mostCells.enumerated() { cells[column] = min(cells[column], most) }
    }
    for row in [headings] + rows {
      var line = ""
      for (column, text) in row.enumerated() {
        if column == row.count - 1 {
          line += text
        } else {
          let fitted = DisplayWidth.fitted(text, to: cells[column])
          let gap = cells[column] - DisplayWidth.width(of: fitted) + 2
          line += fitted + String(repeating: " ", count: max(2, gap))
        }
      }
      try results.line(width.map { DisplayWidth.fitted(line, to: $0) } ?? line)
    }
  }
}
