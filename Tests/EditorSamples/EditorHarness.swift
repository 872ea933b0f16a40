import ContactStore
package import Editor
import Engine
import Foundation
package import Tagging

/// The editor's state with keys to press, and effects answered at once, as if disk and processor took no time.
package struct EditorHarness {
  package var state: EditorState
  /// Every effect that was asked for, in order.
  package var effects: [Effect] = []
  /// Whether entries of the draft are written as soon as they are recorded.
  package var isDiskFast = true
  /// Whether a frame is shown after each key.
  package var isScreenFast = true
  private var time = 0.0

  package init(_ state: EditorState) { self.state = state }

  /// Some loaded contacts with tags: of all even ones `vip`, of every third `lead`.
  package init(contacts: Int) {
    var session = Session(locationName: "Acme Dental", isSandbox: true)
    session.limits = PlanLimits(contacts: 100, tags: 10)
    self.init(EditorState(session: session))
    act(.opened(Opening()))
    _ = state.begin()
    act(.loading(.page((0..<contacts).map(Self.contact), total: contacts), run: state.loading.run))
    act(.loading(.finished(total: contacts), run: state.loading.run))
    effects = []
  }

  /// A contact whose fields follow from its number.
  package static func contact(_ number: Int) -> Contact {
    let names = ["Ana Lima", "Bo Chen 陳", "José García", "東京 花子", "Zoë 👩‍👩‍👧 Ray", "Eve\u{1B}[31mEvil\u{202E}"]
    var tags: [ContactTag] = []
    if number.isMultiple(of: 2) { tags.append(ContactTag("vip")) }
    if number.isMultiple(of: 3) { tags.append(ContactTag("lead")) }
    return Contact(
      id: Self.id(number), name: names[number % names.count], email: "person\(number)@acme.example",
      phone: "+1555010\(number)", company: "Acme", tags: tags,
      dateAdded: Date(timeIntervalSince1970: 1_700_000_000 - Double(number)))
  }

  /// The id of a sample contact.
  package static func id(_ number: Int) -> ContactID {
    let digits = String(number)
    return ContactID("C" + String(repeating: "0", count: 19 - digits.count) + digits)
  }

  /// Presses keys: characters as they are, `⏎` Enter, `⎋` Esc, `⇥` Tab, `⌫` Backspace, `↓` `↑` `←` `→`, and `⌃`
  /// before a letter for Ctrl.
  package mutating func press(_ keys: String, wait: Double = 1) {
    var isControl = false
    for character in keys {
      if character == "⌃" {
        isControl = true
        continue
      }
      time += wait
      let key = isControl ? Key.control(character) : Self.named[character] ?? .character(character)
      isControl = false
      input(.key(key), at: time)
      if isScreenFast { act(.frameShown) }
    }
  }

  package mutating func input(_ input: Input, at time: Double) {
    for action in state.actions(for: input, at: time) { act(action) }
  }

  /// Reduces an action, and answers what it asks for.
  package mutating func act(_ action: Action) {
    for effect in reduce(&state, action) {
      effects.append(effect)
      if let answer = answer(to: effect) { act(answer) }
    }
  }

  /// Tells that the disk has everything.
  package mutating func finishWriting() { act(.recorded(upTo: state.lastEntryNumber)) }

  private func answer(to effect: Effect) -> Action? {
    switch effect {
    case .record(let entries, let first, _):
      return isDiskFast ? .recorded(upTo: first + entries.count - 1) : nil
    case .list(let request):
      guard let matching = request.table.rows(matching: request.query, in: request.context),
        let rows = request.table.sorted(matching.union(request.keeping), by: request.order)
      else { return nil }
      return .listed(Listing(number: request.number, rows: rows, matching: matching))
    case .countFacets(let request):
      return .facetsCounted(
        request.table.tagCounts(in: request.rows).sorted { ($1.count, $0.tag) < ($0.count, $1.tag) },
        of: request.number)
    case .plan(let request):
      let matrix = EditMatrix(request.edits) { request.table.rowsBySpelling(of: $0, in: $1) }
      let plan = Planner(limits: request.limits).plan(matrix, id: { request.table.id(at: $0) })
      return .planned(PlannedWork(plan: plan, edits: request.edits, estimatedSeconds: 1))
    default: return nil
    }
  }

  private static let named: [Character: Key] = [
    "⏎": .enter, "⎋": .escape, "⇥": .tab, "⌫": .backspace, "↓": .down, "↑": .up, "←": .left, "→": .right,
  ]
}

extension EditorHarness {
  /// The tags that a contact will have, by name: base and staged edits.
  package func tags(of number: Int) -> [String] {
    guard let row = state.table.row(of: Self.id(number)) else { return [] }
    var tags = Set(state.table.tags(at: row))
    for edit in state.written.edits(of: row) {
      if edit.action == .add { tags.insert(edit.tag) } else { tags.remove(edit.tag) }
    }
    return tags.map(\.name).sorted()
  }

  /// The calls of the last commit that was asked for.
  package var committedCalls: [PlannedCall] {
    for effect in effects.reversed() {
      if case .commit(let request) = effect { return request.plan.calls }
    }
    return []
  }
}
