import Foundation
import Tagging
import Testing

@testable import Storage

@Suite struct `The draft on disk` {
  let directory: TemporaryDirectory
  let path: String

  init() throws {
    directory = try TemporaryDirectory()
    path = directory.file("state/state.db")
  }

  @Test func `what was staged is there after the file is opened again`() async throws {
    let step = DraftStep.adding("vip", contacts: 3)
    do {
      let store = try StateStore(path: path)
      try await store.location("acme").record([.stage(step)])
      try store.close()
    }
    let draft = try await StateStore(path: path).location("acme").draft()
    #expect(draft == Draft(steps: [step], position: 1))
  }

  @Test func `staging after undo drops the undone steps`() async throws {
    let location = try StateStore.inMemory().location("acme")
    let steps = ["a", "b", "c"].map { DraftStep.adding($0, contacts: 1) }
    try await location.record([.stage(steps[0]), .stage(steps[1]), .undo])
    #expect(try await location.draft() == Draft(steps: [steps[0], steps[1]], position: 1))
    try await location.record([.stage(steps[2])])
    #expect(try await location.draft() == Draft(steps: [steps[0], steps[2]], position: 2))
  }

  @Test func `entries of one call are all written or none`() async throws {
    let location = try StateStore.inMemory().location("acme")
    let step = DraftStep.adding("vip", contacts: 1)
    await #expect(throws: StorageError.self) {
      try await location.record([.stage(step), .undo, .undo])
    }
    #expect(try await location.draft() == Draft())
    await #expect(throws: StorageError.self) { try await location.record([.redo]) }
  }

  @Test func `locations do not see each other`() async throws {
    let store = try StateStore.inMemory()
    try await store.location("a").record([.stage(.adding("vip", contacts: 2))])
    #expect(try await store.location("b").draft() == Draft())
    #expect(try await store.location("a").draft().position == 1)
  }

  @Test func `every spelling comes back byte by byte`() async throws {
    let location = try StateStore.inMemory().location("acme")
    let names = ["caf\u{E9}", "cafe\u{301}", "", "a,b \"c\"", "🏷️ été", String(repeating: "x", count: 300)]
    let ids = ["a", "bc", ""].map(ContactID.init(rawValue:))
    let step = DraftStep(
      title: "names",
      changes: names.map { DraftChange(action: .remove, tag: $0, isStaged: false, contacts: ids) })
    try await location.record([.stage(step)])
    let read = try await location.draft().steps[0]
    #expect(read == step)
    #expect(read.changes.map { Array($0.tag.utf8) } == names.map { Array($0.utf8) })
  }

  @Test(arguments: 1...20)
  func `what is read back equals a model`(seed: UInt64) async throws {
    var random = SeededGenerator(seed)
    var model = Draft()
    var waiting: [DraftEntry] = []
    for number in 0..<120 {
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<6:
        let step = DraftStep.random(number, using: &random)
        model.steps = Array(model.steps.prefix(model.position)) + [step]
        model.position += 1
        waiting.append(.stage(step))
      case 6..<8 where model.position > 0:
        model.position -= 1
        waiting.append(.undo)
      case 8 where model.position < model.steps.count:
        model.position += 1
        waiting.append(.redo)
      default:
        try await StateStore(path: path).location("acme").record(waiting)
        waiting = []
      }
    }
    let store = try StateStore(path: path)
    try await store.location("acme").record(waiting)
    #expect(try await store.location("acme").draft() == model)
  }

  @Test func `a write goes on when its task is cancelled`() async throws {
    let location = try StateStore.inMemory().location("acme")
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      try await location.record([.stage(.adding("vip", contacts: 1))])
    }
    try await task.value
    #expect(try await location.draft().position == 1)
  }

  @Test func `the ids of a hundred thousand contacts take little more than themselves`() async throws {
    let contacts = (0..<100_000).map(ContactID.sample)
    let rename = DraftStep(
      title: "rename",
      changes: [
        DraftChange(action: .add, tag: "new", isStaged: true, contacts: contacts),
        DraftChange(action: .remove, tag: "old", isStaged: true, contacts: contacts),
      ])
    #expect(ChangesBlob.encode(rename.changes).count < 20 * contacts.count + 40)
    let location = try StateStore(path: path).location("acme")
    try await location.record([.stage(rename)])
    #expect(try await location.draft() == Draft(steps: [rename], position: 1))
  }

  @Test func `settings are kept a location`() async throws {
    let store = try StateStore.inMemory()
    let location = store.location("acme")
    #expect(try await location.value(for: "columns") == nil)
    try await location.setValue(#"["name"]"#, for: "columns")
    try await location.setValue(#"["name","tags"]"#, for: "columns")
    #expect(try await location.value(for: "columns") == #"["name","tags"]"#)
    #expect(try await store.location("b").value(for: "columns") == nil)
    try await location.setValue(nil, for: "columns")
    #expect(try await location.value(for: "columns") == nil)
  }
}

extension DraftStep {
  fileprivate static func random(_ number: Int, using random: inout SeededGenerator) -> DraftStep {
    let lists = (0..<2).map { _ in
      (0..<Int.random(in: 0..<40, using: &random)).map { _ in
        ContactID.sample(Int.random(in: 0..<500, using: &random))
      }
    }
    return DraftStep(
      title: "step \(number)",
      changes: (0..<Int.random(in: 1..<5, using: &random)).map { _ in
        DraftChange(
          action: Bool.random(using: &random) ? .add : .remove,
          tag: ["vip", "VIP", "lead", "été"][Int.random(in: 0..<4, using: &random)],
          isStaged: Bool.random(using: &random), contacts: lists[Int.random(in: 0..<2, using: &random)])
      })
  }
}
