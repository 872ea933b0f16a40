import Engine
import Foundation
import HighLevelAPI
import Storage
import Synchronization
import Tagging
import Views

/// The walk of `doctor --live`: with words on the terminal, and signals that end it in good order.
struct LiveCheckup {
  let settings: Settings
  let connection: Connection

  /// Walks, and says what was learned.
  func walk(_ contacts: [ContactID]) async throws -> Int32 {
    let names = contacts.map(\.rawValue).joined(separator: ", ")
    print("\nTrying on \(names); the tags are put back at the end.")
    if contacts.count == 1 { print("With --live ID --live ID2 the bulk call is tried on both.") }
    let ways = try ways()
    let number = Mutex(0)
    let signals = SignalFlag { Outcome.say("Interrupted: the tags are put back, which takes a moment.") }
    let walk = LiveWalk(contacts: contacts, bulkPaths: ways, isInterrupted: signals.isRaised) { step in
      let count = number.withLock { number in
        number += 1
        return number
      }
      Self.show(step, number: count)
    }
    let outcome = await walk.run()
    await forgetDefinitions(outcome)
    signals.close()
    for way in ways.dropFirst() { await (way.service as? HighLevelService)?.shutdown() }
    await remember(outcome)
    report(outcome)
    return outcome.exitCode
  }

  /// The setting in force first, then the other one.
  private func ways() throws -> [LiveWalk.BulkPath] {
    let mine = connection.probe.configuration.bulkPath
    let other: HighLevelConfiguration.BulkPath = mine == .official ? .guide : .official
    let otherService = try connection.probe(speaking: other)
    func way(_ path: HighLevelConfiguration.BulkPath, _ service: HighLevelService) -> LiveWalk.BulkPath {
      let address = path == .official ? "/contacts/bulk/tags/update/add" : "/contacts/bulk/tags"
      return LiveWalk.BulkPath(name: path.rawValue, path: address, service: service)
    }
    return [way(mine, connection.probe), way(other, otherService)]
  }

  /// Adding a tag puts its name on the location's list; nobody else uses these names.
  private func forgetDefinitions(_ outcome: WalkOutcome) async {
    guard outcome.isRestored, !outcome.tagsSeen.isEmpty else { return }
    do throws(ServiceError) {
      let ours = try await connection.probe.tagDefinitions().filter { LiveWalk.isOurs($0.tag.name) }
      for definition in ours { try await connection.probe.deleteTagDefinition(definition.id) }
    } catch {
      let names = DisplayWidth.harmless(outcome.tagsSeen.sorted().joined(separator: ", "))
      print("\nThe location's list of tags still has \(names): \(Problem(error).message)")
    }
  }

  private func remember(_ outcome: WalkOutcome) async {
    guard let folds = outcome.foldsTags else { return }
    do throws(StorageError) {
      let location = try StateStore(path: settings.paths.stateDatabase).location(connection.locationID)
      try await location.setValue(folds ? "true" : "false", for: "server_folds_tags")
    } catch {
      Outcome.complain(Problem(error))
    }
  }

  private func report(_ outcome: WalkOutcome) {
    let lines = outcome.profileLines
    if !lines.isEmpty {
      print("\nLearned, for the profile in \(settings.paths.configFile):")
      let inForce = [
        "tag_case = \"\(settings.tagCase.value.rawValue)\"",
        "bulk_path = \"\(settings.bulkPath.value.rawValue)\"",
      ]
      for line in lines { print("  \(line)\(inForce.contains(line) ? "   # as it is now" : "")") }
    }
    print(summary(outcome))
  }

  private func summary(_ outcome: WalkOutcome) -> String {
    if !outcome.isRestored { return "\nThe tags could not be put back; see above." }
    let restored = "the tags are as they were."
    if outcome.wasInterrupted { return "\nInterrupted; \(restored)" }
    if outcome.problem != nil { return "\nThe walk ended early; \(restored)" }
    switch outcome.differences {
    case 0: return "\nAll steps went as they should; \(restored)"
    case 1: return "\nOne step was not as it should be; \(restored)"
    default: return "\n\(outcome.differences) steps were not as they should be; \(restored)"
    }
  }

  private static func show(_ step: WalkStep, number: Int) {
    print("\n\(number). \(step.title)")
    if !step.sent.isEmpty { print("   sent  \(DisplayWidth.harmless(step.sent))") }
    if !step.came.isEmpty { print("   came  \(DisplayWidth.harmless(step.came))") }
    switch step.finding {
    case .asExpected: print("   ok")
    case .note(let text): print("   note  \(DisplayWidth.harmless(text))")
    case .differs(let remedy): print("   DIFFERS  \(DisplayWidth.harmless(remedy))")
    case .failed(let problem):
      print("   FAILED  \(DisplayWidth.harmless(problem.message))")
      if !problem.remedy.isEmpty { print("           \(problem.remedy)") }
    }
  }
}

/// Whether SIGINT, SIGTERM or SIGHUP came since it was made; the process lives on.
final class SignalFlag {
  private let raised: Raised
  private let sources: [any DispatchSourceSignal]

  private final class Raised: Sendable {
    let value = Atomic(false)
  }

  /// - Parameter onFirst: Called once, on a queue of its own.
  init(onFirst: @escaping @Sendable () -> Void) {
    let raised = Raised()
    self.raised = raised
    let queue = DispatchQueue(label: "tagdesk.doctor.signals")
    sources = [SIGINT, SIGTERM, SIGHUP].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        if !raised.value.exchange(true, ordering: .relaxed) { onFirst() }
      }
      source.resume()
      return source
    }
  }

  var isRaised: @Sendable () -> Bool { { [raised] in raised.value.load(ordering: .relaxed) } }

  /// Lets signals end the process again.
  func close() {
    for source in sources { source.cancel() }
    for number in [SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_DFL) }
  }
}
