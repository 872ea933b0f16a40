import Engine
import Foundation
import HighLevelAPI
import Storage

/// Reads the token from where the settings say it is; it is printed and logged nowhere.
enum TokenReader {
  static func source(_ place: TokenPlace, settings: Settings) throws -> any TokenSource {
    switch place {
    case .environment: return StaticToken(ProcessInfo.processInfo.environment["TAGDESK_TOKEN"] ?? "")
    case .secret(let secret): return StaticToken(try text(of: secret))
    case .oauth(let client): return try OAuthAccess(client, settings: settings)
    }
  }

  static func text(of secret: SecretPlace) throws -> String {
    do throws(SettingsError) {
      switch secret {
      case .file(let path): return try FileTokenStore.read(path)
      case .command(let command): return try FileTokenStore.token(output(of: command), from: "token_command")
      }
    } catch {
      throw Problem(error)
    }
  }

  /// What a command line for the shell prints; it may ask for a passphrase on the terminal.
  private static func output(of command: String) -> [UInt8] {
    guard let stream = popen(command, "r") else { return [] }
    defer { pclose(stream) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = fread(&buffer, 1, buffer.count, stream)
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
  }
}
