/// What the contacts of a search have in common: conditions, and groups of them.
indirect enum SearchFilter: Sendable, Equatable {
  case all([SearchFilter])
  case any([SearchFilter])
  case condition(FilterField.Storage, Comparison)

  /// A question asked of one field.
  enum Comparison: Sendable, Equatable {
    /// One of the values.
    case equal(to: [String])
    case unequal(to: [String])
    /// One of the texts inside.
    case contains([String])
    case lacks([String])
    case exists
    case absent
    case range([Bound])
  }

  /// One end of a range of dates, in milliseconds since 1970.
  struct Bound: Sendable, Equatable {
    /// The comparison in SQL.
    let sign: String
    let value: Int64
  }

  private static let longestText = 75
  private static let deepestGroup = 10

  /// Reads the `filters` of a search.
  ///
  /// - Throws: 400 for a field or operator that the API does not know, 422 for what is not shaped like a filter.
  init(_ json: JSONValue) throws(APIError) {
    self = .all(try Self.filters(json, path: "filters", depth: 0))
  }

  private static func filters(_ json: JSONValue, path: String, depth: Int) throws(APIError) -> [SearchFilter]
  {
    guard let elements = json.elements else { throw .unprocessable("\(path) must be an array") }
    guard depth <= deepestGroup else { throw .unprocessable("\(path) is nested too deeply") }
    var filters: [SearchFilter] = []
    for (index, element) in elements.enumerated() {
      filters.append(try filter(element, path: "\(path).\(index)", depth: depth))
    }
    return filters
  }

  private static func filter(_ json: JSONValue, path: String, depth: Int) throws(APIError) -> SearchFilter {
    guard let members = json.members else { throw .unprocessable("\(path) must be an object") }
    if let group = members["group"] {
      let parts = try filters(members["filters"] ?? .null, path: "\(path).filters", depth: depth + 1)
      switch group.text {
      case "AND": return .all(parts)
      case "OR": return .any(parts)
      default: throw .unprocessable("\(path).group must be one of the following values: AND, OR")
      }
    }
    guard let name = members["field"]?.text else { throw .unprocessable("\(path).field must be a string") }
    guard let field = FilterField(named: name) else { throw .badRequest("Invalid field \(name)") }
    guard let operatorName = members["operator"]?.text else {
      throw .unprocessable("\(path).operator must be a string")
    }
    guard let comparison = FilterField.Operator(rawValue: operatorName), field.operators.contains(comparison)
    else {
      throw .badRequest("Invalid operator \(operatorName)")
    }
    let value = members["value"] ?? .null
    return .condition(field.storage, try Self.comparison(comparison, value, path: "\(path).value"))
  }

  private static func comparison(
    _ kind: FilterField.Operator, _ value: JSONValue, path: String
  ) throws(APIError) -> Comparison {
    switch kind {
    case .eq: .equal(to: try texts(value, path: path))
    case .notEq: .unequal(to: try texts(value, path: path))
    case .contains: .contains(try shortTexts(value, path: path))
    case .notContains: .lacks(try shortTexts(value, path: path))
    case .exists: .exists
    case .notExists, .nested: .absent
    case .range: .range(try bounds(value, path: path))
    case .gte, .lte, .gt, .lt: .range([try bound(kind.rawValue, value, path: path)])
    }
  }

  /// The strings, numbers and booleans of `value`, which may be one or an array.
  private static func texts(_ value: JSONValue, path: String) throws(APIError) -> [String] {
    var texts: [String] = []
    for element in value.elements ?? [value] {
      switch element {
      case .string(let text): texts.append(text)
      case .integer(let number): texts.append(String(number))
      case .number(let number): texts.append(String(number))
      case .bool(let bool): texts.append(String(bool))
      default: throw .unprocessable("\(path) must be a string, a number, a boolean or an array of them")
      }
    }
    guard !texts.isEmpty else { throw .unprocessable("\(path) should not be empty") }
    return texts
  }

  private static func shortTexts(_ value: JSONValue, path: String) throws(APIError) -> [String] {
    let texts = try texts(value, path: path)
    guard texts.allSatisfy({ $0.count <= longestText }) else {
      throw .unprocessable("\(path) must be shorter than or equal to \(longestText) characters")
    }
    return texts
  }

  private static func bounds(_ value: JSONValue, path: String) throws(APIError) -> [Bound] {
    guard let members = value.members, !members.isEmpty else {
      throw .unprocessable("\(path) must be an object with gte, lte, gt or lt")
    }
    var bounds: [Bound] = []
    for (key, value) in members.sorted(by: { $0.key < $1.key }) {
      bounds.append(try bound(key, value, path: path))
    }
    return bounds
  }

  private static func bound(_ key: String, _ value: JSONValue, path: String) throws(APIError) -> Bound {
    let signs = ["gte": ">=", "lte": "<=", "gt": ">", "lt": "<"]
    guard let sign = signs[key] else { throw .unprocessable("\(path).property \(key) should not exist") }
    guard let time = value.wholeNumber ?? value.text.flatMap(Timestamp.parse) else {
      throw .unprocessable("\(path).\(key) must be a date")
    }
    return Bound(sign: sign, value: time)
  }
}
