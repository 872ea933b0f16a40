import ContactStore
import Tagging

/// Lines typed at the bottom: the query, tags, commands, a number.
extension EditorState {
  mutating func openPrompt(for command: Command) -> [Effect] {
    endRange(keeping: true)
    switch command {
    case .query:
      prompt = Prompt(.query, text: list.queryText)
      list.rowBeforeQuery = list.cursorRow
    case .commandLine: prompt = Prompt(.command)
    case .sort: prompt = Prompt(.sort)
    case .markByQuery, .unmarkByQuery: prompt = Prompt(.marks(adding: command == .markByQuery))
    default:
      let target = target
      guard !target.isEmpty else {
        message = Message("No contact here to tag.")
        return []
      }
      prompt = Prompt(.tags(command == .addTags ? .add : .remove, target: target))
    }
    updateCompletions()
    list.scroll(height: listHeight)
    return []
  }

  mutating func edit(_ edit: LineEditor.Edit) -> [Effect] {
    if case .tagEditor(var editor) = overlays.last {
      editor.edit(edit)
      overlays[overlays.count - 1] = .tagEditor(editor)
      return []
    }
    guard prompt != nil else { return [] }
    prompt?.line.apply(edit)
    prompt?.historyIndex = nil
    return lineChanged()
  }

  /// The line has a new text: completions, and the list behind a query, follow.
  private mutating func lineChanged() -> [Effect] {
    prompt?.problem = nil
    updateCompletions()
    guard case .query = prompt?.kind, let text = prompt?.line.text else { return [] }
    return filterWhileTyping(text)
  }

  private mutating func filterWhileTyping(_ text: String) -> [Effect] {
    do {
      let query = try QueryParser.parse(text, tagCase: session.tagCase)
      guard query != list.query else { return [] }
      list.query = query
      return [requestList(jumping: true, keeping: [])]
    } catch {
      prompt?.problem = "column \(error.column + 1): \(error.message)"
      return []
    }
  }

  mutating func cancelPrompt() -> [Effect] {
    guard let old = prompt else { return [] }
    prompt = nil
    scrollAll()
    guard case .query = old.kind else { return [] }
    return use(query: list.queryText)
  }

  mutating func submit() -> [Effect] {
    guard let old = prompt else { return [] }
    switch old.kind {
    case .query:
      guard old.problem == nil else { return [] }
      prompt = nil
      scrollAll()
      queryHistory.enter(old.line.text)
      list.queryText = old.line.text
      return use(query: old.line.text)
    case .tags(let action, let target): return submitTags(old.line.text, action, target)
    case .command: return submitCommand(old.line.text)
    case .marks(let adding): return submitMarks(old.line.text, adding: adding)
    case .sort: return submitSort(old.line.text)
    case .contactCount(let count):
      guard old.line.text.filter({ $0 != "," && $0 != " " }) == String(count) else {
        prompt?.problem = "That is not the number of contacts; Esc leaves without sending."
        return []
      }
      prompt = nil
      return startCommit()
    }
  }

  private mutating func submitTags(_ text: String, _ action: TagAction, _ target: RowSet) -> [Effect] {
    do {
      var edits: [TagEdit] = []
      for element in try TagGrammar.edits(text, default: action) {
        let edit = TagEdit(element.action, try ContactTag.validated(element.name, case: session.tagCase))
        if let index = edits.firstIndex(where: { $0.tag == edit.tag }) {
          guard edits[index].action == edit.action else {
            prompt?.problem = "“\(edit.tag.name)” can't be added and removed at once."
            return []
          }
        } else {
          edits.append(edit)
        }
      }
      guard !edits.isEmpty else {
        prompt?.problem = TagRefusal.empty.message
        return []
      }
      prompt = nil
      scrollAll()
      return stage(edits.map(withKnownSpelling), on: target)
    } catch let failure as TagGrammar.Failure {
      prompt?.problem = "column \(failure.column + 1): \(failure.message)"
    } catch let refusal as TagRefusal {
      prompt?.problem = refusal.message
    } catch {
      prompt?.problem = "\(error)"
    }
    return []
  }

  /// The edit with the spelling that is in use already, where there is one.
  func withKnownSpelling(_ edit: TagEdit) -> TagEdit {
    guard let known = knownTags.first(where: { $0 == edit.tag }) else { return edit }
    return TagEdit(edit.action, known)
  }

  /// Pasted text: into a line as it is, and nowhere else: never keys.
  mutating func paste(_ text: String) -> [Effect] {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    if prompt != nil { return edit(.insert(line)) }
    if case .tagEditor = overlays.last { return edit(.insert(line)) }
    guard overlays.isEmpty, view == .contacts else {
      message = Message("Pasted text is never taken for keys.")
      return []
    }
    return offerToMark(text)
  }
}

/// Completion and history of the line.
extension EditorState {
  mutating func complete(backward: Bool) -> [Effect] {
    guard var open = prompt, !open.completions.isEmpty else { return [] }
    let count = open.completions.count
    let next = open.chosen.map { ($0 + (backward ? count - 1 : 1)) % count } ?? (backward ? count - 1 : 0)
    open.line.replace(open.completedRange, with: open.completions[next])
    open.completedRange =
      open.completedRange.lowerBound..<(open.completedRange.lowerBound + open.completions[next].count)
    open.chosen = next
    prompt = open
    guard case .query = open.kind else { return [] }
    return filterWhileTyping(open.line.text)
  }

  mutating func recall(older: Bool) -> [Effect] {
    guard var open = prompt, case .query = open.kind else { return [] }
    let texts = queryHistory.texts.filter { !$0.isEmpty }
    let index = (open.historyIndex ?? -1) + (older ? 1 : -1)
    guard index < texts.count else { return [] }
    if open.historyIndex == nil { open.typed = open.line.text }
    open.historyIndex = index < 0 ? nil : index
    open.line = LineEditor(index < 0 ? open.typed : texts[texts.count - 1 - index])
    prompt = open
    return lineChanged()
  }

  mutating func updateCompletions() {
    guard let open = prompt else { return }
    prompt?.chosen = nil
    prompt?.completions = []
    switch open.kind {
    case .query, .marks: completeQuery(open.line)
    case .sort:
      let typed = open.line.text.drop { $0 == "-" }
      prompt?.completedRange = (open.line.text.count - typed.count)..<open.line.text.count
      prompt?.completions = SortKey.allCases.map(\.rawValue).filter { $0.hasPrefix(typed) && $0 != typed }
    case .tags(let action, let target): completeTags(open.line, action, target)
    case .command:
      let typed = open.line.text
      prompt?.completedRange = 0..<typed.count
      prompt?.completions =
        (Self.commandsWithArgument + Command.allCases.map(\.rawValue)).filter {
          $0.hasPrefix(typed) && $0 != typed
        }
    case .contactCount: break
    }
  }

  private mutating func completeQuery(_ line: LineEditor) {
    guard let completion = Query.completion(for: line.text, cursor: line.cursor) else { return }
    prompt?.completedRange = completion.range
    switch completion.source {
    case .words(let words): prompt?.completions = words
    case .tags(let prefix):
      let wanted = ContactTag(prefix, case: session.tagCase).identity
      let tags = knownTags.filter { $0.identity.hasPrefix(wanted) && $0.identity != wanted }.prefix(20)
      prompt?.completions = tags.map { Query.quoted($0.name) }
    }
  }

  /// `+` offers all tags, `-` only those that are there; best first.
  private mutating func completeTags(_ line: LineEditor, _ action: TagAction, _ target: RowSet) {
    let word = TagWord(before: line.beforeCursor, default: action)
    let counts = effectiveCounts(in: target)
    let candidates = word.action == .remove ? counts.filter { $0.count > 0 } : counts
    let folded = ContactTag(word.text, case: session.tagCase).identity
    let ranked = candidates.compactMap { candidate -> (name: String, score: Int, count: Int)? in
      if folded.isEmpty { return (candidate.tag.name, 0, candidate.count) }
      guard let score = FuzzyMatch.score(folded, in: candidate.tag.identity) else { return nil }
      return (candidate.tag.name, score, candidate.count)
    }
    prompt?.completedRange = word.start..<line.cursor
    prompt?.completions =
      ranked.enumerated()
      .sorted {
        ($1.element.score, $1.element.count, $0.offset) < ($0.element.score, $0.element.count, $1.offset)
      }
      .prefix(20).map { TagGrammar.quote($0.element.name) }
  }
}

/// The tag that is being typed at the end of a line: where it starts and what is to happen to it.
struct TagWord: Equatable {
  var start: Int
  var text: String
  var action: TagAction

  init(before line: String, default action: TagAction) {
    let characters = Array(line)
    var start = 0
    var isQuoted = false
    for (index, character) in characters.enumerated() {
      if character == "\"" { isQuoted.toggle() }
      if isQuoted { continue }
      let begins = index > 0 && characters[index - 1] == " " && (character == "+" || character == "-")
      if character == "," { start = index + 1 }
      if begins { start = index }
    }
    while start < characters.count, characters[start] == " " { start += 1 }
    self.action = action
    if start < characters.count, characters[start] == "+" || characters[start] == "-" {
      self.action = characters[start] == "+" ? .add : .remove
      start += 1
    }
    self.start = start
    text = String(characters[start...]).replacing("\"", with: "")
  }
}
