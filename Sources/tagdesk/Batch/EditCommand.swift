import ArgumentParser
import ContactStore
import Engine
import Foundation
import Storage
import Tagging

/// Stages, plans and commits without the screen.
struct EditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit",
    abstract: "Edits the tags of contacts: stages, plans and commits without the screen.",
    discussion: """
      The contacts are those that match QUERY, those that --ids lists, those that are both, or --all. Tags are separated \
      by commas; a name with a comma or a quote, or that begins with + or -, stands in double quotes. --changes takes a \
      CSV file with the columns contact,add,remove, in which tags are separated by semicolons.

      The contacts are read from the server first. Without a terminal, --yes is needed; above confirm_above contacts, or \
      with a guarded tag, --expect as well. The editor's draft is left alone. Ctrl-C stops after the calls in flight; \
      tagdesk resume goes on.
      """)

  @OptionGroup var query: QueryArgument
  @OptionGroup(title: "Which contacts") var targets: EditTargets

  @Option(help: ArgumentHelp("Tags to add; may be repeated.", valueName: "tags"))
  var add: [String] = []

  @Option(help: ArgumentHelp("Tags to remove; may be repeated.", valueName: "tags"))
  var remove: [String] = []

  @Option(help: ArgumentHelp("The tags that they shall have, and no others.", valueName: "tags"))
  var set: String?

  @Flag(help: "Remove all their tags.")
  var clear = false

  @Flag(help: "Print the plan, and send nothing.")
  var dryRun = false

  @OptionGroup var sending: SendingOptions

  @Option(
    help: ArgumentHelp("Write the plan to a file for tagdesk apply, and send nothing.", valueName: "plan"))
  var out: String?

  @Option(help: "How the plan of --dry-run, or the outcome, is printed: text or json.")
  var format: ResultFormat = .text

  @OptionGroup var global: GlobalOptions
  @OptionGroup(title: "Sandbox options, with --sandbox") var sandbox: SandboxOptions

  func run() async throws {
    try await Outcome.exit(on: {
      let settings = try Settings.effective(global)
      let order = try order(settings.tagCase.value)
      let query = try query.parsed(settings.tagCase.value)
      let names = try targets.names()
      if out != nil, sending.yes || dryRun {
        throw EditOrder.wrong(
          "--out writes the plan and sends nothing: it goes with neither --yes nor --dry-run.")
      }
      try await BatchSession.run(settings, global: global, sandbox: sandbox) { session in
        if !dryRun, out == nil { try session.checkMayWrite() }
        var finder = TargetFinder(session: session, query: query, options: targets)
        try await finder.find(names: order.names ?? names)
        try await plan(order, finder)
      }
    })
  }

  /// What the options ask for.
  private func order(_ tagCase: TagCase) throws -> EditOrder {
    let hasTags = !add.isEmpty || !remove.isEmpty
    let ways = [hasTags, set != nil, clear, targets.changes != nil].count { $0 }
    guard ways > 0 else {
      throw EditOrder.wrong(
        "Nothing to do was named.", remedy: "Say --add, --remove, --set, --clear or --changes.")
    }
    guard ways == 1 else {
      throw EditOrder.wrong("--add and --remove, --set, --clear and --changes exclude each other.")
    }
    try targets.check(query: query.text)
    if let file = targets.changes { return .changes(try ChangeList(file: file)) }
    if clear { return .clear }
    if let set {
      let tags = try EditOrder.tags([set], option: "--set", tagCase, isNew: true)
      return .set(tags)
    }
    let adds = try EditOrder.tags(add, option: "--add", tagCase, isNew: true)
    let removes = try EditOrder.tags(remove, option: "--remove", tagCase, isNew: false)
    if let both = adds.first(where: removes.contains) {
      throw EditOrder.wrong("“\(both.name)” can't be both added and removed.")
    }
    return .tags(adds: adds, removes: removes)
  }

  private func plan(_ order: EditOrder, _ found: TargetFinder) async throws {
    let session = found.session
    var changeset = Changeset()
    try order.stage(on: found.rows, of: found.table, into: &changeset)
    warn(of: Set(order.newTags(session.tagCase)), in: found.table)
    let edits = SendableEdits(
      session: session, table: found.table, sending: sending, format: format,
      bearers: bearers(order, found))
    guard let out else {
      return try await edits.send(changeset, isDryRun: dryRun, isPart: found.isPart)
    }
    let file = edits.file(changeset)
    try PlanFile.write(file, to: out)
    Console.note("The plan is written: \(Count.calls(file.plan.calls.count)); nothing was sent.")
    if found.isPart { throw ExitCode(1) }
  }

  /// Points out what a person should know before a tag is created.
  private func warn(of tags: Set<ContactTag>, in table: ContactTable) {
    for tag in tags.sorted() where table.rows(bearing: tag).isEmpty {
      if let warning = tag.warning { Console.note("“\(tag.name)”: \(warning)") }
      let twins = table.tagCounts.filter { $0.count > 0 && $0.tag.isLikelyTwin(of: tag) }
      if !twins.isEmpty {
        let names = twins.map { "“\($0.tag.name)” (\(Count.contacts($0.count)))" }.joined(separator: ", ")
        Console.note("No contact of those read bears “\(tag.name)” yet; there is \(names).")
      }
    }
  }

  /// How many of the contacts bear what is to be added already.
  private func bearers(_ order: EditOrder, _ found: TargetFinder) -> [ContactTag: Int] {
    guard case .tags(let adds, _) = order else { return [:] }
    return Dictionary(
      adds.map { ($0, found.rows.intersectionCount(found.table.rows(bearing: $0))) }, uniquingKeysWith: { $1 }
    )
  }
}

extension EditOrder {
  /// The contacts that it names itself.
  var names: [String]? {
    guard case .changes(let list) = self else { return nil }
    return list.entries.map(\.contact)
  }
}
