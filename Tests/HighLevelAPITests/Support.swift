import Foundation
import Synchronization
import Tagging
import Testing

@testable import HighLevelAPI

let locationID = "LLLLLLLLLLLLLLLLLLLL"
let ana = ContactID("AAAAAAAAAAAAAAAAAAAA")
let bo = ContactID("BBBBBBBBBBBBBBBBBBBB")

/// A clock that jumps to the end of every wait, and remembers how long each was.
final class JumpingClock: Sendable {
  private let state = Mutex((now: Duration.zero, waits: [Duration]()))

  var now: Duration { state.withLock { $0.now } }
  var waits: [Duration] { state.withLock { $0.waits } }

  func advance(by duration: Duration) { state.withLock { $0.now += duration } }

  var clock: ServiceClock {
    ServiceClock(
      now: { self.now },
      sleep: { duration in
        try Task.checkCancellation()
        self.state.withLock { state in
          state.waits.append(duration)
          state.now += max(.zero, duration)
        }
      },
      random: { 0.5 })
  }
}

/// Runs a client against canned answers, and hands over what the server got.
func withCannedAnswers<Value: Sendable>(
  _ answers: CannedAnswer..., tokens: any TokenSource = StaticToken("pit-test"), time: JumpingClock = .init(),
  configure: (inout HighLevelConfiguration) -> Void = { _ in },
  _ use: (HighLevelService, CannedServer) async throws -> Value
) async throws -> Value {
  let server = try await CannedServer.start(answers)
  let serving = Task { await server.run() }
  var configuration = HighLevelConfiguration(locationID: locationID, baseURL: server.url)
  configuration.requestTimeout = 5
  configure(&configuration)
  let service = try HighLevelService(configuration: configuration, tokens: tokens, clock: time.clock)
  let result: Result<Value, any Error>
  do { result = .success(try await use(service, server)) } catch { result = .failure(error) }
  await service.shutdown()
  serving.cancel()
  await serving.value
  return try result.get()
}

/// The typed error that `work` ends with.
func failure<Value>(
  sourceLocation: SourceLocation = #_sourceLocation, of work: () async throws(ServiceError) -> Value
) async -> ServiceError? {
  do throws(ServiceError) {
    _ = try await work()
    Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    return nil
  } catch {
    return error
  }
}
