import ArgumentParser
import ContactStore
import Engine
import Foundation
import Tagging

/// Which contacts `edit` is about, beside the query.
struct EditTargets: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Ids, e-mail addresses or phone numbers, one a line or the first CSV column; - reads standard input.",
      valueName: "file"))
  var ids: String?

  @Flag(help: "Every contact of the location.")
  var all = false

  @Option(
    help: ArgumentHelp(
      "A CSV file with the columns contact,add,remove; - reads standard input.", valueName: "file"))
  var changes: String?

  @Flag(help: "Where several contacts share an e-mail address or a phone number, take all of them.")
  var allMatches = false

  /// Refuses targets that are none, or that contradict each other.
  func check(query: String?) throws {
    if let query, query.allSatisfy(\.isWhitespace) {
      throw EditOrder.wrong("The query is empty; nothing was done.", remedy: "For every contact, say --all.")
    }
    let hasChoice = query != nil || ids != nil
    if changes != nil, hasChoice || all {
      throw EditOrder.wrong("--changes names its contacts itself: it goes with no query, --ids or --all.")
    }
    if all, hasChoice { throw EditOrder.wrong("--all goes with neither a query nor --ids.") }
    guard hasChoice || all || changes != nil else {
      throw EditOrder.wrong(
        "Which contacts are meant was not said; nothing was done.",
        remedy: "Name them by a query, --ids or --changes, or say --all.")
    }
  }

  /// The names that `--ids` lists; `nil` without it.
  func names() throws -> [String]? {
    guard let ids else { return nil }
    let text = try InputFile.text(ids)
    do throws(CSV.Failure) {
      return try ContactLookup.names(text)
    } catch {
      throw Problem(file: ids, error)
    }
  }
}

/// Finds the contacts, with their tags freshly read.
struct TargetFinder {
  let session: BatchSession
  let query: Query
  let options: EditTargets
  private(set) var table: ContactTable
  private(set) var rows: RowSet = []
  /// Whether some that were named were not found.
  private(set) var isPart = false

  init(session: BatchSession, query: Query, options: EditTargets) {
    self.session = session
    self.query = query
    self.options = options
    table = ContactTable(tagCase: session.tagCase)
  }

  /// Finds those that the query means and that are named, if names are given.
  mutating func find(names: [String]?) async throws {
    var areFresh = false
    if let names, names.allSatisfy(ContactLookup.looksLikeID) {
      table = try await session.contacts(names.map { ContactID($0) })
      areFresh = names.count <= BatchSession.fewContacts
    } else {
      table = try await session.allContacts()
    }
    rows = table.rows(matching: query)
    if let names {
      let lookup = ContactLookup(names, in: table)
      try refuse(lookup.shared)
      for name in lookup.unknown { Console.note("\(name): there is no such contact") }
      isPart = !lookup.unknown.isEmpty
      rows.formIntersection(lookup.rows)
    }
    // A search index lags behind writes: few are worth a look each.
    if !areFresh, rows.count <= BatchSession.fewContacts {
      try await session.refresh(rows.rows.map { table.id(at: $0) }, in: &table)
      rows.formIntersection(table.rows(matching: query))
    }
  }

  private func refuse(_ shared: [ContactLookup.Shared]) throws {
    guard !shared.isEmpty, !options.allMatches else { return }
    for name in shared {
      Console.note("\(name.text): shared by \(name.contacts.map(\.rawValue).joined(separator: ", "))")
    }
    throw EditOrder.wrong(
      "The list has \(Count.some(shared.count, "name")) that several contacts share; nothing was done.",
      remedy: "Name these by id, or say --all-matches.")
  }
}

/// Files that the command line names.
enum InputFile {
  /// The text of a file; `-` is standard input.
  static func text(_ path: String) throws -> String {
    let data = try data(path)
    guard let text = String(validating: data, as: UTF8.self) else {
      throw EditOrder.wrong("\(path) can't be read: it is not UTF-8.")
    }
    return text
  }

  static func data(_ path: String) throws -> Data {
    do {
      if path == "-" { return try FileHandle.standardInput.readToEnd() ?? Data() }
      return try Data(contentsOf: URL(filePath: path))
    } catch {
      let reason = (error as NSError).localizedDescription
      throw EditOrder.wrong("\(path == "-" ? "Standard input" : path) can't be read: \(reason)")
    }
  }
}

extension Problem {
  /// Words for a file of the user's that can't be understood.
  init(file: String, _ failure: CSV.Failure) {
    self.init(
      message: "\(file == "-" ? "Standard input" : file), line \(failure.line): \(failure.message)",
      remedy: "",
      exitCode: 2)
  }
}

extension ChangeList {
  /// Reads a file that the command line names.
  init(file: String) throws {
    let text = try InputFile.text(file)
    do throws(CSV.Failure) {
      try self.init(text)
    } catch {
      throw Problem(file: file, error)
    }
  }
}
