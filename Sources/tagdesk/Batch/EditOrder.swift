import ContactStore
import Engine
import Foundation
import Tagging

/// What `edit` is to do to its contacts: the options, read and checked.
enum EditOrder {
  case tags(adds: [ContactTag], removes: [ContactTag])
  /// Exactly these tags.
  case set([ContactTag])
  case clear
  /// Edits of its own for every contact.
  case changes(ChangeList)

  /// Reads tags of an option.
  static func tags(_ texts: [String], option: String, _ tagCase: TagCase, isNew: Bool) throws -> [ContactTag]
  {
    var tags: [ContactTag] = []
    for text in texts {
      let names: [String]
      do throws(TagGrammar.Failure) {
        names = try TagGrammar.names(text)
      } catch {
        throw wrong("\(option) can't be read, column \(error.column + 1): \(error.message)")
      }
      if names.isEmpty { throw wrong("\(option) names no tag.") }
      tags += try names.map { try tag($0, option, tagCase, isNew: isNew) }
    }
    return tags
  }

  /// Only what is to be added must be a name that may be given; what is there can be removed, whatever it is.
  private static func tag(_ name: String, _ place: String, _ tagCase: TagCase, isNew: Bool) throws
    -> ContactTag
  {
    guard isNew else { return ContactTag(name, case: tagCase) }
    do throws(TagRefusal) {
      return try ContactTag.validated(name, case: tagCase)
    } catch {
      throw wrong("\(place): \(error.message)")
    }
  }

  static func wrong(_ message: String, remedy: String = "") -> Problem {
    Problem(message: message, remedy: remedy, exitCode: 2)
  }

  /// The tags that it adds to some contact, whatever they bear.
  func newTags(_ tagCase: TagCase) -> [ContactTag] {
    switch self {
    case .tags(let adds, _): adds
    case .set(let tags): tags
    case .clear: []
    case .changes(let list): list.entries.flatMap { $0.adds.map { ContactTag($0, case: tagCase) } }
    }
  }

  /// Stages it on contacts that are loaded.
  func stage(on rows: RowSet, of table: ContactTable, into changeset: inout Changeset) throws {
    var requests: [StagingRequest] = []
    func add(_ action: TagAction, _ tag: ContactTag, _ rows: RowSet) {
      let base = TagBase(bearing: table.rows(bearing: tag), known: table.loadedRows)
      requests.append(StagingRequest(action, tag, on: rows, base: base))
    }
    switch self {
    case .tags(let adds, let removes):
      for tag in removes { add(.remove, tag, rows) }
      for tag in adds { add(.add, tag, rows) }
    case .set(let tags):
      let wanted = Set(tags)
      for facet in table.tagCounts(in: rows) where !wanted.contains(facet.tag) {
        add(.remove, facet.tag, rows.intersection(table.rows(bearing: facet.tag)))
      }
      for tag in tags { add(.add, tag, rows) }
    case .clear:
      for facet in table.tagCounts(in: rows) {
        add(.remove, facet.tag, rows.intersection(table.rows(bearing: facet.tag)))
      }
    case .changes(let list):
      for edit in try Self.edits(of: list, in: table) {
        add(edit.action, edit.tag, edit.rows.intersection(rows))
      }
    }
    _ = changeset.stage(requests, title: "")
  }

  private struct Line {
    var action: TagAction
    var tag: ContactTag
    var rows: RowSet
  }

  /// The edits of a list by tag; what a contact both gets and loses is refused.
  private static func edits(of list: ChangeList, in table: ContactTable) throws -> [Line] {
    var staged: [ContactTag: StagedRows] = [:]
    for entry in list.entries {
      let rows = RowSet(ContactLookup.rows(of: entry.contact, in: table))
      let edits =
        try entry.adds.map {
          (TagAction.add, try tag($0, "Line \(entry.line)", table.tagCase, isNew: true))
        } + entry.removes.map { (TagAction.remove, ContactTag($0, case: table.tagCase)) }
      for (action, tag) in edits {
        staged[tag, default: StagedRows()][action].formUnion(rows)
        let both = staged[tag].map { $0.adds.intersection($0.removes) } ?? []
        guard both.isEmpty else {
          throw wrong("Line \(entry.line): “\(tag.name)” is both added to and removed from \(entry.contact).")
        }
      }
    }
    return staged.sorted { $0.key < $1.key }.flatMap { tag, rows in
      [Line(action: .remove, tag: tag, rows: rows.removes), Line(action: .add, tag: tag, rows: rows.adds)]
    }
  }
}
