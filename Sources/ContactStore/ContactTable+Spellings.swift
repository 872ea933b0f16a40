package import Tagging

extension ContactTable {
  /// The rows by the spelling of a tag that the server shows there: what a removal has to send.
  ///
  /// Rows that are not loaded, or do not bear the tag, come under the spelling that was asked for.
  package func rowsBySpelling(of tag: ContactTag, in rows: RowSet) -> [(name: String, rows: RowSet)] {
    guard !rows.isEmpty else { return [] }
    let known = spellings(of: tag)
    if known.count <= 1, rows.subtracting(loadedRows).isEmpty {
      return [(name: known.first?.tag.name ?? tag.name, rows: rows)]
    }
    var found: [String: RowSet] = [:]
    rows.forEach { row in
      let name = isLoaded(row) ? spelling(of: tag, at: row)?.name : nil
      found[name ?? tag.name, default: []].insert(row)
    }
    return found.sorted { $0.key < $1.key }.map { (name: $0.key, rows: $0.value) }
  }
}
