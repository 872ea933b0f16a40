import ArgumentParser
import ContactStore
import Engine
import Storage
import Tagging
import Views

/// Prints contacts with their tags.
struct ContactsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "contacts", abstract: "Prints contacts with their tags, the newest first.",
    discussion: """
      table is for people. csv and jsonl are stable: columns and keys are only ever added at the end. In csv, tags are \
      separated by semicolons, and cells that a spreadsheet would run as a formula begin with an apostrophe. ids is one \
      id a line, as edit --ids - takes them.
      """)

  /// How contacts are printed.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, csv, jsonl, ids
  }

  @OptionGroup var query: QueryArgument

  @Option(help: "How they are printed: table, csv, jsonl or ids.")
  var format: Format = .table

  @Option(help: "Print so many at most.")
  var limit: Int?

  @OptionGroup var global: GlobalOptions
  @OptionGroup(title: "Sandbox options, with --sandbox") var sandbox: SandboxOptions

  func validate() throws {
    if let limit, limit < 0 { throw ValidationError("--limit can't be below 0.") }
  }

  func run() async throws {
    try await Outcome.exit(on: {
      let settings = try Settings.effective(global)
      let query = try query.parsed(settings.tagCase.value)
      try await BatchSession.run(settings, global: global, sandbox: sandbox) { session in
        let table = try await session.allContacts()
        let rows = table.sorted(table.rows(matching: query), by: SortOrder(.server)) ?? []
        try print(rows.prefix(limit ?? rows.count), of: table)
      }
    })
  }

  private func print(_ rows: ArraySlice<ContactRow>, of table: ContactTable) throws {
    var results = Results()
    switch format {
    case .table:
      var lines = TextTable(["NAME", "EMAIL", "PHONE", "TAGS"], mostCells: [24, 30, 18, .max])
      for row in rows {
        lines.add([
          table.name(at: row), table.email(at: row), table.phone(at: row),
          TagGrammar.text(table.tags(at: row).map(\.name)),
        ])
      }
      try lines.print(to: &results)
    case .csv:
      try results.record(ContactLine.columns)
      for row in rows { try results.record(ContactLine(table.contact(at: row)).cells) }
    case .jsonl:
      for row in rows { try results.json(ContactLine(table.contact(at: row))) }
    case .ids:
      for row in rows { try results.line(table.id(at: row).rawValue) }
    }
    try results.finish()
  }
}

/// Prints tags with their counts.
struct TagsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tags", abstract: "Prints tags with their counts, the most frequent first.",
    discussion: """
      count is the number of contacts that match QUERY and bear the tag, total the number in the whole location. \
      Without QUERY, tags that no contact bears are listed too.
      """)

  /// How tags are printed.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, csv, jsonl
  }

  /// A tag as `jsonl` has it.
  private struct Line: Encodable {
    var tag: String
    var count: Int
    var total: Int
  }

  @OptionGroup var query: QueryArgument

  @Option(help: "How they are printed: table, csv or jsonl.")
  var format: Format = .table

  @OptionGroup var global: GlobalOptions
  @OptionGroup(title: "Sandbox options, with --sandbox") var sandbox: SandboxOptions

  func run() async throws {
    try await Outcome.exit(on: {
      let settings = try Settings.effective(global)
      let parsed = try query.parsed(settings.tagCase.value)
      try await BatchSession.run(settings, global: global, sandbox: sandbox) { session in
        let table = try await session.allContacts()
        var lines: [Line]
        if parsed == .all {
          lines = table.tagCounts.map { Line(tag: $0.tag.name, count: $0.count, total: $0.count) }
          let known = Set(table.tagCounts.map(\.tag))
          lines += try await definitions(session).filter { !known.contains($0) }
            .map { Line(tag: $0.name, count: 0, total: 0) }
        } else {
          lines = table.tagCounts(in: table.rows(matching: parsed)).map {
            Line(tag: $0.tag.name, count: $0.count, total: table.rows(bearing: $0.tag).count)
          }
        }
        try print(lines.sorted { ($1.count, $0.tag) < ($0.count, $1.tag) })
      }
    })
  }

  /// The location's dictionary; a token that may not read it costs only the tags without contacts.
  private func definitions(_ session: BatchSession) async throws -> [ContactTag] {
    do throws(ServiceError) {
      return try await session.service.tagDefinitions().map(\.tag)
    } catch {
      guard case .unauthorized(.missingScope, _, _) = error else { throw error }
      Console.note("Tags that no contact bears are left out: the token lacks locations/tags.readonly.")
      return []
    }
  }

  private func print(_ lines: [Line]) throws {
    var results = Results()
    switch format {
    case .table:
      let hasQuery = query.text != nil
      var text = TextTable(hasQuery ? ["COUNT", "TOTAL", "TAG"] : ["COUNT", "TAG"])
      for line in lines {
        text.add(["\(line.count)"] + (hasQuery ? ["\(line.total)"] : []) + [line.tag])
      }
      try text.print(to: &results)
    case .csv:
      try results.record(["tag", "count", "total"])
      for line in lines {
        try results.record([CSV.neutralised(line.tag), "\(line.count)", "\(line.total)"])
      }
    case .jsonl:
      for line in lines { try results.json(line) }
    }
    try results.finish()
  }
}
