package import Tagging

/// Edits of single contacts, as a CSV file with the columns `contact,add,remove` lists them.
package struct ChangeList: Sendable, Equatable {
  /// One line: what one contact gets and loses.
  package struct Entry: Sendable, Equatable {
    package var line: Int
    /// An id, an e-mail address or a phone number.
    package var contact: String
    package var adds: [String]
    package var removes: [String]

    /// Makes a line.
    package init(line: Int, contact: String, adds: [String], removes: [String]) {
      self.line = line
      self.contact = contact
      self.adds = adds
      self.removes = removes
    }
  }

  package private(set) var entries: [Entry] = []

  /// Reads a file; without a heading the columns are in that order.
  package init(_ text: String) throws(CSV.Failure) {
    var columns = Columns(contact: 0, add: 1, remove: 2)
    for (place, row) in try CSV.rows(text).enumerated() {
      if place == 0, let named = try Columns(heading: row) {
        columns = named
        continue
      }
      let contact = String(CSV.original(row.cell(columns.contact)).trimmingWhiteSpace())
      guard !contact.isEmpty else { throw CSV.Failure("The contact is missing.", line: row.line) }
      entries.append(
        Entry(
          line: row.line, contact: contact, adds: try Self.tags(row, columns.add),
          removes: try Self.tags(row, columns.remove)))
    }
  }

  private static func tags(_ row: CSV.Row, _ column: Int?) throws(CSV.Failure) -> [String] {
    guard let column else { return [] }
    do throws(TagGrammar.Failure) {
      return try TagGrammar.names(row.cell(column), separators: TagGrammar.csv)
    } catch {
      throw CSV.Failure(error.message, line: row.line)
    }
  }

  private struct Columns {
    var contact: Int
    var add: Int?
    var remove: Int?

    init(contact: Int, add: Int?, remove: Int?) {
      self.contact = contact
      self.add = add
      self.remove = remove
    }

    /// `nil` when the row is no heading.
    init?(heading row: CSV.Row) throws(CSV.Failure) {
      let names = row.cells.map { $0.trimmingWhiteSpace().lowercased() }
      guard let contact = names.firstIndex(of: "contact") else { return nil }
      self.init(contact: contact, add: names.firstIndex(of: "add"), remove: names.firstIndex(of: "remove"))
      if add == nil, remove == nil {
        throw CSV.Failure("There is neither a column add nor a column remove.", line: row.line)
      }
    }
  }
}

extension CSV.Row {
  fileprivate func cell(_ column: Int) -> String { cells.indices.contains(column) ? cells[column] : "" }
}
