/// How a cell looks: attributes, and a colour by its meaning, which the terminal maps to what it has.
///
/// Meaning is never carried by colour alone: every role that matters has a sign or an attribute beside it.
package struct Style: Equatable, Sendable {
  /// What a colour means.
  package enum Role: UInt8, Sendable, CaseIterable {
    case plain, added, removed, failed, accent, muted, live, sandbox, marked
  }

  package var role: Role = .plain
  package var isBold = false
  package var isDim = false
  package var isReversed = false
  package var isUnderlined = false

  package init(
    _ role: Role = .plain, bold: Bool = false, dim: Bool = false, reversed: Bool = false,
    underlined: Bool = false
  ) {
    self.role = role
    isBold = bold
    isDim = dim
    isReversed = reversed
    isUnderlined = underlined
  }

  package static let plain = Style()
}

/// One place on the screen: a trivial value.
package struct Cell: Equatable, Sendable {
  /// A Unicode scalar's value; or `clusterBit` and an index into `Screen.clusters`; or `continuation`.
  package var content: UInt32
  package var style: Style

  /// Set in `content` when the rest is an index into `Screen.clusters`.
  package static let clusterBit: UInt32 = 0x8000_0000
  /// The right half of a wide cell.
  package static let continuation: UInt32 = 0x7FFF_FFFF

  package init(content: UInt32 = 0x20, style: Style = .plain) {
    self.content = content
    self.style = style
  }
}

/// A frame: a grid of cells, and where the cursor is.
package struct Screen: Equatable, Sendable {
  package let columns: Int
  package let rows: Int
  /// Row by row, `columns` a row.
  package private(set) var cells: [Cell]
  /// Grapheme clusters of more than one scalar, as cells refer to them.
  package private(set) var clusters: [String] = []
  /// Where the terminal's own cursor stands: always on the focused row or in the prompt, so that screen
  /// readers and magnifiers follow it.
  package var cursor: (column: Int, row: Int) = (0, 0)

  package init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    cells = Array(repeating: Cell(), count: max(0, columns * rows))
  }

  /// The cells of one row.
  package func row(_ row: Int) -> ArraySlice<Cell> { cells[(row * columns)..<((row + 1) * columns)] }

  /// Writes text that is ours or already harmless, from a column on, clipped at `limit`; returns the column
  /// after it. A wide character that would be cut in half is left out.
  @discardableResult
  package mutating func write(
    _ text: some StringProtocol, column: Int, row: Int, limit: Int? = nil, style: Style = .plain
  ) -> Int {
    guard row >= 0, row < rows else { return column }
    let end = min(limit ?? columns, columns)
    var at = column
    for character in text {
      let width = DisplayWidth.width(of: character)
      if width == 0 { continue }
      if at + width > end { break }
      if at >= 0 { put(character, width: width, at: row * columns + at, style: style) }
      at += width
    }
    return at
  }

  /// Fills a stretch of a row with spaces in a style.
  package mutating func fill(row: Int, from column: Int, to end: Int, style: Style) {
    guard row >= 0, row < rows, column < end else { return }
    for at in max(0, column)..<min(end, columns) { cells[row * columns + at] = Cell(style: style) }
  }

  /// Changes the style of a stretch of a row, leaving its text.
  package mutating func restyle(row: Int, from column: Int, to end: Int, _ change: (inout Style) -> Void) {
    guard row >= 0, row < rows, column < end else { return }
    for at in max(0, column)..<min(end, columns) { change(&cells[row * columns + at].style) }
  }

  /// The text of a cell: empty for the right half of a wide one.
  package func text(of cell: Cell) -> String {
    if cell.content == Cell.continuation { return "" }
    if cell.content & Cell.clusterBit != 0 { return clusters[Int(cell.content & ~Cell.clusterBit)] }
    return Unicode.Scalar(cell.content).map { String(Character($0)) } ?? " "
  }

  /// The lines as text, without trailing spaces: what tests compare.
  package var lines: [String] {
    (0..<rows).map { index in
      var line = row(index).reduce(into: "") { $0 += text(of: $1) }
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  package static func == (left: Screen, right: Screen) -> Bool {
    left.columns == right.columns && left.rows == right.rows && left.cursor == right.cursor
      && left.clusters == right.clusters && left.cells == right.cells
  }

  private mutating func put(_ character: Character, width: Int, at place: Int, style: Style) {
    let pieces = DisplayWidth.pieces(of: character)
    for (offset, piece) in pieces.enumerated() {
      cells[place + offset] = Cell(content: content(of: piece), style: style)
    }
    if pieces.count == 1, width == 2 { cells[place + 1] = Cell(content: Cell.continuation, style: style) }
  }

  private mutating func content(of text: String) -> UInt32 {
    let scalars = text.unicodeScalars
    if scalars.count == 1, let scalar = scalars.first { return scalar.value }
    let index = clusters.firstIndex(of: text) ?? clusters.count
    if index == clusters.count { clusters.append(text) }
    return Cell.clusterBit | UInt32(index)
  }
}
