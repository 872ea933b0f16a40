import ArgumentParser
import Engine
import Foundation
import HighLevelAPI
import Storage
import Tagging
import Views

/// Stores, tests and forgets a token.
struct AuthCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "auth", abstract: "Stores, tests and forgets a token.",
    subcommands: [Login.self, Status.self, Logout.self])

  /// Reads a token from the terminal or a pipe; it is never an argument, which others could see.
  struct Login: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Stores a token, which is typed or piped in, readable by you alone.")

    @OptionGroup var global: GlobalOptions

    func run() async throws {
      try await Outcome.exit(on: {
        let settings = try Settings.effective(global)
        let token = try StaticTokenText.read(prompt: "Private Integration Token: ")
        do throws(SettingsError) {
          try FileTokenStore(directory: settings.paths.tokenDirectory)
            .store(token, for: settings.tokenName)
        } catch {
          throw Problem(error)
        }
        Outcome.say("Stored. tagdesk auth status tries it.")
      })
    }
  }

  /// Asks the server what it thinks of the token.
  struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Tries the token, and says what it reaches.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup(title: "Sandbox options, with --sandbox") var sandbox: SandboxOptions

    func run() async throws {
      try await Outcome.exit(on: {
        let settings = try Settings.effective(global)
        let connection = try await Connection.open(settings, global: global, sandbox: sandbox)
        let answer: Result<Location, ServiceError>
        do throws(ServiceError) {
          answer = .success(try await connection.probe.location())
        } catch {
          answer = .failure(error)
        }
        await connection.close()
        let location = try answer.get()
        let origin = settings.token.map { " (\($0.origin))" } ?? ""
        print("The token\(origin) reaches \(DisplayWidth.harmless(location.name)), location \(location.id).")
      })
    }
  }

  /// Forgets the stored token.
  struct Logout: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Forgets the stored token.")

    @OptionGroup var global: GlobalOptions

    func run() async throws {
      try await Outcome.exit(on: {
        let settings = try Settings.effective(global)
        do throws(SettingsError) {
          let had = try FileTokenStore(directory: settings.paths.tokenDirectory).remove(settings.tokenName)
          Outcome.say(
            had ? "Forgotten. It stays valid at HighLevel until it is rotated there." : "There was none.")
        } catch {
          throw Problem(error)
        }
      })
    }
  }
}

/// A token as a person gives it.
enum StaticTokenText {
  /// Reads a line without showing it when a person types it.
  static func read(prompt: String) throws -> String {
    var text: String?
    if isatty(STDIN_FILENO) != 0 {
      FileHandle.standardError.write(Data(prompt.utf8))
      var modes = termios()
      tcgetattr(STDIN_FILENO, &modes)
      let before = modes
      modes.c_lflag &= ~tcflag_t(ECHO)
      tcsetattr(STDIN_FILENO, TCSAFLUSH, &modes)
      text = readLine()
      var restored = before
      tcsetattr(STDIN_FILENO, TCSAFLUSH, &restored)
      Outcome.say("")
    } else {
      text = readLine()
    }
    let token = text.map { String($0.trimmingWhiteSpace()) } ?? ""
    guard !token.isEmpty else {
      throw Problem(message: "No token was given; nothing was stored.", remedy: "", exitCode: 2)
    }
    return token
  }
}
