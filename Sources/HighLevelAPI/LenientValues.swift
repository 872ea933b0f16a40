import Foundation

// What the server sends is read as far as it can be: null and odd types where nothing depends on them, and
// numbers where text is documented. What cannot be read at all still throws, and spoils the whole answer.

extension SingleValueDecodingContainer {
  /// The value, or `nil` when it has another type, for which the caller has another reading.
  func value<Value: Decodable>(as type: Value.Type) throws -> Value? {
    do {
      return try decode(type)
    } catch DecodingError.typeMismatch {
      return nil
    } catch DecodingError.valueNotFound {
      return nil
    }
  }
}

/// Text, or a number or flag where text is documented; null and anything else is no text.
struct LenientText: Decodable {
  var text: String?

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() { return }
    if let string = try value.value(as: String.self) {
      text = string
    } else if let flag = try value.value(as: Bool.self) {
      text = flag ? "true" : "false"
    } else {
      text = try value.value(as: Decimal.self)?.description
    }
  }
}

/// A list of texts, one text alone, or null; in a list, nulls are left out.
///
/// Objects, which additional addresses may be, give the text under a telling key.
struct LenientTexts: Decodable {
  var texts: [String] = []

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() { return }
    if let list = try value.value(as: [Element].self) {
      texts = list.compactMap(\.text)
    } else if let one = try value.value(as: Element.self)?.text {
      texts = [one]
    }
  }

  private struct Element: Decodable {
    var text: String?

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      text = try value.decode(LenientText.self).text
      if text == nil, let object = try value.value(as: [String: LenientText].self) {
        text = ["email", "phone", "number", "value", "message"].lazy.compactMap { object[$0]?.text }.first
      }
    }
  }
}

/// The tags of a contact, of which none may be lost: a list of names, or null.
struct TagNames: Decodable {
  var names: [String] = []

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() { return }
    for element in try value.decode([LenientName].self) {
      if let name = element.name { names.append(name) }
    }
  }

  private struct LenientName: Decodable {
    var name: String?

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if value.decodeNil() { return }
      name = try value.decode(LenientText.self).text
      if name == nil {
        throw DecodingError.dataCorruptedError(in: value, debugDescription: "a tag is no text")
      }
    }
  }
}

/// A number, or text that is one.
struct LenientNumber: Decodable {
  var number: Int?

  init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(LenientText.self).text
    number = text.flatMap { Double($0) }.flatMap { Int(exactly: $0.rounded()) }
  }
}

extension KeyedDecodingContainer {
  /// The value in its documented type; `nil` for null, for none, and for another type.
  func usual<Value: Decodable>(_ type: Value.Type, _ key: Key) throws -> Value? {
    do {
      return try decodeIfPresent(type, forKey: key)
    } catch DecodingError.typeMismatch {
      return nil
    } catch DecodingError.valueNotFound {
      return nil
    }
  }

  /// Text, or what can stand for it; the usual case first, because a page has thousands of these.
  func text(_ key: Key) throws -> String? {
    do {
      return try decodeIfPresent(String.self, forKey: key)
    } catch DecodingError.typeMismatch {
      return try decodeIfPresent(LenientText.self, forKey: key)?.text
    }
  }
}

extension Date {
  /// Reads ISO 8601 text, or milliseconds.
  init?(wireText text: String) {
    if let date = Date(timestamp: text) {
      self = date
    } else if let milliseconds = Double(text) {
      self = Date(timeIntervalSince1970: milliseconds / 1000)
    } else {
      return nil
    }
  }
}

/// Any JSON, with its numbers exact.
enum JSONValue: Codable, Sendable, Equatable {
  case null
  case flag(Bool)
  case number(Decimal)
  case text(String)
  case list([JSONValue])
  case object([String: JSONValue])

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let text = try value.value(as: String.self) {
      self = .text(text)
    } else if let flag = try value.value(as: Bool.self) {
      self = .flag(flag)
    } else if let number = try value.value(as: Decimal.self) {
      self = .number(number)
    } else if let list = try value.value(as: [JSONValue].self) {
      self = .list(list)
    } else {
      self = .object(try value.decode([String: JSONValue].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    switch self {
    case .null: try value.encodeNil()
    case .flag(let flag): try value.encode(flag)
    case .number(let number): try value.encode(number)
    case .text(let text): try value.encode(text)
    case .list(let list): try value.encode(list)
    case .object(let object): try value.encode(object)
    }
  }
}
