import ArgumentParser
import Foundation
import SandboxServer
import Storage
import Synchronization

/// Serves the embedded API until it is interrupted.
struct SandboxCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sandbox",
    abstract: "Serves the embedded API until interrupted.",
    discussion: """
      Once it listens it prints one line of JSON with its address, location and tokens. Its data is kept in the state \
      directory unless --database says otherwise.
      """)

  @OptionGroup var options: SandboxOptions

  @Option(help: ArgumentHelp("The id of the location.", valueName: "id"))
  var location: String?

  @Option(help: ArgumentHelp("Where its data is kept.", valueName: "dir"))
  var stateDir: String?

  func run() async throws {
    try await Outcome.exit(on: {
      let paths = try Directories.ready(stateDir: stateDir)
      let sandbox = try await Sandbox.start(
        options.configuration(database: paths.sandboxDatabase, location: location))
      FileHandle.standardOutput.write(Data((sandbox.announcement.jsonLine + "\n").utf8))
      await Interruption.wait()
      await sandbox.stop()
    })
  }
}

/// SIGINT and SIGTERM as something to wait for.
enum Interruption {
  static func wait() async {
    let queue = DispatchQueue(label: "tagdesk.signals")
    let sources = [SIGINT, SIGTERM, SIGHUP].map { number in
      signal(number, SIG_IGN)
      return DispatchSource.makeSignalSource(signal: number, queue: queue)
    }
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      let once = Once(continuation)
      for source in sources {
        source.setEventHandler { once.resume() }
        source.resume()
      }
    }
    for source in sources { source.cancel() }
  }
}

/// Resumes a continuation once, whoever comes first.
private final class Once: Sendable {
  private let continuation: Mutex<CheckedContinuation<Void, Never>?>

  init(_ continuation: CheckedContinuation<Void, Never>) { self.continuation = Mutex(continuation) }

  func resume() {
    let waiting = continuation.withLock { waiting in
      defer { waiting = nil }
      return waiting
    }
    waiting?.resume()
  }
}
