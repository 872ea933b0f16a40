import Foundation
import Synchronization
import Tagging

@testable import Storage

/// A directory that is gone after the test.
final class TemporaryDirectory: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "tagdesk-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  deinit {
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      print("The temporary directory stays: \(error)")
    }
  }

  /// A file in it.
  func file(_ name: String) -> String { path + "/" + name }
}

/// The permission bits of a file.
func permissions(_ path: String) throws -> Int {
  let attributes = try FileManager.default.attributesOfItem(atPath: path)
  return attributes[.posixPermissions] as? Int ?? -1
}

/// The same random numbers in every run.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}

extension ContactID {
  /// An id that looks like the server's.
  static func sample(_ number: Int) -> ContactID {
    let digits = String(number, radix: 36)
    return ContactID("Cx" + String(repeating: "0", count: 18 - digits.count) + digits)
  }
}

extension DraftStep {
  /// `+tag` on the first so many contacts.
  static func adding(_ tag: String, contacts: Int) -> DraftStep {
    DraftStep(
      title: "+\(tag) on \(contacts)",
      changes: [
        DraftChange(
          action: .add, tag: tag, isStaged: true, contacts: (0..<contacts).map(ContactID.sample))
      ])
  }
}

extension CommitRecord {
  /// Two calls: `+vip` on three contacts, `-Lead` on one of them.
  static func sample(_ id: String = "20261121-143000-7f3a") -> CommitRecord {
    CommitRecord(
      id: CommitID(rawValue: id), title: "+vip on 3, -Lead on 1",
      startedAt: Date(timeIntervalSince1970: 1_795_271_400.123_456), author: "kim@desk",
      plan: Plan(
        calls: [
          PlannedCall(id: 0, action: .add, tags: ["vip"], contacts: (0..<3).map(ContactID.sample)),
          PlannedCall(id: 1, action: .remove, tags: ["Lead"], contacts: [.sample(1)]),
        ], lowerBound: 2))
  }
}

extension [Receipt] {
  /// What came of the first sample call: done, done without a change, refused.
  static let sample = [
    Receipt(
      call: 0, contact: .sample(0), before: ["lead", "trial"],
      outcome: .done(added: ["vip"], removed: [], certainty: .proven)),
    Receipt(
      call: 0, contact: .sample(1), before: [], outcome: .done(added: [], removed: [], certainty: .uncertain)),
    Receipt(call: 0, contact: .sample(2), outcome: .failed(reason: "The contact is not found.")),
  ]
}

/// How many are somewhere now.
final class Counter: Sendable {
  private let count = Mutex(0)

  func enter() -> Int {
    count.withLock {
      $0 += 1
      return $0
    }
  }

  func leave() { count.withLock { $0 -= 1 } }
}
