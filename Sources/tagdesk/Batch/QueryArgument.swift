import ArgumentParser
import ContactStore
import Engine
import Foundation
import Tagging

/// The QUERY of a batch command.
struct QueryArgument: ParsableArguments {
  @Argument(help: "Which contacts, in the query language; one that begins with - stands after --.")
  var query: [String] = []

  /// The text; `nil` when none was given.
  var text: String? { query.isEmpty ? nil : query.joined(separator: " ") }

  /// The query; every contact when there is none.
  func parsed(_ tagCase: TagCase) throws -> Query {
    let query: Query
    do throws(QueryError) {
      query = try QueryParser.parse(text ?? "", tagCase: tagCase)
    } catch {
      throw Problem(
        message: "The query can't be read, column \(error.column + 1): \(error.message)", remedy: "",
        exitCode: 2)
    }
    guard !query.asksForMarks else {
      throw Problem(
        message: "is:staged, is:marked and is:failed are of the editor; a batch command has none of them.",
        remedy: "", exitCode: 2)
    }
    return query
  }
}

extension Query {
  /// Whether it asks for what only the editor knows.
  fileprivate var asksForMarks: Bool {
    switch self {
    case .mark: true
    case .and(let parts), .or(let parts): parts.contains(where: \.asksForMarks)
    case .not(let part): part.asksForMarks
    default: false
    }
  }
}

extension ContactTable {
  /// The contacts that a query means, with nothing staged.
  func rows(matching query: Query) -> RowSet {
    rows(matching: query, in: QueryContext(now: Date(), timeZone: .current)) ?? []
  }
}
