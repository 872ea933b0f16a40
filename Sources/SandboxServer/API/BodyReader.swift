/// Reads the members of a body, and collects what is wrong with it, all at once like the API's validator.
struct BodyReader {
  private let members: [String: JSONValue]
  private var known: Set<String> = []
  private(set) var violations: [String] = []

  init(_ members: [String: JSONValue]) {
    self.members = members
  }

  /// The value of `name`; null counts as absent.
  mutating func value(_ name: String) -> JSONValue? {
    known.insert(name)
    guard let value = members[name], value != .null else { return nil }
    return value
  }

  /// Whether the body has `name` at all, be it null.
  func has(_ name: String) -> Bool {
    members[name] != nil
  }

  mutating func reject(_ violation: String) {
    violations.append(violation)
  }

  /// The text `name`, if it is there.
  mutating func text(_ name: String) -> String? {
    guard let value = value(name) else { return nil }
    guard let text = value.text else {
      reject("\(name) must be a string")
      return nil
    }
    checkCharacters(name, [text])
    return text
  }

  /// The database ends a text at U+0000, so one that holds it could not come back as it was sent.
  private mutating func checkCharacters(_ name: String, _ texts: [String]) {
    if texts.contains(where: { $0.utf8.contains(0) }) { reject("\(name) must not contain U+0000") }
  }

  /// The text `name`, which must be there.
  mutating func requiredText(_ name: String) -> String {
    guard let text = text(name), !text.isEmpty else {
      if !violations.contains("\(name) must be a string") { reject("\(name) must be a string") }
      reject("\(name) should not be empty")
      return ""
    }
    return text
  }

  /// The texts of the array `name`, if it is there.
  mutating func texts(_ name: String) -> [String]? {
    guard let value = value(name) else { return nil }
    guard let elements = value.elements else {
      reject("\(name) must be an array")
      return nil
    }
    guard let texts = JSONValue.array(elements).texts else {
      reject("each value in \(name) must be a string")
      return nil
    }
    checkCharacters(name, texts)
    return texts
  }

  /// The texts of the array `name`, which must be there.
  mutating func requiredTexts(_ name: String) -> [String] {
    if value(name) == nil {
      reject("\(name) should not be empty")
      reject("\(name) must be an array")
    }
    return texts(name) ?? []
  }

  mutating func bool(_ name: String) -> Bool? {
    guard let value = value(name) else { return nil }
    guard case .bool(let bool) = value else {
      reject("\(name) must be a boolean value")
      return nil
    }
    return bool
  }

  /// The names of tags in `name`; `longest` is the most characters that one may have.
  mutating func tags(_ name: String = "tags", longest: Int) -> [String]? {
    guard let tags = texts(name) else { return nil }
    if tags.contains(where: { $0.trimmingWhitespace().isEmpty }) {
      reject("each value in \(name) should not be empty")
    }
    if tags.contains(where: { $0.trimmingWhitespace().count > longest }) {
      reject("each value in \(name) must be shorter than or equal to \(longest) characters")
    }
    return tags
  }

  /// Ends the reading.
  ///
  /// - Throws: 422 with every violation, members that were never asked for among them.
  func finish() throws(APIError) {
    let unknown = members.keys.filter { !known.contains($0) }.sorted()
    let all = unknown.map { "property \($0) should not exist" } + violations
    guard all.isEmpty else { throw .unprocessable(all) }
  }
}
