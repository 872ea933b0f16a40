import Foundation

/// Where tagdesk keeps its files, by the XDG base directories.
package struct Paths: Sendable, Equatable {
  package var configFile: String
  package var stateDirectory: String
  package var cacheDirectory: String

  package var stateDatabase: String { "\(stateDirectory)/state.db" }
  package var sandboxDatabase: String { "\(stateDirectory)/sandbox.db" }
  package var log: String { "\(stateDirectory)/tagdesk.log" }
  package var tokenDirectory: String { "\(stateDirectory)/tokens" }
  /// Through which the processes of one user share what the server permits.
  package var rateBudget: String { "\(stateDirectory)/rate-budget" }

  /// Finds the places.
  /// - Parameters:
  ///   - configFile: The one named by `--config`.
  ///   - stateDirectory: The one named by `--state-dir`.
  package init(environment: [String: String], configFile: String? = nil, stateDirectory: String? = nil) {
    let home = environment["HOME"].flatMap(Self.usable) ?? NSHomeDirectory()
    func directory(_ variable: String, _ fallback: String) -> String {
      "\(environment[variable].flatMap(Self.usable) ?? "\(home)/\(fallback)")/tagdesk"
    }
    self.configFile =
      configFile.map { Self.expanded($0, home: home) }
      ?? "\(directory("XDG_CONFIG_HOME", ".config"))/config.toml"
    self.stateDirectory =
      stateDirectory.map { Self.expanded($0, home: home) } ?? directory("XDG_STATE_HOME", ".local/state")
    cacheDirectory = directory("XDG_CACHE_HOME", ".cache")
  }

  /// Makes a directory of ours, readable by its owner only, with those above it.
  package static func makePrivateDirectory(_ path: String) throws(SettingsError) {
    do {
      try PrivateFiles.makeDirectory(path)
    } catch {
      throw SettingsError(error)
    }
  }

  /// A path from the configuration: `~/` is the home, and a relative one begins at `directory`.
  static func expanded(_ path: String, home: String, in directory: String? = nil) -> String {
    if path == "~" { return home }
    if path.hasPrefix("~/") { return "\(home)/\(path.dropFirst(2))" }
    if path.hasPrefix("/") { return path }
    return directory.map { "\($0)/\(path)" } ?? path
  }

  /// The XDG rules: what is empty or relative is to be ignored.
  private static func usable(_ path: String) -> String? {
    guard path.hasPrefix("/") else { return nil }
    return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }
}
