import TOMLKit

/// A value of the configuration file.
enum ConfigValue: Equatable {
  case text(String)
  case number(Int)
  case flag(Bool)
  case list([ConfigValue])
  case table([String: ConfigValue])
  /// A kind that no setting has: a fraction, a date.
  case other(String)

  /// What the kind is called in a message.
  var kindName: String {
    switch self {
    case .text: "a text"
    case .number: "a number"
    case .flag: "true or false"
    case .list: "a list"
    case .table: "a table"
    case .other(let name): "a \(name)"
    }
  }

  init(_ value: any TOMLValueConvertible) {
    if let text = value.string {
      self = .text(text)
    } else if let number = value.int {
      self = .number(number)
    } else if let flag = value.bool {
      self = .flag(flag)
    } else if let table = value.table {
      self = .table(Self.values(of: table))
    } else if let list = value.array {
      self = .list(list.map { ConfigValue($0) })
    } else {
      self = .other(value.type.rawValue)
    }
  }

  static func values(of table: TOMLTable) -> [String: ConfigValue] {
    var values: [String: ConfigValue] = [:]
    for key in table.keys {
      if let value = table[key] { values[key] = ConfigValue(value) }
    }
    return values
  }
}

/// The configuration file as values, with the lines they stand on.
struct ConfigDocument {
  let path: String
  let values: [String: ConfigValue]
  private let lines: [Substring]

  /// Reads TOML.
  init(_ text: String, path: String) throws(SettingsError) {
    self.path = path
    lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    do {
      // The values of a table live only as long as it does, so all are taken out at once.
      let root = try TOMLTable(string: text)
      values = withExtendedLifetime(root) { ConfigValue.values(of: root) }
    } catch let error as TOMLParseError {
      throw SettingsError(.invalid, "\(path):\(error.source.begin.line): \(error.description)")
    } catch {
      throw SettingsError(.invalid, "\(path) cannot be read as TOML.")
    }
  }

  /// A document without anything: there need not be a file.
  init(absent path: String) {
    self.path = path
    values = [:]
    lines = []
  }

  subscript(table name: String) -> [String: ConfigValue] {
    if case .table(let table) = values[name] { return table }
    return [:]
  }

  /// `config.toml:12`, or the file alone where the line is not found.
  func place(of keys: [String]) -> String {
    line(of: keys).map { "\(path):\($0)" } ?? path
  }

  /// The line of a key, from 1. The parser does not tell, so it is looked for as people write it.
  func line(of keys: [String]) -> Int? {
    var table: [String] = []
    for (index, line) in lines.enumerated() {
      let line = line.trimmingPrefix { $0 == " " || $0 == "\t" }
      if line.hasPrefix("[") {
        table = Self.keys(line.drop { $0 == "[" }, until: "]")
        if table.starts(with: keys) { return index + 1 }
      } else if !line.isEmpty, !line.hasPrefix("#") {
        let found = table + Self.keys(line, until: "=")
        if found.starts(with: keys) { return index + 1 }
      }
    }
    return nil
  }

  /// The parts of a dotted key, quotes taken off.
  private static func keys(_ text: Substring, until end: Character) -> [String] {
    var keys: [String] = []
    var key = ""
    var quote: Character?
    for character in text {
      if let open = quote {
        if character == open { quote = nil } else { key.append(character) }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if character == end {
        break
      } else if character == "." {
        keys.append(key)
        key = ""
      } else if character != " ", character != "\t" {
        key.append(character)
      }
    }
    return keys + [key]
  }
}
