import ArgumentParser

/// Options of every command that talks to a location.
struct GlobalOptions: ParsableArguments {
  @Flag(help: "Use the embedded sandbox: the same API, and no account.")
  var sandbox = false

  @Option(help: ArgumentHelp("A profile of the configuration file.", valueName: "name"))
  var profile: String?

  @Option(help: ArgumentHelp("The location (sub-account) to edit.", valueName: "id"))
  var location: String?

  @Option(help: ArgumentHelp("Where the API is; https, or loopback.", valueName: "url"))
  var baseURL: String?

  @Flag(help: "Stage and send nothing.")
  var readOnly = false

  @Option(help: ArgumentHelp("The configuration file.", valueName: "file"))
  var config: String?

  @Option(help: ArgumentHelp("Where drafts, journal and history are kept.", valueName: "dir"))
  var stateDir: String?

  @Flag(help: "Use no colours.")
  var noColor = false
}
