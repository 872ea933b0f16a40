import Foundation
import Tagging

/// The body of `POST /contacts/search`: nothing but keys of facts §4.1.
struct SearchBody: Encodable {
  var locationId: String
  var pageLimit: Int
  var searchAfter: JSONValue?
  var filters: [Filter]?
  var sort: [Sort]

  struct Sort: Encodable {
    var field: String
    var direction: String
  }

  struct Filter: Encodable {
    var filter: SearchFilter

    private enum Key: String, CodingKey { case field, `operator`, value }

    func encode(to encoder: any Encoder) throws {
      var fields = encoder.container(keyedBy: Key.self)
      try fields.encode(filter.field, forKey: .field)
      try fields.encode(filter.operator, forKey: .operator)
      switch filter.value {
      case .none: break
      case .text(let text): try fields.encode(text, forKey: .value)
      case .texts(let texts): try fields.encode(texts, forKey: .value)
      case .number(let number): try fields.encode(number, forKey: .value)
      case .flag(let flag): try fields.encode(flag, forKey: .value)
      case .range(let bounds): try fields.encode(bounds, forKey: .value)
      }
    }
  }

  init(_ search: ContactSearch, in location: String) throws {
    locationId = location
    pageLimit = search.pageLimit
    searchAfter = try search.after.map {
      try JSONDecoder().decode(JSONValue.self, from: Data($0.json.utf8))
    }
    filters = search.filters.isEmpty ? nil : search.filters.map(Filter.init)
    sort = [Sort(field: search.sort.field, direction: search.sort.isDescending ? "desc" : "asc")]
  }
}

/// The body of the calls for one contact's tags.
struct TagsBody: Encodable {
  var tags: [String]

  /// Takes the spellings, each once.
  init(_ tags: [ContactTag]) { self.tags = tags.map(\.name).uniqued() }
}

/// The body of the official bulk call.
struct BulkBody: Encodable {
  var contacts: [String]
  var tags: [String]
  var locationId: String
  /// Left out when false: a server that takes any value for true would clear every tag (facts §8.4).
  var removeAllTags: Bool?
}

/// The body of the guide's bulk call.
struct GuideBulkBody: Encodable {
  var contactIds: [String]
  var tags: [String]
  var action: String
}

/// The body of the calls for a definition.
struct DefinitionBody: Encodable {
  var name: String
}

extension Sequence where Element: Hashable {
  /// Each element once, in the order of first appearance.
  func uniqued() -> [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
