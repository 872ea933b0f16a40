import ArgumentParser
import Engine
import Storage
import Tagging

/// Finishes an unfinished commit.
struct ResumeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Finishes an unfinished commit.",
    discussion:
      "Contacts of calls whose answer was lost are read first: what they have already is not sent again.")

  @Argument(help: "The commit, as history lists it.")
  var id: String

  @Option(help: "How the outcome is printed: text or json.")
  var format: ResultFormat = .text

  @OptionGroup var global: GlobalOptions
  @OptionGroup(title: "Sandbox options, with --sandbox") var sandbox: SandboxOptions

  func run() async throws {
    try await Outcome.exit(on: {
      let settings = try Settings.effective(global)
      try await BatchSession.run(settings, global: global, sandbox: sandbox) { session in
        try session.checkMayWrite()
        let details = try await session.unfinished(id)
        let tags = try await session.baseOfRest(details)
        try await BatchCommit(session: session, format: format, base: { tags[$0] }).finish(details)
      }
    })
  }
}

/// Drops what an unfinished commit had not sent.
struct DiscardCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "discard", abstract: "Drops what an unfinished commit had not sent, and lists it.")

  @Argument(help: "The commit, as history lists it.")
  var id: String

  @OptionGroup var global: GlobalOptions
  @OptionGroup(title: "Sandbox options, with --sandbox") var sandbox: SandboxOptions

  func run() async throws {
    try await Outcome.exit(on: {
      let settings = try Settings.effective(global)
      try await BatchSession.run(settings, global: global, sandbox: sandbox) { session in
        try session.checkMayWrite()
        let details = try await session.unfinished(id)
        let lock = try DraftLock.lock(details.record.id, of: session.location)
        var options = CommitOptions()
        options.tagCase = session.tagCase
        let committer = Committer(
          service: session.service, journal: session.location.batchJournal, options: options)
        let dropped = try await committer.putBack(details)
        withExtendedLifetime(lock) {}
        var results = Results()
        for change in dropped?.changes ?? [] {
          let edit = change.action.sign + TagGrammar.quote(change.tag)
          for contact in change.contacts { try results.line("\(contact)  \(edit)") }
        }
        try results.finish()
        let count = dropped?.changes.reduce(0) { $0 + $1.contacts.count } ?? 0
        Console.note(
          "\(Count.edits(count)) of the commit \(id) dropped, as listed; what was sent stays, and can be reverted."
        )
      }
    })
  }
}

extension BatchSession {
  /// A commit that was begun and did not end.
  fileprivate func unfinished(_ id: String) async throws -> CommitDetails {
    let details = try await location.details(of: id)
    guard details.record.state == .running else {
      throw Problem(
        message: "The commit \(id) is not unfinished: it is \(details.record.state.rawValue).", remedy: "",
        exitCode: 2)
    }
    return details
  }

  /// The tags of contacts of calls that were never sent, read now: what these calls change is known by them.
  fileprivate func baseOfRest(_ details: CommitDetails) async throws -> [ContactID: [ContactTag]] {
    var contacts: Set<ContactID> = []
    for (call, state) in zip(details.record.plan.calls, details.calls) where state == .planned && !call.isBulk
    {
      contacts.formUnion(call.contacts)
    }
    let table = try await self.contacts(contacts.sorted())
    return Dictionary(
      uniqueKeysWithValues: contacts.compactMap { id in table.tags(of: id).map { (id, $0) } })
  }
}
