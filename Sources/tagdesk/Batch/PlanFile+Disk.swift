import Engine
import Foundation

extension PlanFile {
  /// Reads a file that the command line names.
  static func read(_ path: String) throws -> PlanFile {
    let data = try InputFile.data(path)
    do throws(Failure) {
      return try PlanFile(data: data)
    } catch {
      throw EditOrder.wrong("\(path) can't be used. \(error.message)")
    }
  }

  /// Writes a file for its owner only, since it names contacts and their tags; `-` is standard output.
  static func write(_ file: PlanFile, to path: String) throws {
    if path == "-" {
      var results = Results()
      try results.text(text(of: file))
      return try results.finish()
    }
    let data = try Data(text(of: file).utf8) + Data("\n".utf8)
    let place = URL(filePath: path)
    let draft = place.appendingPathExtension("new-\(getpid())")
    do {
      guard
        FileManager.default.createFile(
          atPath: draft.path, contents: data, attributes: [.posixPermissions: 0o600])
      else { throw CocoaError(.fileWriteUnknown) }
      guard rename(draft.path, place.path) == 0 else { throw CocoaError(.fileWriteUnknown) }
    } catch {
      throw EditOrder.wrong("\(path) can't be written: \(String(cString: strerror(errno))).")
    }
  }

  /// The file as text, without the last line end.
  static func text(of file: PlanFile) throws -> String {
    do throws(Failure) {
      return String(String(decoding: try file.data(), as: UTF8.self).dropLast())
    } catch {
      throw EditOrder.wrong(error.message)
    }
  }
}
