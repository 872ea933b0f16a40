import ArgumentParser

/// The program: opens the editor; every other task is a subcommand.
@main
struct Tagdesk: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tagdesk",
    abstract: "Edits the tags of contacts in a HighLevel sub-account.",
    usage: """
      tagdesk [QUERY] [options]
      tagdesk <subcommand> [options]
      """,
    discussion: """
      Without a subcommand it opens the editor, with the list filtered by QUERY; tagdesk open --help lists its \
      options. Edits are staged as a local diff, reviewed, and then committed. tagdesk --sandbox needs no account.
      """,
    version: Version.text,
    subcommands: [
      OpenCommand.self, ContactsCommand.self, TagsCommand.self, EditCommand.self, PlanCommand.self,
      ApplyCommand.self, HistoryCommand.self, ResumeCommand.self, DiscardCommand.self, RevertCommand.self,
      DoctorCommand.self, AuthCommand.self, ConfigCommand.self, SandboxCommand.self,
    ],
    defaultSubcommand: OpenCommand.self)
}

/// Opens the editor: what `tagdesk` does without a subcommand.
struct OpenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "open", abstract: "Opens the editor, with the list filtered by QUERY.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup(title: "Sandbox options, with --sandbox") var sandbox: SandboxOptions

  @Option(help: "When the terminal goes away: finish a commit that runs, or stop it (finish, stop).")
  var onHangup: HangupAnswer = .finish

  @Argument(help: "What to list at first, in the query language.")
  var query: [String] = []

  func run() async throws {
    try await Outcome.exit(on: {
      try await EditorSession.run(
        global: global, sandbox: sandbox, onHangup: onHangup, query: query.joined(separator: " "))
    })
  }
}

/// What happens to a commit when the terminal goes away.
enum HangupAnswer: String, ExpressibleByArgument, CaseIterable {
  case finish, stop
}

/// The version that `--version` prints and the `User-Agent` names.
enum Version {
  static let text = "0.1.0"
}
