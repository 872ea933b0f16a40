package import Tagging

/// The tag editor: all tags with three states over the target contacts, and what is to happen to each.
package struct TagEditor: Equatable, Sendable {
  package struct Entry: Equatable, Sendable {
    package var tag: ContactTag
    /// How many of the target contacts bear it, staged edits included.
    package var count: Int
    package var choice: TagAction?
    /// Whether it was made here and exists nowhere yet.
    package var isNew = false
  }

  /// How many of the target contacts bear a tag.
  package enum Presence: Equatable, Sendable {
    case all, some, none
  }

  package let target: RowSet
  package private(set) var entries: [Entry]
  package private(set) var filter = LineEditor()
  /// Places in `entries` that the filter lets through, best first.
  package private(set) var visible: [Int]
  /// The place in `visible`; `visible.count` is the offer to create a tag.
  package private(set) var cursor = 0
  package var problem: String?
  private let tagCase: TagCase

  /// Opens the editor on some contacts; `counts` are the tags with how many of them bear each.
  package init(target: RowSet, counts: [(tag: ContactTag, count: Int)], tagCase: TagCase) {
    self.target = target
    self.tagCase = tagCase
    entries = counts.sorted { ($1.count, $0.tag) < ($0.count, $1.tag) }.map {
      Entry(tag: $0.tag, count: $0.count)
    }
    visible = Array(entries.indices)
  }

  package func presence(of entry: Entry) -> Presence {
    entry.count == 0 ? .none : entry.count >= target.count ? .all : .some
  }

  /// What the filter holds as a tag that doesn't exist yet; `nil` when it exists or can't be one.
  package var creatable: ContactTag? {
    do throws(TagRefusal) {
      let tag = try ContactTag.validated(filter.text, case: tagCase)
      return entries.contains { $0.tag == tag } ? nil : tag
    } catch {
      return nil
    }
  }

  /// The edits that were chosen.
  package var choices: [TagEdit] {
    entries.compactMap { entry in entry.choice.map { TagEdit($0, entry.tag) } }.sorted { $0.tag < $1.tag }
  }

  /// How many choices the filter hides.
  package var hiddenChoices: Int {
    let shown = Set(visible)
    return entries.indices.count { entries[$0].choice != nil && !shown.contains($0) }
  }

  package mutating func edit(_ edit: LineEditor.Edit) {
    filter.apply(edit)
    refilter()
  }

  package mutating func move(by lines: Int) {
    let last = visible.count - (creatable == nil ? 1 : 0)
    cursor = min(max(0, cursor + lines), max(0, last))
  }

  /// Cycles the tag under the cursor: add to all, remove from all, as it was; what would change nothing is left
  /// out. On the offer it creates the tag, to be added.
  package mutating func cycle() {
    problem = nil
    if cursor == visible.count || visible.isEmpty {
      create()
      return
    }
    let index = visible[cursor]
    let presence = presence(of: entries[index])
    switch (entries[index].choice, presence) {
    case (nil, .all): entries[index].choice = .remove
    case (nil, _): entries[index].choice = .add
    case (.add, .none): entries[index].choice = nil
    case (.add, _): entries[index].choice = .remove
    case (.remove, _): entries[index].choice = nil
    }
  }

  private mutating func create() {
    do {
      let tag = try ContactTag.validated(filter.text, case: tagCase)
      guard !entries.contains(where: { $0.tag == tag }) else { return }
      entries.append(Entry(tag: tag, count: 0, choice: .add, isNew: true))
      problem = tag.warning.map { "“\(tag.name)” is \($0)." }
      refilter()
    } catch {
      problem = error.message
    }
  }

  private mutating func refilter() {
    let text = filter.text.lowercased()
    problem = nil
    if text.isEmpty {
      visible = Array(entries.indices)
    } else {
      visible = entries.indices
        .compactMap { index in FuzzyMatch.score(text, in: entries[index].tag.identity).map { (index, $0) } }
        .sorted { ($1.1, $0.0) < ($0.1, $1.0) }
        .map(\.0)
    }
    cursor = 0
  }
}

/// Letters of a pattern in order, not always side by side.
package enum FuzzyMatch {
  /// How well the pattern fits, higher is better; `nil` when its letters are not there in order.
  package static func score(_ pattern: String, in text: String) -> Int? {
    if text == pattern { return 1_000 }
    if text.hasPrefix(pattern) { return 900 - text.count }
    if let range = text.firstRange(of: pattern) {
      let before = range.lowerBound == text.startIndex ? " " : text[text.index(before: range.lowerBound)]
      return (before.isLetter ? 600 : 700) - text.count
    }
    var score = 300 - text.count
    var place = text.startIndex
    for letter in pattern where letter != " " {
      guard let found = text[place...].firstIndex(of: letter) else { return nil }
      score -= text.distance(from: place, to: found)
      place = text.index(after: found)
    }
    return score
  }
}
