import ArgumentParser
import Engine
import Foundation
import HighLevelAPI
import Storage
import Tagging
import Views

/// Looks for the causes of trouble: configuration, token, scopes, location, terminal, and a contact if one is named.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Checks configuration, token, scopes, location and terminal.",
    discussion: """
      With --live it adds tags of its own to the contact, reads, removes, and puts the tags back as they were. Give \
      --live several times to try the bulk call on as many contacts.
      """)

  @Option(
    name: .long, parsing: .singleValue,
    help: ArgumentHelp("A contact to try on; its tags are put back.", valueName: "contact-id"))
  var live: [String] = []

  @OptionGroup var global: GlobalOptions
  @OptionGroup(title: "Sandbox options, with --sandbox") var sandbox: SandboxOptions

  func run() async throws {
    try await Outcome.exit(on: {
      var report = DoctorReport()
      TerminalCheckup.add(to: &report)
      let code = try await examine(&report)
      if code != 0 { throw ExitCode(code) }
    })
  }

  /// Checks what needs the configuration; what fails is in the report.
  private func examine(_ report: inout DoctorReport) async throws -> Int32 {
    let settings: Settings
    let connection: Connection
    do {
      settings = try Settings.effective(global)
      report.addConfiguration(settings)
      try Directories.ready(settings.paths)
      report.add(.ok, "State directory", settings.paths.stateDirectory)
      connection = try await Connection.open(settings, global: global, sandbox: sandbox)
    } catch let problem as Problem {
      report.add("Configuration", problem)
      return report.exitCode
    }
    report.add(.ok, "Base URL", connection.service.configuration.baseURL)
    let result: Result<Int32, any Error>
    do {
      await ServerCheckup(service: connection.probe).add(to: &report)
      result = .success(try await goLive(settings, connection, report))
    } catch {
      result = .failure(error)
    }
    await connection.close()
    return try result.get()
  }

  private func goLive(
    _ settings: Settings, _ connection: Connection, _ report: DoctorReport
  ) async throws -> Int32 {
    guard !live.isEmpty else { return report.exitCode }
    guard !settings.isReadOnly.value else {
      throw Problem(
        message: "--live changes tags, and everything is read-only.",
        remedy: "Leave --read-only out, or read_only in the profile.", exitCode: 2)
    }
    guard report.exitCode == 0 else {
      Outcome.say("Nothing was tried on the contact, since the above would stand in its way.")
      return report.exitCode
    }
    return try await LiveCheckup(settings: settings, connection: connection).walk(contacts)
  }

  /// Each contact once, in the order given.
  private var contacts: [ContactID] {
    var seen: Set<String> = []
    return live.map { String($0.trimmingWhiteSpace()) }.filter { !$0.isEmpty && seen.insert($0).inserted }
      .map { ContactID($0) }
  }

  func validate() throws {
    if !live.isEmpty && contacts.isEmpty { throw ValidationError("--live needs the id of a contact.") }
  }
}
