import Editor
import Engine
import Storage
import Synchronization
import Tagging

/// What commits have learned of the sizes that a location's server takes, kept between runs.
///
/// It holds for the setting under which it was learned: who changes the setting has it tried again.
final class LearnedLimits: Sendable {
  private let location: LocationStore
  private let configured: PlanLimits
  private let learned = Mutex<(contacts: Int?, tags: Int?)>((nil, nil))

  init(of location: LocationStore, configured: PlanLimits) {
    self.location = location
    self.configured = configured
  }

  /// The limits of the settings, or lower ones where the server was seen to refuse as much.
  func limits() async throws(StorageError) -> PlanLimits {
    let contacts = try await location.value(for: contactsKey).flatMap { Int($0) }
    let tags = try await location.value(for: tagsKey).flatMap { Int($0) }
    return PlanLimits(
      contacts: min(configured.contacts, contacts ?? .max), tags: min(configured.tags, tags ?? .max))
  }

  /// Takes note of what a commit that ended has learned.
  func note(_ action: Action) {
    guard case .committing(.ended(let outcome)) = action else { return }
    learned.withLock { learned in
      learned.contacts = outcome.learnedBulkLimit ?? learned.contacts
      learned.tags = outcome.learnedTagLimit ?? learned.tags
    }
  }

  /// Writes what was learned.
  func keep() async throws(StorageError) {
    let (contacts, tags) = learned.withLock { $0 }
    if let contacts { try await location.setValue(String(contacts), for: contactsKey) }
    if let tags { try await location.setValue(String(tags), for: tagsKey) }
  }

  private var contactsKey: String { "learned_bulk_contacts_below_\(configured.contacts)" }
  private var tagsKey: String { "learned_bulk_tags_below_\(configured.tags)" }
}
