import ContactStore
import Engine
import Foundation
import HighLevelAPI
import Storage
import Synchronization
import Tagging

/// What the batch commands work with: the settings, the way to the location, what is kept for it.
struct BatchSession: Sendable {
  let settings: Settings
  let connection: Connection
  let location: LocationStore

  var service: any ContactsService { connection.service }
  var tagCase: TagCase { settings.tagCase.value }

  /// Opens it for as long as the body takes.
  static func run(
    _ settings: Settings, global: GlobalOptions, sandbox: SandboxOptions,
    _ body: (BatchSession) async throws -> Void
  ) async throws {
    try Directories.ready(settings.paths)
    let connection = try await Connection.open(settings, global: global, sandbox: sandbox)
    do {
      let location = try StateStore(path: settings.paths.stateDatabase).location(connection.locationID)
      try await body(BatchSession(settings: settings, connection: connection, location: location))
    } catch {
      await connection.close()
      throw error
    }
    await connection.close()
  }

  /// The location as questions and plans name it, with whether it is the real one.
  func locationName() async throws -> String {
    let kind = connection.isSandbox ? "sandbox" : "LIVE"
    do throws(ServiceError) {
      return "\(try await connection.service.location().name) (\(kind))"
    } catch {
      // Its name is a comfort that a token need not be allowed.
      switch error {
      case .unauthorized(.missingScope, _, _), .rejected: return "\(connection.locationID) (\(kind))"
      default: throw error
      }
    }
  }

  /// Refuses to go on where nothing may be sent.
  func checkMayWrite() throws {
    guard settings.isReadOnly.value else { return }
    throw Problem(
      message: "Nothing may be sent: read-only is set (\(settings.isReadOnly.origin)).", remedy: "",
      exitCode: 2)
  }

  /// All contacts of the location, read from the server.
  func allContacts() async throws -> ContactTable {
    let box = ContactBox(tagCase: tagCase)
    await Loader(service: service).load { event in box.take(event) }
    Console.clearProgress()
    return try box.result()
  }

  /// Some contacts by id: each read by itself where that takes fewer requests, else with all others.
  func contacts(_ ids: [ContactID]) async throws -> ContactTable {
    if ids.count > Self.fewContacts {
      let pages = try await service.search(ContactSearch(pageLimit: 1)).total / 500
      if ids.count > pages { return try await allContacts() }
    }
    var table = ContactTable(tagCase: tagCase)
    try await refresh(ids, in: &table)
    return table
  }

  /// Reads contacts that are not as expected by themselves: the search index lags behind writes.
  ///
  /// More than some hundreds are not a matter of the index, and stay as they were read.
  func lookAgain(at ids: [ContactID], in table: inout ContactTable) async throws {
    try await refresh(Array(ids.prefix(Self.mostDoubtful)), in: &table)
  }

  /// Reads contacts from the server itself, and takes out those that it does not have.
  func refresh(_ ids: [ContactID], in table: inout ContactTable) async throws {
    guard !ids.isEmpty else { return }
    Console.progress("Reading \(ids.count) contacts")
    let found = try await ContactReader(service: service).contacts(ids)
    Console.clearProgress()
    _ = table.upsert(ids.compactMap { found[$0] })
    for id in ids where found[id] == nil {
      if let row = table.row(of: id) { table.remove(row) }
    }
  }

  /// So many contacts are read one by one in any case: half the requests that the API takes at once.
  static let fewContacts = 50
  private static let mostDoubtful = 500
}

/// Gathers what a load delivers.
private final class ContactBox: Sendable {
  private struct State {
    var table: ContactTable
    var problem: Problem?
    var isComplete = false
  }

  private let state: Mutex<State>

  init(tagCase: TagCase) { state = Mutex(State(table: ContactTable(tagCase: tagCase))) }

  func take(_ event: LoadEvent) {
    state.withLock { state in
      switch event {
      case .page(let contacts, let total):
        _ = state.table.upsert(contacts)
        Console.progress("Reading contacts: \(state.table.count) of \(total)")
      case .finished: state.isComplete = true
      case .failed(let problem): state.problem = problem
      }
    }
  }

  func result() throws -> ContactTable {
    try state.withLock { state in
      if let problem = state.problem { throw problem }
      guard state.isComplete else { throw Problem(ServiceError.cancelled) }
      return state.table
    }
  }
}
