import ContactStore
import Tagging

/// Actions by name: `:add vip`, `:mark tag:web*`, `:sort -added`; and the prompts that take the same arguments.
extension EditorState {
  /// Names that take an argument, with what it is.
  package static let commandsWithArgument = ["add", "remove", "mark", "unmark", "filter", "sort"]

  mutating func submitCommand(_ text: String) -> [Effect] {
    let words = text.trimmingWhiteSpace()
    closePrompt()
    guard !words.isEmpty else { return [] }
    if let number = Int(words) {
      guard view == .contacts else { return [] }
      list.move(to: number - 1, height: listHeight)
      return []
    }
    let name = String(words.prefix { $0 != " " })
    let argument = String(words.dropFirst(name.count).trimmingWhiteSpace())
    if Self.commandsWithArgument.contains(name) { return run(name, argument) }
    if argument.isEmpty, let command = Command(rawValue: name) { return perform(command) }
    if argument.isEmpty, name == "q" { return perform(.quit) }
    message = Message("There is no command “\(words)”; ? shows the keys.", isProblem: true)
    return []
  }

  private mutating func run(_ name: String, _ argument: String) -> [Effect] {
    switch name {
    case "add", "remove":
      if let reason = reasonAgainst(.addTags) {
        message = Message(reason)
        return []
      }
      let target = target
      guard !target.isEmpty else {
        message = Message("No contact here to tag.")
        return []
      }
      let action = name == "add" ? TagAction.add : .remove
      prompt = Prompt(.tags(action, target: target), text: argument)
      return submit()
    case "mark", "unmark":
      prompt = Prompt(.marks(adding: name == "mark"), text: argument)
      return submit()
    case "sort":
      prompt = Prompt(.sort, text: argument)
      return submit()
    default:
      queryHistory.enter(argument)
      return use(query: argument)
    }
  }

  /// `m` and `M`: marks what a query finds, or takes those marks away.
  mutating func submitMarks(_ text: String, adding: Bool) -> [Effect] {
    do {
      let query = try QueryParser.parse(text, tagCase: session.tagCase)
      guard query != .all else {
        prompt?.problem = "Say which contacts; a marks all in the view."
        return []
      }
      let found = table.rows(matching: query, in: queryContext) ?? []
      closePrompt()
      let before = marks.count
      if adding {
        marks.formUnion(found)
        message = Message("\(found.count.grouped) match; \((marks.count - before).grouped) marked.")
      } else {
        formerMarks = marks
        marks.subtract(found)
        message = Message("\(found.count.grouped) match; \((before - marks.count).grouped) unmarked.")
      }
      return relistIfQueryLooksAtMarks()
    } catch {
      prompt?.problem = "column \(error.column + 1): \(error.message)"
      return []
    }
  }

  /// `s`: a column, with `-` before it for the other direction.
  mutating func submitSort(_ text: String) -> [Effect] {
    let words = text.trimmingWhiteSpace()
    let isDescending = words.hasPrefix("-")
    guard let key = SortKey(rawValue: String(words.drop { $0 == "-" || $0 == "+" })) else {
      let keys = SortKey.allCases.map(\.rawValue).joined(separator: " ")
      prompt?.problem = "Sort by one of: \(keys); - before it turns it round."
      return []
    }
    closePrompt()
    list.order = SortOrder(key, isDescending: isDescending)
    message = Message("Sorted by \(key.rawValue)\(isDescending ? ", the other way round" : "").")
    return [requestList(jumping: false, keeping: RowSet(list.rows))]
  }

  mutating func closePrompt() {
    prompt = nil
    scrollAll()
  }
}

/// A pasted list of contacts.
extension EditorState {
  /// Offers to mark the contacts that a pasted text names: ids, e-mails, phones, in any mix.
  mutating func offerToMark(_ text: String) -> [Effect] {
    let found = PastedList(text, in: table)
    guard !found.rows.isEmpty else {
      message = Message(
        "The pasted text names no contact that is loaded (\(found.unmatched.count.grouped) entries); "
          + "pasted text is never taken for keys.")
      return []
    }
    overlays.append(
      .confirmation(Confirmation(.markPasted(found.rows), question: found.question)))
    return []
  }
}

/// What a pasted text names: one contact an entry, entries apart by lines, commas, semicolons or tabs.
struct PastedList: Equatable {
  var rows: RowSet = []
  var unmatched: [String] = []
  /// Entries that several contacts share; all of them are meant.
  var shared: [String] = []

  init(_ text: String, in table: ContactTable) {
    var seen: Set<Substring> = []
    for part in text.split(whereSeparator: { $0.isNewline || ",;\t".contains($0) }) {
      let entry = part.trimmingWhiteSpace()
      guard !entry.isEmpty, seen.insert(entry).inserted else { continue }
      let found = Self.rows(of: String(entry), in: table)
      if found.isEmpty { unmatched.append(String(entry)) }
      if found.count > 1 { shared.append(String(entry)) }
      for row in found { rows.insert(row) }
    }
  }

  private static func rows(of entry: String, in table: ContactTable) -> [ContactRow] {
    if entry.contains("@") { return table.rows(email: entry) }
    if let row = table.row(of: ContactID(entry)), table.isLoaded(row) { return [row] }
    return entry.count(where: \.isNumber) >= 5 ? table.rows(phone: entry) : []
  }

  /// What is asked before they are marked.
  var question: String {
    var text = "Mark the \(rows.count.counted("contact")) that the pasted list names?"
    if !unmatched.isEmpty {
      let some = unmatched.prefix(3).joined(separator: ", ")
      text +=
        " Nothing matches \(unmatched.count.grouped) of its entries (\(some)\(unmatched.count > 3 ? ", …" : ""))."
    }
    if !shared.isEmpty { text += " Several contacts match \(shared.count.grouped) of its entries." }
    return text + " y/n"
  }
}
