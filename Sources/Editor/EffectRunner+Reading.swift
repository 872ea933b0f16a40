import Engine
import Tagging

/// Effects that read something and answer with it, or with what went wrong.
extension EffectRunner {
  func read(_ body: @escaping @Sendable (any ContactsService) async throws -> Action) {
    let service = services.contacts
    let post = post
    Task {
      do {
        post(try await body(service))
      } catch let error as ServiceError {
        // The list of contacts fails for the same reason, and says so.
        if case .cancelled = error { return }
        post(.failed(Problem(error)))
      } catch {
        post(.failed(Problem(message: "\(error)", remedy: "", exitCode: 1)))
      }
    }
  }

  /// Reads the location's name, which is also the first that is heard of the server.
  func readLocation() {
    let probe = services.probe
    let post = post
    Task {
      do throws(ServiceError) {
        post(.locationRead(try await probe.location()))
      } catch {
        switch error {
        case .unauthorized(.missingScope, _, _), .rejected, .contactGone: post(.failed(Problem(error)))
        case .cancelled: break
        default: post(.notReached(Problem(error)))
        }
      }
    }
  }

  private func fetch<Value: Sendable>(
    _ body: @escaping @Sendable (any HistoryStore) async throws(StorageError) -> Value,
    then action: @escaping @Sendable (Value) -> Action
  ) {
    let history = services.history
    let post = post
    Task {
      do throws(StorageError) {
        post(action(try await body(history)))
      } catch {
        post(.failed(Problem(error)))
      }
    }
  }

  func readHistory() {
    fetch { (history) async throws(StorageError) -> [CommitSummary] in
      try await history.commits(limit: 500)
    } then: {
      .historyRead($0)
    }
  }

  func readCommit(_ id: CommitID) {
    fetch { (history) async throws(StorageError) -> CommitDetails? in
      try await history.commit(id)
    } then: {
      $0.map { .commitRead($0) }
        ?? .failed(Problem(message: "There is no commit \(id).", remedy: "", exitCode: 2))
    }
  }

  func putBack(_ details: CommitDetails) {
    let committer = Committer(
      service: services.contacts, journal: services.journal, options: services.options)
    let post = post
    Task {
      do throws(StorageError) {
        post(.putBack(try await committer.putBack(details)))
      } catch {
        post(.failed(Problem(error)))
      }
    }
  }
}
