package import Foundation
package import Tagging

/// A plan as a file: what would be sent, and the tags on which that was based.
///
/// JSON with the keys `format`, `version`, `location`, `who`, `when`, `title`, `tagCase`, `base`, `lowerBound` and
/// `calls`. `base` has the tags of every contact that a call touches.
package struct PlanFile: Sendable, Equatable {
  /// The version that is written, and the newest that is read.
  package static let version = 1
  /// What tells it from other JSON files.
  package static let format = "tagdesk-plan"

  package var location: String
  /// User and host.
  package var who: String
  /// To the second.
  package var when: Date
  package var title: String
  package var tagCase: TagCase
  package var base: [ContactID: [String]]
  package var plan: Plan

  /// Why a file can't be used.
  package enum Failure: Error, Sendable, Equatable {
    /// Not a plan at all, or a part of it is missing or of the wrong type.
    case unreadable(String)
    case newerVersion(Int)
    /// Its parts don't fit each other.
    case inconsistent(String)

    /// A sentence for the person who named the file.
    package var message: String {
      switch self {
      case .unreadable(let text): "It is not a plan: \(text)"
      case .newerVersion(let version):
        "It has version \(version); this tagdesk reads up to \(PlanFile.version)."
      case .inconsistent(let text): "It is not a plan that tagdesk made: \(text)"
      }
    }
  }

  /// Makes a plan file; of `base` it keeps the contacts that the plan touches.
  package init(
    location: String, who: String, when: Date, title: String, tagCase: TagCase, plan: Plan,
    base: (ContactID) -> [String]
  ) {
    self.location = location
    self.who = who
    self.when = Date(timeIntervalSince1970: when.timeIntervalSince1970.rounded(.down))
    self.title = title
    self.tagCase = tagCase
    self.plan = plan
    self.base = [:]
    for call in plan.calls {
      for contact in call.contacts where self.base[contact] == nil { self.base[contact] = base(contact) }
    }
  }

  /// Reads and checks a file.
  package init(data: Data) throws(Failure) {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    do {
      let head = try decoder.decode(Head.self, from: data)
      guard head.format == Self.format else {
        throw Failure.unreadable("its format is not \(Self.format).")
      }
      guard head.version <= Self.version else { throw Failure.newerVersion(head.version) }
      self = try decoder.decode(PlanFile.self, from: data)
    } catch let failure as Failure {
      throw failure
    } catch {
      throw .unreadable(Self.sentence(for: error))
    }
    for index in plan.calls.indices { plan.calls[index].id = index }
    try check()
  }

  /// The file's bytes; equal plans give equal files.
  package func data() throws(Failure) -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    do {
      return try encoder.encode(self) + Data("\n".utf8)
    } catch {
      throw .inconsistent("\(error)")
    }
  }

  private struct Head: Decodable {
    var format: String
    var version: Int
  }

  private static func sentence(for error: any Error) -> String {
    guard let error = error as? DecodingError else { return "\(error)" }
    switch error {
    case .keyNotFound(let key, let context):
      return "“\(path(context.codingPath + [key]))” is missing."
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      return "“\(path(context.codingPath))” is of the wrong type."
    case .dataCorrupted(let context):
      return context.codingPath.isEmpty
        ? "it is not JSON." : "“\(path(context.codingPath))” can't be read."
    @unknown default: return "it can't be read."
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    keys.map { $0.intValue.map { "\($0)" } ?? $0.stringValue }.joined(separator: ".")
  }
}

extension PlanFile: Codable {
  private enum Key: String, CodingKey {
    case format, version, location, who, when, title, tagCase, base, lowerBound, calls
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    location = try container.decode(String.self, forKey: .location)
    who = try container.decode(String.self, forKey: .who)
    when = try container.decode(Date.self, forKey: .when)
    title = try container.decode(String.self, forKey: .title)
    tagCase = try container.decode(TagCase.self, forKey: .tagCase)
    let tags = try container.decode([String: [String]].self, forKey: .base)
    base = Dictionary(uniqueKeysWithValues: tags.map { (ContactID($0.key), $0.value) })
    plan = Plan(
      calls: try container.decode([PlannedCall].self, forKey: .calls),
      lowerBound: try container.decode(Int.self, forKey: .lowerBound))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(Self.format, forKey: .format)
    try container.encode(Self.version, forKey: .version)
    try container.encode(location, forKey: .location)
    try container.encode(who, forKey: .who)
    try container.encode(when, forKey: .when)
    try container.encode(title, forKey: .title)
    try container.encode(tagCase, forKey: .tagCase)
    let tags = Dictionary(uniqueKeysWithValues: base.map { ($0.key.rawValue, $0.value) })
    try container.encode(tags, forKey: .base)
    try container.encode(plan.lowerBound, forKey: .lowerBound)
    try container.encode(plan.calls, forKey: .calls)
  }
}

extension PlanFile {
  /// Whatever was done to the file by hand, no edit is sent twice, and none that its base does not speak of.
  private func check() throws(Failure) {
    var edits: Set<Edit> = []
    for call in plan.calls {
      let place = "call \(call.id + 1)"
      if call.contacts.isEmpty { throw .inconsistent("\(place) has no contacts.") }
      if call.tags.isEmpty, !call.removesAllTags { throw .inconsistent("\(place) has no tags.") }
      if call.removesAllTags, call.action == .add {
        throw .inconsistent("\(place) adds, and removes all tags.")
      }
      let tags = try call.tags.map { name throws(Failure) in try tag(name, of: call, at: place) }
      for contact in call.contacts {
        guard base[contact] != nil else {
          throw .inconsistent("\(place) touches the contact \(contact), of which there is no base.")
        }
        guard !contact.rawValue.isEmpty, contact.rawValue.unicodeScalars.allSatisfy(Self.isOfID) else {
          throw .inconsistent("\(place) names a contact that can't be one.")
        }
        for tag in tags where !edits.insert(Edit(contact: contact, tag: tag)).inserted {
          throw .inconsistent("\(place) repeats, or takes back, an edit of the contact \(contact).")
        }
      }
    }
  }

  private struct Edit: Hashable {
    var contact: ContactID
    var tag: ContactTag
  }

  /// A removal may name what no one could add.
  private func tag(_ name: String, of call: PlannedCall, at place: String) throws(Failure) -> ContactTag {
    if call.action == .remove { return ContactTag(name, case: tagCase) }
    do throws(TagRefusal) {
      return try ContactTag.validated(name, case: tagCase)
    } catch {
      throw .inconsistent("\(place): \(error.message)")
    }
  }

  private static func isOfID(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII
      && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "-" || scalar == "_")
  }
}
