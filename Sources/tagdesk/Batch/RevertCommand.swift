import ArgumentParser
import ContactStore
import Engine
import Foundation
import Storage
import Tagging

/// Commits the inverse of what a commit really changed.
struct RevertCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revert", abstract: "Commits the inverse of what a commit really changed.",
    discussion: """
      Contacts whose tags were changed since are skipped and listed. What is only likely to have been changed, since an \
      answer was lost, is listed and left alone unless --with-uncertain is said. A revert is a commit like any other, and \
      can be reverted. Workflows that the commit started stay started.
      """)

  @Argument(help: "The commit, as history lists it.")
  var id: String

  @Flag(help: "Print the plan, and send nothing.")
  var dryRun = false

  @Flag(help: "Take back also what is only likely to have been changed.")
  var withUncertain = false

  @OptionGroup var sending: SendingOptions

  @Option(help: "How the plan of --dry-run, or the outcome, is printed: text or json.")
  var format: ResultFormat = .text

  @OptionGroup var global: GlobalOptions
  @OptionGroup(title: "Sandbox options, with --sandbox") var sandbox: SandboxOptions

  func run() async throws {
    try await Outcome.exit(on: {
      let settings = try Settings.effective(global)
      try await BatchSession.run(settings, global: global, sandbox: sandbox) { session in
        if !dryRun { try session.checkMayWrite() }
        let details = try await session.location.details(of: id)
        guard details.record.state != .running else {
          throw Problem(
            message: "The commit \(id) has not ended.",
            remedy: "Finish it with tagdesk resume \(id), or drop the rest with tagdesk discard \(id).",
            exitCode: 2)
        }
        let (reversal, table) = try await reversal(of: details, session)
        report(reversal)
        let sendable = SendableEdits(session: session, table: table, sending: sending, format: format)
        var isPart = !reversal.skipped.isEmpty || (!reversal.uncertain.isEmpty && !withUncertain)
        guard let step = reversal.step(of: details.record, withUncertain: withUncertain) else {
          Console.note("There is nothing to take back.")
          if isPart { throw ExitCode(1) }
          return
        }
        var changeset = Changeset()
        changeset.replay(
          ChangesetStep(step, tagCase: session.tagCase, row: { table.row(of: $0) ?? table.rowLimit }),
          base: { TagBase(bearing: table.rows(bearing: $0), known: table.loadedRows) })
        isPart = isPart || changeset.isEmpty
        try await sendable.send(changeset, title: step.title, isDryRun: dryRun, isPart: isPart)
      }
    })
  }

  /// The inverse by the tags that the contacts have now; those that seem to have changed are read one by one.
  private func reversal(of details: CommitDetails, _ session: BatchSession) async throws
    -> (Reversal, ContactTable)
  {
    let contacts = Set(details.receipts.lazy.filter(\.isDone).map(\.contact)).sorted()
    var table = try await session.contacts(contacts)
    let reverter = Reverter(tagCase: session.tagCase)
    var reversal = reverter.reversal(of: details, tagsNow: { table.tags(of: $0) })
    if contacts.count > BatchSession.fewContacts {
      let taken = Set(reversal.certain.flatMap(\.contacts))
      let doubtful = contacts.filter { !taken.contains($0) }
      try await session.lookAgain(at: doubtful, in: &table)
      reversal = reverter.reversal(of: details, tagsNow: { table.tags(of: $0) })
    }
    return (reversal, table)
  }

  private func report(_ reversal: Reversal) {
    for skipped in reversal.skipped { Console.note("\(skipped.contact) is left as it is: \(skipped.reason)") }
    for change in reversal.uncertain {
      let edit = change.action.sign + TagGrammar.quote(change.tag)
      for contact in change.contacts {
        let fate = withUncertain ? "taken back all the same" : "left as it is"
        Console.note("\(contact)  \(edit): it is not certain that the commit changed this; \(fate)")
      }
    }
    if !reversal.uncertain.isEmpty, !withUncertain {
      Console.note("--with-uncertain takes these back too; somebody else may have changed them.")
    }
    Console.note("Workflows that the commit started stay started.")
  }
}
