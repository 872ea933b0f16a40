package import Tagging

/// The guide's walk on contacts that a person named: add, read, remove one, add in bulk, read all, put everything back.
///
/// Every step is told with what was sent, what came back, and what to do where it differs from what is expected.
/// The walk uses tags of its own, and the contacts have their own tags again when it returns, however it ends: after a
/// failure and after an interruption too. What an earlier walk left behind, because it was killed, is taken off first.
package struct LiveWalk: Sendable {
  /// A way to speak of bulk: the client, and its setting's name.
  package struct BulkPath: Sendable {
    package var name: String
    package var path: String
    package var service: any ContactsService

    /// Makes a way.
    package init(name: String, path: String, service: any ContactsService) {
      self.name = name
      self.path = path
      self.service = service
    }
  }

  /// The spelling has capitals, so that it shows what the server does with them.
  static let names = ["Tagdesk Doctor One", "Tagdesk Doctor Two", "Tagdesk Doctor Three"]
  static let bulkName = "Tagdesk Doctor Bulk"

  /// Whether a tag is one of the walk's own, in whatever spelling.
  package static func isOurs(_ name: String) -> Bool {
    (names + [bulkName]).contains { ContactTag($0) == ContactTag(name) }
  }

  let contacts: [ContactID]
  let bulkPaths: [BulkPath]
  let clock: CommitClock
  let isInterrupted: @Sendable () -> Bool
  let tell: @Sendable (WalkStep) -> Void

  /// Prepares a walk; nothing is sent yet.
  /// - Parameters:
  ///   - contacts: One at least; the first gets the single calls, all of them the bulk call.
  ///   - bulkPaths: One at least; the first is the one in force.
  ///   - isInterrupted: Asked before each step; a call in flight is always waited for, so that what it did is known.
  package init(
    contacts: [ContactID], bulkPaths: [BulkPath], clock: CommitClock = CommitClock(),
    isInterrupted: @escaping @Sendable () -> Bool = { false }, tell: @escaping @Sendable (WalkStep) -> Void
  ) {
    precondition(!contacts.isEmpty && !bulkPaths.isEmpty, "a walk needs a contact and a way to speak")
    self.contacts = contacts
    self.bulkPaths = bulkPaths
    self.clock = clock
    self.isInterrupted = isInterrupted
    self.tell = tell
  }

  /// Walks, and puts the tags back.
  package func run() async -> WalkOutcome {
    var round = WalkRound(walk: self)
    do throws(WalkEnd) {
      try await round.readAll()
      try await round.addToOne()
      try await round.readOne()
      try await round.addOtherSpelling()
      try await round.removeOne()
      try await round.addInBulk()
      try await round.readBulk()
    } catch {
      round.note(error)
    }
    await round.putBack()
    return round.outcome
  }
}

/// What one step of the walk showed.
package struct WalkStep: Sendable, Equatable {
  /// What to make of it.
  package enum Finding: Sendable, Equatable {
    case asExpected
    /// Worth knowing, and no fault.
    case note(String)
    /// It is not as expected: what to do.
    case differs(remedy: String)
    case failed(Problem)
  }

  package var title: String
  package var sent: String
  package var came: String
  package var finding: Finding
}

/// How a walk ended.
package struct WalkOutcome: Sendable, Equatable {
  /// Steps that were not as expected.
  package var differences = 0
  /// What ended it before its time, or kept the tags from being put back.
  package var problem: Problem?
  package var wasInterrupted = false
  /// Whether every contact was seen to have the tags that it had.
  package var isRestored = true
  /// Whether spellings that differ in case only are one tag on the server.
  package var foldsTags: Bool?
  /// The way to speak of bulk that the server has; `nil` when none was seen to work.
  package var bulkPath: String?
  /// The spellings of the walk's tags that the server showed.
  package var tagsSeen: Set<String> = []

  /// The lines of what was learned, as the profile takes them.
  package var profileLines: [String] {
    [
      foldsTags.map { "tag_case = \"\($0 ? TagCase.fold.rawValue : TagCase.exact.rawValue)\"" },
      bulkPath.map { "bulk_path = \"\($0)\"" },
    ].compactMap(\.self)
  }

  /// How the command ends.
  package var exitCode: Int32 {
    if !isRestored { return max(problem?.exitCode ?? 1, 1) }
    if wasInterrupted { return 130 }
    return problem?.exitCode ?? (differences > 0 ? 1 : 0)
  }
}

/// Why a walk goes no further.
enum WalkEnd: Error {
  case interrupted
  case failed(Problem)
}
