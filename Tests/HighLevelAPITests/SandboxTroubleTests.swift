import Foundation
import SandboxServer
import Tagging
import Testing

@testable import HighLevelAPI

@Suite struct `The client in trouble at the sandbox` {
  @Test func `each refusal is told apart`() async throws {
    try await withSandbox { service, sandbox in
      func refusal(
        token: String, version: String = "2021-07-28"
      ) async throws -> ServiceError.Refusal? {
        var configuration = service.configuration
        configuration.version = version
        let other = try HighLevelService(configuration: configuration, tokens: StaticToken(token))
        let error = await failure { () async throws(ServiceError) in
          try await other.addTags([tagOne], to: ana)
        }
        await other.shutdown()
        guard case .unauthorized(let refusal, _, _) = error else { return nil }
        return refusal
      }
      let info = sandbox.announcement
      var got: [ServiceError.Refusal?] = []
      got.append(try await refusal(token: "pit-wrong"))
      got.append(try await refusal(token: info.restrictedToken))
      got.append(try await refusal(token: info.token, version: "1999-01-01"))
      #expect(got == [.invalidToken, .missingScope, .invalidVersion])
      let foreign = try HighLevelService(
        configuration: service.configuration, tokens: StaticToken(info.foreignToken))
      let error = await failure { () async throws(ServiceError) in try await foreign.search(ContactSearch()) }
      await foreign.shutdown()
      guard case .unauthorized(.foreignLocation, _, _) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
    }
  }

  @Test func `a bulk call in the other dialect is a missing operation`() async throws {
    for (dialect, path) in [
      (SandboxConfiguration.Dialect.official, HighLevelConfiguration.BulkPath.guide),
      (.guide, .official),
    ] {
      try await withSandbox({ $0.dialect = dialect }, configure: { $0.bulkPath = path }) { service, _ in
        let error = await failure { () async throws(ServiceError) in
          try await service.updateTags(.add, [tagOne], of: [ana, bo])
        }
        guard case .rejected(404, let message, _) = error else {
          Issue.record("\(String(describing: error))")
          return
        }
        #expect(message.hasPrefix("Cannot POST "))
      }
    }
  }

  @Test func `a call that is too large is refused whole`() async throws {
    try await withSandbox({ $0.bulkLimit = 50 }) { service, _ in
      let contacts = try await allContacts(of: service).map(\.id)
      let error = await failure { () async throws(ServiceError) in
        try await service.updateTags(.add, [tagOne], of: contacts)
      }
      guard case .rejected(422, _, _) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
    }
  }

  @Test func `the limit is kept, so that no 429 comes`() async throws {
    try await withSandbox({ $0.rateLimit = .init(requests: 23, seconds: 1) }) { service, _ in
      _ = try await service.location()
      #expect(service.budget.limit == 20)
      #expect(service.budget.interval == 1)
      let failures = await withTaskGroup(of: ServiceError?.self) { group in
        for _ in 0..<60 {
          group.addTask {
            do throws(ServiceError) {
              _ = try await service.location()
              return nil
            } catch {
              return error
            }
          }
        }
        return await group.reduce(into: [ServiceError]()) { if let error = $1 { $0.append(error) } }
      }
      #expect(failures.isEmpty)
      // No 429 came, or the limit would be lower, and more requests would have been sent.
      #expect(service.budget.limit == 20)
      #expect(service.budget.requestsSent == 61)
    }
  }

  @Test func `reads get through every fault`() async throws {
    try await withSandbox({
      $0.faults = try FaultSpecification(
        "429=3%,500=4%,503=4%,reset-before=4%,reset-after=4%,truncate=4%,html=4%,seed=3")
      $0.rateLimit = .init(requests: 100_000, seconds: 1)
      $0.contacts = 200
    }) { service, _ in
      let contacts = try await allContacts(of: service, pageLimit: 5)
      #expect(Set(contacts.map(\.id)).count == 200)
    }
  }

  @Test func `OAuth goes on where a token ends`() async throws {
    try await withSandbox({ $0.faults = try FaultSpecification("401-after=3") }) { service, sandbox in
      let info = sandbox.announcement
      var app = OAuthApp(clientID: info.clientId, clientSecret: info.clientSecret)
      app.baseURL = info.url
      let client = try OAuthClient(app)
      let store = KeptToken(info.refreshToken)
      let source = OAuthTokenSource(client: client, store: store)
      let other = try HighLevelService(configuration: service.configuration, tokens: source)
      for _ in 0..<8 { _ = try await other.location() }
      #expect(store.count >= 2)
      await other.shutdown()
      await client.shutdown()
    }
  }
}
