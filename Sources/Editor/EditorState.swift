package import ContactStore
package import Engine
package import Tagging

package import struct Foundation.Date
package import struct Foundation.TimeZone

/// Everything that the screen shows and the keys act on: a value, changed by `reduce` alone.
package struct EditorState: Equatable, Sendable {
  package var session: Session
  package var size = TerminalSize(columns: 80, rows: 24)
  package var view = MainView.contacts
  /// What lies over the view; the innermost last.
  package var overlays: [Overlay] = []
  package var prompt: Prompt?
  package var message: Message?
  /// Time of the last key, in seconds of a steady clock; confirmations take nothing within 300 ms of one.
  package var lastInputAt: Double = -1
  /// The time of what arrived last, key or answer.
  package var time: Double = 0
  /// Seconds between the last two inputs.
  package var elapsedSinceInput: Double = 1

  package var table: ContactTable
  package var loading = LoadingState()
  package var definitions: [TagDefinition] = []
  package var list = ContactList()
  package var marks: RowSet = []
  /// The marks before `U`, for `B`.
  package var formerMarks: RowSet = []
  /// Where a range being marked began, and the marks before it.
  package var range: MarkRange?

  /// All staged edits that keys reduce against, those included that the disk does not have yet.
  package var changeset = Changeset()
  /// The staged edits that are on disk: what the screen shows as staged.
  package var written = Changeset()
  /// Entries on their way to the disk, each with the changeset after it.
  package var pending: [PendingEntry] = []
  package var lastEntryNumber = 0
  /// How often the disk refused an entry.
  package var recordingRun = 0
  /// Why an edit failed or was not sent, by tag and row; such edits are left out of plans.
  /// Rows whose tags came from the answers of our own commit, and when the last of them came.
  package var recentlyWritten: RowSet = []
  package var writtenAt: Double = -1_000
  package var failures: [ContactTag: [ContactRow: String]] = [:]
  package var lastStaging: LastStaging?

  package var changes = ChangesList()
  package var plan = PlanView()
  package var history = HistoryView()
  package var commit: CommitStatus?
  package var interrupted: [CommitDetails] = []
  package var queryHistory = QueryHistory()
  package var isQuitting = false
  /// Why the program has to end: there is nothing to show.
  package var fatalProblem: Problem?
  /// `c` was pressed while staged edits were on their way to the disk.
  package var isWaitingToPlan = false

  package init(session: Session) {
    self.session = session
    table = ContactTable(tagCase: session.tagCase)
  }
}

/// What stays the same while the editor is open.
package struct Session: Equatable, Sendable {
  package var locationName: String
  package var isSandbox: Bool
  package var isReadOnly: Bool
  package var readOnlyReason: String?
  package var tagCase: TagCase
  package var limits: PlanLimits
  /// Above this many contacts a commit asks for their number.
  package var confirmAbove: Int
  package var guardedTags: Set<ContactTag>
  /// Requests a second that the server permits, for estimates.
  package var requestsPerSecond: Double
  package var keyMap: KeyMap
  /// When the editor was opened, and where: what `<7d` and dates in a query are counted from.
  package var now: Date
  package var timeZone: TimeZone

  package init(
    locationName: String, isSandbox: Bool, isReadOnly: Bool = false, tagCase: TagCase = .fold,
    limits: PlanLimits = PlanLimits(), confirmAbove: Int = 500, guardedTags: Set<ContactTag> = [],
    requestsPerSecond: Double = 9.7, keyMap: KeyMap = .standard,
    now: Date = Date(timeIntervalSince1970: 0), timeZone: TimeZone = .gmt
  ) {
    self.locationName = locationName
    self.isSandbox = isSandbox
    self.isReadOnly = isReadOnly
    self.tagCase = tagCase
    self.limits = limits
    self.confirmAbove = confirmAbove
    self.guardedTags = guardedTags
    self.requestsPerSecond = requestsPerSecond
    self.keyMap = keyMap
    self.now = now
    self.timeZone = timeZone
  }
}

package struct TerminalSize: Equatable, Sendable {
  package var columns: Int
  package var rows: Int

  package init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }

  /// Below this the screen only says so.
  package static let smallest = TerminalSize(columns: 60, rows: 16)
  package var isTooSmall: Bool { columns < Self.smallest.columns || rows < Self.smallest.rows }
}

package enum MainView: Equatable, Sendable {
  case contacts, changes, plan, history
}

/// What lies over a view and takes the keys.
package enum Overlay: Equatable, Sendable {
  case help(scroll: Int)
  case tagEditor(TagEditor)
  case confirmation(Confirmation)
  /// The offer to finish a commit that was interrupted.
  case interruptedCommit
}

/// A question that is answered with one key, never the one that led to it.
package struct Confirmation: Equatable, Sendable {
  package enum Subject: Equatable, Sendable {
    /// `y` or `n`.
    case commit
    /// `y` or `n`: marks the contacts that a pasted list named.
    case markPasted(RowSet)
    /// `b` goes on in the background, `s` stops, Esc stays.
    case quitDuringCommit
  }

  package var subject: Subject
  package var question: String
  /// Whether it has been on the screen: what was typed before is no answer.
  package var isShown = false

  package init(_ subject: Subject, question: String) {
    self.subject = subject
    self.question = question
  }

  /// The keys that answer.
  package var choices: [Character] { subject == .quitDuringCommit ? ["b", "s"] : ["y", "n"] }
}

/// A sentence in the status line.
package struct Message: Equatable, Sendable {
  package var text: String
  package var isProblem: Bool

  package init(_ text: String, isProblem: Bool = false) {
    self.text = text
    self.isProblem = isProblem
  }
}

package struct LoadingState: Equatable, Sendable {
  /// Counts the loads, so that events of an earlier one are dropped.
  package var run = 0
  package var isActive = false
  package var loaded = 0
  package var total: Int?
  package var problem: Problem?
  /// Rows seen by the load that runs, so that a refresh finds what is gone.
  package var seen: RowSet = []
  package var startedAt: Double = 0

  package init() {}
}

package struct MarkRange: Equatable, Sendable {
  package var anchor: ContactRow
  package var marksBefore: RowSet
}

package struct PendingEntry: Equatable, Sendable {
  package var number: Int
  package var after: Changeset
  /// What is said once it is on disk.
  package var message: Message?
}

/// What `.` repeats.
package struct LastStaging: Equatable, Sendable {
  package var edits: [TagEdit]
}

/// A tag to be added or removed, wherever it is staged.
package struct TagEdit: Equatable, Sendable {
  package var action: TagAction
  package var tag: ContactTag

  package init(_ action: TagAction, _ tag: ContactTag) {
    self.action = action
    self.tag = tag
  }

  /// With its sign, as prompts and the status line write it.
  package var text: String { (action == .add ? "+" : "-") + tag.name }
}

/// The queries that were used, and where in them one is.
package struct QueryHistory: Equatable, Sendable {
  package var texts: [String] = [""]
  package var index = 0

  package init() {}

  /// Notes a query that was entered.
  package mutating func enter(_ text: String) {
    guard text != texts[index] else { return }
    texts.removeSubrange((index + 1)...)
    texts.append(text)
    index = texts.count - 1
  }
}
