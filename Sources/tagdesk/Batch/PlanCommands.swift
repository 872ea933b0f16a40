import ArgumentParser
import ContactStore
import Engine
import Storage
import Tagging

/// Prints a plan file as people read it.
struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Prints a plan file as people read it; asks no server.")

  @Argument(help: "The file, as edit --out or the editor wrote it; - reads standard input.")
  var plan: String

  @Flag(help: "List the contacts of each call, with the tags that they had.")
  var contacts = false

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await Outcome.exit(on: {
      let file = try PlanFile.read(plan)
      var results = Results()
      try PlanText(file: file, locationName: "location \(file.location)", listsContacts: contacts)
        .print(to: &results)
      try results.finish()
    })
  }
}

/// Commits a plan file.
struct ApplyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply", abstract: "Commits a plan file.",
    discussion: """
      A plan for another location is refused. The contacts are read first, and those whose tags changed since the plan \
      was made are listed. Where such a change concerns a tag of the plan, or a contact is gone, nothing is sent and the \
      exit code is 5; --skip-changed leaves these contacts out and commits the rest.
      """)

  @Argument(help: "The file, as edit --out or the editor wrote it.")
  var plan: String

  @Flag(help: "Leave out contacts for which the plan does not fit any more.")
  var skipChanged = false

  @OptionGroup var sending: SendingOptions

  @Option(help: "How the outcome is printed: text or json.")
  var format: ResultFormat = .text

  @OptionGroup var global: GlobalOptions
  @OptionGroup(title: "Sandbox options, with --sandbox") var sandbox: SandboxOptions

  func run() async throws {
    try await Outcome.exit(on: {
      let settings = try Settings.effective(global)
      let file = try PlanFile.read(plan)
      try await BatchSession.run(settings, global: global, sandbox: sandbox) { session in
        try session.checkMayWrite()
        try checkPlace(file, session)
        let contacts = Array(file.base.keys).sorted()
        var table = try await session.contacts(contacts)
        var fit = PlanFit(file, tagsNow: { table.tags(of: $0) })
        // Some may only be known wrongly by the search index, which lags behind.
        if contacts.count > BatchSession.fewContacts, !fit.changes.isEmpty {
          try await session.lookAgain(at: fit.changes.map(\.contact), in: &table)
          fit = PlanFit(file, tagsNow: { table.tags(of: $0) })
        }
        try report(fit)
        try await commit(file, leavingOut: fit.misfits, in: table, session)
      }
    })
  }

  private func checkPlace(_ file: PlanFile, _ session: BatchSession) throws {
    guard file.location == session.connection.locationID else {
      throw Problem(
        message:
          "The plan is for the location \(file.location), and this is \(session.connection.locationID).",
        remedy: "Nothing was sent.", exitCode: 5)
    }
    guard file.tagCase == session.tagCase else {
      throw Problem(
        message:
          "The plan was made with tag_case = \(file.tagCase.rawValue), and here it is \(session.tagCase.rawValue).",
        remedy: "Nothing was sent.", exitCode: 5)
    }
  }

  /// Lists what changed; throws when it concerns the plan.
  private func report(_ fit: PlanFit) throws {
    for change in fit.changes {
      var parts: [String] = []
      if change.isGone { parts.append("is gone") }
      if !change.gained.isEmpty { parts.append("got \(TagGrammar.text(change.gained))") }
      if !change.lost.isEmpty { parts.append("lost \(TagGrammar.text(change.lost))") }
      let effect = change.matters ? "" : " (no tag of the plan)"
      Console.note("\(change.contact) \(parts.joined(separator: ", ")) since the plan was made\(effect)")
    }
    let misfits = fit.misfits.count
    guard misfits > 0, !skipChanged else { return }
    throw Problem(
      message: "The plan no longer fits \(Count.contacts(misfits)). Nothing was sent.",
      remedy: "Make a new plan, or commit the rest with --skip-changed.", exitCode: 5)
  }

  private func commit(
    _ file: PlanFile, leavingOut misfits: Set<ContactID>, in table: ContactTable, _ session: BatchSession
  ) async throws {
    let plan = file.plan.leavingOut(misfits)
    guard !plan.calls.isEmpty else {
      Console.note("Nothing to do: there is no contact left in the plan.")
      if !misfits.isEmpty { throw ExitCode(1) }
      return
    }
    let name = try await session.locationName()
    if !sending.yes {
      var text = Results.beforeQuestion
      let shown =
        misfits.isEmpty ? file : file.with(plan, title: PlanSummary(plan, tagCase: file.tagCase).title)
      try PlanText(file: shown, locationName: name).print(to: &text)
      try text.finish()
    }
    try sending.confirm(plan, settings: session.settings, locationName: name)
    let commit = BatchCommit(session: session, format: format, base: { table.tags(of: $0) })
    try await commit.commit(
      plan, title: PlanSummary(plan, tagCase: file.tagCase).title, isPart: !misfits.isEmpty)
  }
}

extension PlanFile {
  /// The same file with another plan for the same contacts.
  fileprivate func with(_ plan: Plan, title: String) -> PlanFile {
    var file = self
    file.plan = plan
    file.title = title
    return file
  }
}
