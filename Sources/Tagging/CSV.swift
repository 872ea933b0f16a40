/// Comma-separated values as RFC 4180 has them, read leniently and written strictly.
public enum CSV {
  /// A record with the line on which it began, from 1.
  public struct Row: Sendable, Equatable {
    public var line: Int
    public var cells: [String]

    /// Makes a record.
    public init(line: Int, cells: [String]) {
      self.line = line
      self.cells = cells
    }
  }

  /// Why a text can't be read, and on which line.
  public struct Failure: Error, Sendable, Equatable {
    public var message: String
    public var line: Int

    /// Makes a failure.
    public init(_ message: String, line: Int) {
      self.message = message
      self.line = line
    }
  }

  /// Reads records, which end with CRLF, LF or CR; empty lines and a byte order mark are skipped.
  public static func rows(_ text: String) throws(Failure) -> [Row] {
    var reader = CSVReader(text)
    var rows: [Row] = []
    while let row = try reader.nextRow() {
      if row.cells != [""] { rows.append(row) }
    }
    return rows
  }

  /// A record without its line end; cells are in quotes where they need them.
  public static func line(_ cells: some Sequence<String>) -> String {
    cells.map { cell in
      let needsQuotes = cell.unicodeScalars.contains { "\",\r\n".unicodeScalars.contains($0) }
      return needsQuotes ? "\"" + cell.replacing("\"", with: "\"\"") + "\"" : cell
    }.joined(separator: ",")
  }

  /// A text that no spreadsheet runs as a formula: with an apostrophe before it where one would.
  ///
  /// A text that begins with an apostrophe and such a character gets one more, so that `original` is its inverse.
  public static func neutralised(_ text: String) -> String { startsFormula(text) ? "'" + text : text }

  /// The text that was neutralised.
  public static func original(_ cell: String) -> String {
    guard cell.unicodeScalars.first == "'" else { return cell }
    let rest = String(cell.unicodeScalars.dropFirst())
    return startsFormula(rest) ? rest : cell
  }

  private static func startsFormula(_ text: String) -> Bool {
    let first = text.unicodeScalars.first { $0 != "'" }
    guard let first else { return false }
    return "=+-@\t\r".unicodeScalars.contains(first)
  }
}

/// Walks along a text, scalar by scalar.
private struct CSVReader {
  private var scalars: String.UnicodeScalarView.Iterator
  private var current: Unicode.Scalar?
  private var line = 1

  init(_ text: String) {
    scalars = text.unicodeScalars.makeIterator()
    current = scalars.next()
    if current == "\u{FEFF}" { current = scalars.next() }
  }

  mutating func nextRow() throws(CSV.Failure) -> CSV.Row? {
    guard current != nil else { return nil }
    var row = CSV.Row(line: line, cells: [])
    while true {
      row.cells.append(current == "\"" ? try quotedCell() : plainCell())
      guard current == "," else { break }
      advance()
    }
    endLine()
    return row
  }

  private mutating func plainCell() -> String {
    var cell = String.UnicodeScalarView()
    while let scalar = current, scalar != ",", !Self.endsLine(scalar) {
      cell.append(scalar)
      advance()
    }
    return String(cell)
  }

  private mutating func quotedCell() throws(CSV.Failure) -> String {
    let start = line
    var cell = String.UnicodeScalarView()
    advance()
    while true {
      guard let scalar = current else { throw CSV.Failure("A quote is not closed.", line: start) }
      advance()
      if scalar == "\"" {
        guard current == "\"" else { break }
        advance()
      } else if scalar == "\n" {
        line += 1
      }
      cell.append(scalar)
    }
    while current == " " { advance() }
    if let scalar = current, scalar != ",", !Self.endsLine(scalar) {
      throw CSV.Failure("After a closing quote comes a comma or the end of the line.", line: line)
    }
    return String(cell)
  }

  private mutating func endLine() {
    if current == "\r" {
      advance()
      if current == "\n" { advance() }
      line += 1
    } else if current == "\n" {
      advance()
      line += 1
    }
  }

  private mutating func advance() { current = scalars.next() }

  private static func endsLine(_ scalar: Unicode.Scalar) -> Bool { scalar == "\n" || scalar == "\r" }
}
