@testable import Tagging

/// A changeset of contacts' tags by name, for tests of the planner.
struct PlannerSample: Sendable {
  var limits = PlanLimits()
  /// Percent of the planner's search.
  var effort = 100
  var adds: [[Int]] = []
  var removes: [[Int]] = []

  /// Contacts in the same order get the same row; `adds[contact]` lists tags.
  var matrix: EditMatrix { matrix(inOrder: { $0 }) }

  func matrix(inOrder order: ([EditMatrix.Line]) -> [EditMatrix.Line]) -> EditMatrix {
    var lines: [EditMatrix.Line] = []
    for (action, edits) in [(TagAction.add, adds), (.remove, removes)] {
      var rows: [Int: RowSet] = [:]
      for (contact, tags) in edits.enumerated() {
        for tag in tags { rows[tag, default: []].insert(contact) }
      }
      lines += rows.map { EditMatrix.Line(action, "tag \($0.key)", rows: $0.value) }
    }
    return EditMatrix(lines: order(lines))
  }

  var planner: Planner {
    var planner = Planner(limits: limits)
    planner.effort = effort
    return planner
  }

  var plan: Plan { planner.plan(matrix) { ContactID("c\($0)") } }
}

extension PlannerSample {
  init(_ instance: PlannerInstance) {
    limits = PlanLimits(contacts: instance.contacts, tags: instance.tags)
    for group in instance.groups.split(separator: " ") {
      let numbers = group.split(separator: ":").compactMap { Int($0) }
      let tags = (0..<6).filter { numbers[0] & 1 << $0 != 0 }
      adds += Array(repeating: tags, count: numbers[1])
    }
  }

  /// A changeset that looks random and is the same for the same seed; shapes and limits vary with it.
  init(seed: Int) {
    var random = SplitMix(state: UInt64(seed))
    limits = PlanLimits(
      contacts: [1, 2, 7, 20, 100][random.below(5)], tags: [1, 2, 3, 10, 80][random.below(5)])
    effort = 4
    let contacts = 1 + random.below([3, 40, 200][random.below(3)])
    let tags = 1 + random.below([3, 8, 30, 90][random.below(4)])
    let kinds = (0..<1 + random.below(9)).map { _ in random.below(1 << 30) }
    let shape = random.below(4)
    for contact in 0..<contacts {
      let kind = kinds[random.below(kinds.count)]
      var (add, remove): ([Int], [Int]) = ([], [])
      for tag in 0..<tags {
        switch shape {
        case 0 where kind >> (tag % 30) & 1 == 1: add.append(tag)
        case 1 where random.below(3) == 0: add.append(tag)
        case 2 where random.below(1 + tag) == 0: remove.append(tag)
        case 3 where (contact + tag * 7) % (2 + tag % 5) == 0:
          if tag % 2 == 0 { add.append(tag) } else { remove.append(tag) }
        default: break
        }
      }
      adds.append(add)
      removes.append(remove)
    }
  }
}

/// One edit of a call.
struct PlannedEdit: Hashable {
  var action: TagAction
  var tag: String
  var contact: ContactID
}

extension Plan {
  /// Every edit that the calls make, as often as they make it.
  var edits: [PlannedEdit] {
    calls.flatMap { call in
      call.tags.flatMap { tag in
        call.contacts.map { PlannedEdit(action: call.action, tag: tag, contact: $0) }
      }
    }
  }
}

extension EditMatrix {
  /// Every staged edit.
  var edits: Set<PlannedEdit> {
    var edits: Set<PlannedEdit> = []
    for line in lines {
      line.rows.forEach {
        edits.insert(PlannedEdit(action: line.action, tag: line.tag, contact: ContactID("c\($0)")))
      }
    }
    return edits
  }
}
