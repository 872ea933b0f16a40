import Engine
import Foundation
import Storage

/// Settings as the commands see them: a failure is already a problem to be read.
extension Settings {
  static func effective(_ global: GlobalOptions) throws -> Settings {
    var options = SettingsOptions()
    options.profile = global.profile
    options.location = global.location
    options.baseURL = global.baseURL
    options.configFile = global.config
    options.stateDirectory = global.stateDir
    options.isReadOnly = global.readOnly
    options.isColorless = global.noColor
    do throws(SettingsError) {
      return try load(options: options, environment: ProcessInfo.processInfo.environment)
    } catch {
      throw Problem(error)
    }
  }
}

/// The places of the files, for commands that need no settings.
enum Directories {
  /// The paths, with the state directory made.
  static func ready(stateDir: String?) throws -> Paths {
    try ready(Paths(environment: ProcessInfo.processInfo.environment, stateDirectory: stateDir))
  }

  /// Makes the state directory of some paths.
  @discardableResult
  static func ready(_ paths: Paths) throws -> Paths {
    do throws(SettingsError) {
      try Paths.makePrivateDirectory(paths.stateDirectory)
    } catch {
      throw Problem(error)
    }
    return paths
  }
}

extension Problem {
  /// Words for what is wrong with the configuration.
  init(_ error: SettingsError) {
    self.init(message: error.message, remedy: error.remedy, exitCode: error.kind == .token ? 3 : 2)
  }
}
