extension API {
  /// The most contacts of a page of search, and how far `page` reaches.
  private static let longestPage = 500
  private static let pageWindow = 10_000
  private static let longestQuery = 75

  /// `POST /contacts/search`, operation `search-contacts-advanced`: 200 `{contacts, total}`.
  func searchContacts(_ call: Call) async throws -> Answer {
    let members = try call.members()
    try call.checkLocation(members["locationId"]?.text)
    let search = try search(members)
    guard isHome(call) else {
      return searchAnswer(SearchPage(contacts: [], total: 0, tagNames: [:]), search, call)
    }
    return searchAnswer(try await page(search), search, call)
  }

  /// Reads the body of a search.
  ///
  /// - Throws: 422 for a wrong shape, 400 for unknown fields, operators and cursors, and pages beyond the window.
  private func search(_ members: [String: JSONValue]) throws(APIError) -> Search {
    var reader = BodyReader(members)
    _ = reader.requiredText("locationId")
    let limit = wholeNumber("pageLimit", &reader, isRequired: true) ?? 0
    if limit > Self.longestPage { reader.reject("pageLimit must not be greater than \(Self.longestPage)") }
    if limit < 1 { reader.reject("pageLimit must not be less than 1") }
    let page = wholeNumber("page", &reader, isRequired: false)
    if let page, page < 1 { reader.reject("page must not be less than 1") }
    let query = reader.text("query") ?? ""
    if query.count > Self.longestQuery {
      reader.reject("query must be shorter than or equal to \(Self.longestQuery) characters")
    }
    let cursor = reader.value("searchAfter")
    if let cursor, cursor.elements == nil { reader.reject("searchAfter must be an array") }
    let filters = reader.value("filters")
    let sort = reader.value("sort")
    try reader.finish()

    var search = Search(query: query, limit: limit)
    if let filters { search.filter = try SearchFilter(filters) }
    if let sort { search.order = try SearchOrder.read(sort) }
    if let cursor, cursor.elements?.isEmpty == false {
      guard page == nil else { throw .badRequest("page and searchAfter cannot be used together") }
      search.after = try search.order.condition(after: cursor)
    } else if let page {
      let (end, overflow) = page.multipliedReportingOverflow(by: limit)
      guard !overflow, end <= Self.pageWindow else {
        throw .badRequest("page * pageLimit must not be greater than \(Self.pageWindow), use searchAfter")
      }
      search.offset = end - limit
    }
    return search
  }

  private func wholeNumber(_ name: String, _ reader: inout BodyReader, isRequired: Bool) -> Int? {
    guard let value = reader.value(name) else {
      if isRequired {
        reader.reject("\(name) should not be empty")
        reader.reject("\(name) must be an integer number")
      }
      return nil
    }
    guard let number = value.wholeNumber else {
      reader.reject("\(name) must be an integer number")
      return nil
    }
    return Int(clamping: number)
  }

  private func page(_ search: Search) async throws -> SearchPage {
    // Catching up with the index writes.
    if configuration.indexLagMilliseconds > 0 {
      return try await database.write { store in try store.search(search) }
    }
    return try await database.read { store in try store.search(search) }
  }

  private func searchAnswer(_ page: SearchPage, _ search: Search, _ call: Call) -> Answer {
    Answer.object(capacity: 2048 * page.contacts.count + 128) { writer in
      writer.key("contacts")
      writer.array {
        for contact in page.contacts {
          $0.contact(
            contact, as: .search(search.order), location: call.principal.locationId, tagNames: page.tagNames,
            version: call.version)
        }
      }
      writer.field("total", page.total)
    }
  }
}

// MARK: - The deprecated list

extension API {
  private static let longestList = 100

  /// `GET /contacts/`, operation `get-contacts`, deprecated: 200 `{contacts, count, meta}`.
  func listContacts(_ call: Call) async throws -> Answer {
    guard let location = call.parameters["locationId"], !location.isEmpty else {
      throw APIError.unprocessable("LocationId can't be undefined")
    }
    try call.checkLocation(location)
    let search = try list(call.parameters)
    let page =
      isHome(call) ? try await page(search) : SearchPage(contacts: [], total: 0, tagNames: [:])
    let last = page.contacts.count == search.limit ? page.contacts.last : nil
    return Answer.object(capacity: 1024 * page.contacts.count + 512) { writer in
      writer.key("contacts")
      writer.array {
        for contact in page.contacts {
          $0.contact(contact, as: .list, location: location, tagNames: page.tagNames, version: call.version)
        }
      }
      writer.field("count", page.total)
      writer.key("meta")
      writer.object { $0.listMeta(total: page.total, last: last, location: location, limit: search.limit) }
    }
  }

  private func list(_ parameters: [String: String]) throws(APIError) -> Search {
    let known = ["locationId", "limit", "startAfter", "startAfterId", "query"]
    var violations = parameters.keys.sorted().filter { !known.contains($0) }.map {
      "property \($0) should not exist"
    }
    let limit = parameters["limit"].map { Int($0) ?? 0 } ?? 20
    if limit > Self.longestList { violations.append("limit must not be greater than \(Self.longestList)") }
    if limit < 1 { violations.append("limit must not be less than 1") }
    let time = parameters["startAfter"].map { Int64($0) }
    if case .some(nil) = time { violations.append("startAfter must be a number") }
    guard violations.isEmpty else { throw .unprocessable(violations) }
    var search = Search(query: parameters["query"] ?? "", limit: limit)
    // One of the two without the other is ignored: the next page needs both.
    if case .some(let time?) = time, let id = parameters["startAfterId"] {
      search.after = try search.order.condition(after: .array([.integer(time), .string(id)]))
    }
    return search
  }
}

extension JSONWriter {
  fileprivate mutating func listMeta(total: Int, last: ContactRecord?, location: String, limit: Int) {
    field("total", total)
    field("currentPage", 1)
    key("prevPage")
    null()
    key("nextPage")
    guard let last else {
      null()
      return
    }
    integer(2)
    field(
      "nextPageUrl",
      "/contacts/?locationId=\(location)&limit=\(limit)&startAfter=\(last.dateAdded)&startAfterId=\(last.id)")
    key("startAfter")
    integer(last.dateAdded)
    field("startAfterId", last.id)
  }
}
