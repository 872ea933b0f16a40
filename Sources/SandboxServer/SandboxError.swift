/// Why a sandbox could not be started.
public enum SandboxError: Error, Equatable, CustomStringConvertible {
  /// The text after `--fault` is wrong; the value says where.
  case invalidFaults(String)
  /// A setting is out of its range; the value says which and why.
  case invalidConfiguration(String)
  /// The file is no SQLite database, or not one of a sandbox.
  case notASandboxDatabase(path: String)
  /// The file was made by another version of the sandbox.
  case otherVersion(path: String, found: Int, expected: Int)
  /// The file could not be opened, made or written.
  case database(path: String, reason: String)
  /// The file of contacts could not be read; `line` is 0 where the whole file is meant.
  case importFailed(path: String, line: Int, reason: String)
  /// The address could not be listened on.
  case cannotListen(host: String, port: Int, reason: String)

  public var description: String {
    switch self {
    case .invalidFaults(let text): "The faults cannot be read: \(text)"
    case .invalidConfiguration(let text): "The sandbox cannot be set up like this: \(text)"
    case .notASandboxDatabase(let path):
      "\(path) is not a database of the sandbox. Name another file with --database, or replace it with --reset."
    case .otherVersion(let path, let found, let expected):
      "\(path) was made by another version of the sandbox (\(found), this one has \(expected)). --reset makes it anew."
    case .database(let path, let reason): "The sandbox database \(path) cannot be used: \(reason)"
    case .importFailed(let path, 0, let reason): "\(path) cannot be imported: \(reason)"
    case .importFailed(let path, let line, let reason): "\(path), line \(line): \(reason)"
    case .cannotListen(let host, let port, let reason):
      "The sandbox cannot listen on \(host), port \(port): \(reason)"
    }
  }
}
