import Foundation
import Tagging

/// What a bulk call answers: only its entries are believed (facts §3), not `succeded` and `errorCount`.
struct BulkAnswer: Decodable, Sendable {
  var entries: [BulkEntry]

  private enum Key: String, CodingKey { case responses, results }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    let isGuide = decoder.userInfo[.bulkPath] as? HighLevelConfiguration.BulkPath == .guide
    let key = fields.contains(.responses) ? Key.responses : fields.contains(.results) ? .results : nil
    guard let key else {
      // The guide shows no answer: then each contact is unknown, and is read by the caller.
      if isGuide {
        entries = []
        return
      }
      throw DecodingError.dataCorruptedError(
        forKey: .responses, in: fields, debugDescription: "no entries")
    }
    entries = try fields.decode([WireEntry].self, forKey: key).compactMap(\.entry)
  }
}

extension CodingUserInfoKey {
  /// Which bulk operation was spoken.
  static let bulkPath: CodingUserInfoKey = {
    guard let key = CodingUserInfoKey(rawValue: "bulkPath") else { preconditionFailure("a key is a name") }
    return key
  }()
}

/// One entry. One that names no contact, or proves nothing, is no entry: its contact stays unknown.
private struct WireEntry: Decodable {
  var entry: BulkEntry?

  private enum Key: String, CodingKey {
    case contactId, id, type, message, error, oldTags, tagsAdded, tagsRemoved
  }

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    // The specification declares text here, its example has objects (facts §7, "`responses` items").
    if try value.decodeNil() || value.value(as: String.self) != nil { return }
    let fields = try decoder.container(keyedBy: Key.self)
    guard let id = try fields.text(.contactId) ?? fields.text(.id), !id.isEmpty else { return }
    let contact = ContactID(id)
    if try fields.text(.type)?.lowercased() == "error" {
      let message = try fields.text(.message) ?? fields.text(.error) ?? "refused without a reason"
      entry = BulkEntry(contact: contact, outcome: .refused(message: message.printable(upTo: 300)))
      return
    }
    guard fields.contains(.oldTags), fields.contains(.tagsAdded) || fields.contains(.tagsRemoved) else {
      return
    }
    let tagCase = decoder.userInfo[.tagCase] as? TagCase ?? .fold
    func tags(_ key: Key) throws -> [ContactTag] {
      (try fields.decodeIfPresent(TagNames.self, forKey: key)?.names ?? [])
        .map { ContactTag($0, case: tagCase) }
    }
    let outcome = BulkEntry.Outcome.changed(
      before: try tags(.oldTags), added: try tags(.tagsAdded), removed: try tags(.tagsRemoved))
    entry = BulkEntry(contact: contact, outcome: outcome)
  }
}
