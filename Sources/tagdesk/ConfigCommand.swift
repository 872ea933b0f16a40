import ArgumentParser
import Storage

/// Prints the effective settings and where each came from.
struct ConfigCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Prints the effective settings and where each came from.")

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await Outcome.exit(on: {
      let lines = try Settings.effective(global).lines
      let keyWidth = lines.map(\.key.count).max() ?? 0
      let valueWidth = min(40, lines.map(\.value.count).max() ?? 0)
      for line in lines {
        let key = line.key.padded(to: keyWidth)
        print("\(key)  \(line.value.padded(to: valueWidth))  \(line.origin)")
      }
    })
  }
}

extension String {
  /// With spaces behind it, so that it has at least so many characters.
  func padded(to count: Int) -> String {
    self + String(repeating: " ", count: Swift.max(0, count - self.count))
  }
}
