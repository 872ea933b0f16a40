import ContactStore
import Engine
package import Tagging

/// What is loaded, and which of it the list shows.
extension EditorState {
  /// Asks for the list anew; answers to former requests are dropped.
  mutating func requestList(jumping: Bool, keeping: RowSet) -> Effect {
    list.requestNumber += 1
    list.isListing = true
    list.isStale = false
    list.jumpsWhenLost = jumping
    return .list(
      ListRequest(
        number: list.requestNumber, query: list.query, order: list.order, table: table,
        context: queryContext, keeping: keeping))
  }

  /// Asks again because something changed, at once or as soon as the request under way is answered.
  mutating func relist() -> [Effect] {
    if list.isListing {
      list.isStale = true
      return []
    }
    return [requestList(jumping: false, keeping: RowSet(list.rows))]
  }

  /// After staging only a query can be answered otherwise; the rows stay, dimmed.
  mutating func relistAfterStaging() -> [Effect] {
    (list.query == .all ? [] : relist()) + (list.isFacetPaneOpen ? [countFacets()] : [])
  }

  mutating func relistIfQueryLooksAtMarks() -> [Effect] {
    list.queryText.contains("is:") ? relist() : []
  }

  mutating func list(_ listing: Listing) -> [Effect] {
    guard listing.number == list.requestNumber else { return [] }
    list.isListing = false
    list.replace(
      rows: listing.rows, matching: listing.matching, height: listHeight, jumps: list.jumpsWhenLost)
    var effects: [Effect] = list.isFacetPaneOpen ? [countFacets()] : []
    if list.isStale { effects += relist() }
    return effects
  }

  /// Uses a query that was entered: rows that were only kept go.
  mutating func use(query text: String) -> [Effect] {
    do {
      list.query = try QueryParser.parse(text, tagCase: session.tagCase)
      list.queryText = text
      return [requestList(jumping: true, keeping: [])]
    } catch {
      message = Message("\(text): \(error.message)", isProblem: true)
      return []
    }
  }

  mutating func walkQueries(back: Bool) -> [Effect] {
    let index = queryHistory.index + (back ? -1 : 1)
    guard queryHistory.texts.indices.contains(index) else {
      message = Message(back ? "This is the first query." : "This is the last query.")
      return []
    }
    queryHistory.index = index
    return use(query: queryHistory.texts[index])
  }

  /// Adds the facet under the cursor to the query.
  mutating func filterByFacet(negated: Bool) -> [Effect] {
    guard list.facets.indices.contains(list.facetCursor) else { return [] }
    let condition = (negated ? "-tag:" : "tag:") + Query.quoted(list.facets[list.facetCursor].tag.name)
    let text = list.queryText.isEmpty ? condition : list.queryText + " " + condition
    queryHistory.enter(text)
    return use(query: text)
  }

  mutating func countFacets() -> Effect {
    list.areFacetsFinal = false
    return .countFacets(
      FacetRequest(
        number: list.requestNumber, rows: list.matching, table: table, edits: effectiveEdits))
  }

  mutating func showFacets(_ facets: [TagCount], of number: Int) -> [Effect] {
    guard number == list.requestNumber else { return [] }
    list.facets = facets
    list.areFacetsFinal = true
    list.facetCursor = min(list.facetCursor, max(0, facets.count - 1))
    return []
  }

  /// Takes the query that the program was opened with.
  package mutating func start(query text: String, _ query: Query) {
    list.queryText = text
    list.query = query
    queryHistory.enter(text)
  }

  /// The first effects: contacts, the location's name, its tags.
  package mutating func begin() -> [Effect] { refresh() + [.readTags] }

  mutating func refresh() -> [Effect] {
    loading.run += 1
    loading.isActive = true
    loading.loaded = 0
    loading.problem = nil
    loading.seen = []
    loading.startedAt = time
    return [.loadContacts(run: loading.run), .readLocation]
  }

  mutating func load(_ event: LoadEvent) -> [Effect] {
    switch event {
    case .page(let contacts, let total):
      loading.total = total
      return take(contacts)
    case .finished(let total):
      loading.isActive = false
      let expected = loading.total ?? total
      loading.total = total
      return dropVanished(total: total, expected: expected)
    case .failed(let problem):
      loading.isActive = false
      loading.problem = problem
      if table.count == 0 { return notReached(problem) }
      message = Message(
        "\(problem.message) \(loading.loaded.grouped) contacts are loaded; \(session.keyMap.label(of: .refresh)) "
          + "tries again. Nothing staged is lost.", isProblem: true)
      return []
    }
  }

  /// Nothing is loaded and nothing can be: the program ends and says why; else a line on the screen does.
  mutating func notReached(_ problem: Problem) -> [Effect] {
    guard table.count == 0 else {
      message = Message(problem.sentence, isProblem: true)
      return []
    }
    fatalProblem = problem
    return [.stopLoading, .quit]
  }

  private mutating func take(_ contacts: [Contact]) -> [Effect] {
    let kept = contacts.map(withNewerReceipt)
    let rows = RowSet(table.upsert(kept))
    let isNew = rows.subtracting(loading.seen)
    loading.seen.formUnion(rows)
    loading.loaded = loading.seen.count
    settle(rows)
    if list.query == .all, list.order.key == .server, !list.order.isDescending, !list.isListing {
      let listed = list.matching
      let added = isNew.subtracting(listed)
      list.matching.formUnion(added)
      let wasEmpty = list.rows.isEmpty
      list.rows += added.rows
      if wasEmpty { list.move(to: 0, height: listHeight) }
      return list.isFacetPaneOpen ? [countFacets()] : []
    }
    return relist()
  }

  /// The search index lags behind writes: a contact that our own commit just changed keeps what the answer said.
  private func withNewerReceipt(_ contact: Contact) -> Contact {
    guard !recentlyWritten.isEmpty, let row = table.row(of: contact.id), recentlyWritten.contains(row),
      loading.startedAt - writtenAt < Self.indexLag
    else { return contact }
    var contact = contact
    contact.tags = table.tags(at: row)
    return contact
  }

  /// Seconds for which the index may be behind a write: "may take a few seconds" (facts §2, `Visible in search`).
  private static let indexLag: Double = 30

  /// Drops staged edits of these rows that are true on the server already.
  private mutating func settle(_ rows: RowSet) {
    guard !changeset.rows.intersection(rows).isEmpty else { return }
    var dropped = 0
    for (tag, staged) in changeset.edits where !staged.rows.intersection(rows).isEmpty {
      dropped += changeset.settle(tag, base: base(of: tag)).count
    }
    guard dropped > 0 else { return }
    for index in pending.indices {
      for tag in pending[index].after.edits.keys { pending[index].after.settle(tag, base: base(of: tag)) }
    }
    for tag in written.edits.keys { written.settle(tag, base: base(of: tag)) }
    if view == .changes { changes.rebuild(from: written) }
    message = Message("\(dropped.grouped) staged edits were true on the server already, and were dropped.")
  }

  /// After a whole load, contacts that were not in it are gone; their staged edits stay, and say so.
  private mutating func dropVanished(total: Int, expected: Int) -> [Effect] {
    let gone = table.loadedRows.subtracting(loading.seen)
    guard !gone.isEmpty, loading.seen.count >= max(total, expected) else { return relist() }
    gone.forEach { table.remove($0) }
    for (tag, staged) in changeset.edits {
      staged.rows.intersection(gone).forEach {
        failures[tag, default: [:]][$0] = "the contact is not in the location any more"
      }
    }
    list.rows.removeAll { gone.contains($0) }
    list.replace(
      rows: list.rows, matching: list.matching.subtracting(gone), height: listHeight, jumps: false)
    marks.subtract(gone)
    return relist()
  }
}
