import Engine
import HighLevelAPI
import SandboxServer
import Storage
import Synchronization
import Tagging
import Testing

/// A token that a person replaces.
private final class TypedToken: TokenSource {
  private let text: Mutex<String>

  init(_ text: String) { self.text = Mutex(text) }

  func type(_ token: String) { text.withLock { $0 = token } }

  func token() async throws(ServiceError) -> String { text.withLock { $0 } }

  func refreshed(after refused: String) async throws(ServiceError) -> String? {
    text.withLock { $0 == refused ? nil : $0 }
  }
}

/// A refresh token in memory.
private actor MemoryTokenStore: RefreshTokenStore {
  private var token: String
  private(set) var stored: [String] = []

  init(_ token: String) { self.token = token }

  func load() async throws -> String { token }

  func store(_ refreshToken: String) async throws {
    token = refreshToken
    stored.append(refreshToken)
  }
}

@Suite struct `A commit whose token is refused` {
  private func edits(of contacts: [Contact]) -> Edits { .mixed(400, of: contacts, seed: 7) }
  private let small = PlanLimits(contacts: 10, tags: 3)

  @Test func `in the middle pauses, and goes on with a new token`() async throws {
    let typed = Mutex<TypedToken?>(nil)
    try await withWorld {
      $0.sandbox.faults = try FaultSpecification("401-after=12")
      $0.tokens = { announcement in
        let token = TypedToken(announcement.token)
        typed.withLock { $0 = token }
        return token
      }
    } _: { world in
      let token = try #require(typed.withLock { $0 })
      let rotated = world.sandbox.announcement.rotatedToken
      let contacts = try await world.contacts()
      let edits = edits(of: contacts)
      let listener = try await world.commit(edits.plan(small), base: contacts) { committer, _ in
        token.type(rotated)
        committer.resume()
      }
      // Calls that were in flight with the old token come back after the new one was typed.
      #expect(!listener.problems.isEmpty)
      #expect(listener.problems.allSatisfy { $0.message.hasPrefix("The server refused the token") })
      #expect(listener.problems.allSatisfy { $0.exitCode == 3 })
      #expect(listener.outcome?.done == 400 && listener.outcome?.failures == [])
      #expect(try await world.tags() == edits.expected)
    }
  }

  @Test func `goes on by itself where the token can be refreshed`() async throws {
    let store = Mutex<MemoryTokenStore?>(nil)
    try await withWorld {
      $0.sandbox.faults = try FaultSpecification("401-after=40")
      $0.tokens = { announcement in
        var app = OAuthApp(clientID: announcement.clientId, clientSecret: announcement.clientSecret)
        app.baseURL = announcement.url
        let kept = MemoryTokenStore(announcement.refreshToken)
        store.withLock { $0 = kept }
        return OAuthTokenSource(client: try OAuthClient(app), store: kept)
      }
    } _: { world in
      let contacts = try await world.contacts()
      let edits = edits(of: contacts)
      let listener = try await world.commit(edits.plan(small), base: contacts)
      #expect(listener.problems.isEmpty)
      #expect(listener.outcome?.done == 400)
      #expect(try await world.tags() == edits.expected)
      let stored = await store.withLock { $0 }?.stored ?? []
      #expect(stored.count > 1)
      #expect(Set(stored).count == stored.count)
    }
  }

  @Test func `for want of a scope says which, and keeps everything staged`() async throws {
    try await withWorld {
      $0.tokens = { StaticToken($0.restrictedToken) }
    } _: { world in
      let contacts = try await world.contacts()
      let edits = edits(of: contacts)
      let listener = try await world.commit(edits.plan(small), base: contacts)
      #expect(listener.problems.first?.message.contains("lacks a scope") == true)
      #expect(listener.problems.first?.exitCode == 3)
      let outcome = try #require(listener.outcome)
      #expect(outcome.state == .stopped && outcome.notSent == 400 && outcome.done == 0)
      #expect(try await world.location.draft().steps.count == 1)
    }
  }

  @Test func `for another location does not ask for a new one`() async throws {
    try await withWorld {
      $0.tokens = { StaticToken($0.foreignToken) }
    } _: { world in
      let plan = Plan(
        calls: [
          PlannedCall(
            id: 0, action: .add, tags: ["vip"],
            contacts: ["A", "B"].map { ContactID(String(repeating: $0, count: 20)) })
        ])
      let listener = try await world.commit(plan)
      #expect(listener.problems.first?.message.contains("does not belong to this location") == true)
      #expect(listener.problems.first?.remedy.contains("auth login") == false)
    }
  }

  @Test func `or stopped by the day's limit says so, and the draft has the rest`() async throws {
    try await withWorld {
      $0.sandbox.dailyLimit = 15
    } _: { world in
      let contacts = try await world.contacts()
      let edits = edits(of: contacts)
      let listener = try await world.commit(edits.plan(small), base: contacts)
      #expect(listener.problems.count == 1)
      #expect(listener.problems.first?.message.contains("in a day are used up") == true)
      #expect(listener.problems.first?.exitCode == 4)
      let outcome = try #require(listener.outcome)
      #expect(outcome.state == .stopped)
      #expect(outcome.done > 0 && outcome.failed == 0)
      #expect(outcome.done + outcome.notSent == 400)
      let draft = try await world.location.draft()
      let staged = draft.steps.flatMap(\.changes).reduce(0) { $0 + $1.contacts.count }
      #expect(staged == outcome.notSent)
    }
  }
}
