import Tagging

/// A part of a planned call as it is sent: some of its contacts with some of its tags, at first all of them.
struct CallPiece: Sendable {
  /// The call's place in the plan.
  let call: Int
  let action: TagAction
  var tags: [String]
  var contacts: [ContactID]
  var removesAllTags: Bool
  /// Times that it was tried since the commit began or went on.
  var attempts = 0
  /// Whether the server may have done it already: an answer was lost.
  var mayHaveBeenDone = false
  /// Times that an answer did not show what was asked for.
  var unclearAnswers = 0
  /// Whether its contacts are read before it is sent.
  var readsFirst = false
  /// The contacts' tags before the sending of which the answer was lost, where they are known.
  var base: [ContactID: [ContactTag]] = [:]
  /// Whether `base` is all that may be believed of the tags before.
  var hasOwnBase = false
  /// The step of a search for the cause of a refusal that it belongs to.
  var trial: Int?
  /// What nobody has seen the server accept yet.
  var scouts: [ScoutKey] = []

  init(_ call: PlannedCall, at place: Int) {
    self.call = place
    action = call.action
    tags = call.tags
    contacts = call.contacts
    removesAllTags = call.removesAllTags
  }

  /// Whether it is sent as a bulk call.
  var isBulk: Bool { contacts.count > 1 || removesAllTags }
  /// How many edits it makes.
  var editCount: Int { contacts.count * max(1, tags.count) }

  /// The same for other contacts.
  func with(contacts: [ContactID]) -> CallPiece {
    var piece = self
    piece.contacts = contacts
    return piece
  }

  /// The same with other tags.
  func with(tags: [String]) -> CallPiece {
    var piece = self
    piece.tags = tags
    return piece
  }

  /// Two pieces, by contacts if there are several, else by tags; `nil` for a single edit.
  var halves: (CallPiece, CallPiece)? {
    if contacts.count > 1 {
      let middle = (contacts.count + 1) / 2
      return (with(contacts: Array(contacts[..<middle])), with(contacts: Array(contacts[middle...])))
    }
    guard tags.count > 1 else { return nil }
    let middle = (tags.count + 1) / 2
    return (with(tags: Array(tags[..<middle])), with(tags: Array(tags[middle...])))
  }

  /// Sends it, and gives the answer as it came.
  func send(to service: any ContactsService) async -> Answer {
    do throws(ServiceError) {
      if isBulk {
        return .entries(
          try await service.updateTags(action, sentTags, of: contacts, removesAllTags: removesAllTags))
      }
      switch action {
      case .add: return .tags(try await service.addTags(sentTags, to: contacts[0]))
      case .remove: return .tags(try await service.removeTags(sentTags, from: contacts[0]))
      }
    } catch {
      return .failed(error)
    }
  }

  /// The service wants tags; their identity is of no account there.
  private var sentTags: [ContactTag] { tags.map { ContactTag($0, case: .exact) } }

  /// What came of a sending.
  enum Answer: Sendable {
    /// A single call's: all tags of the contact, afterwards.
    case tags([ContactTag])
    case entries([BulkEntry])
    case failed(ServiceError)
  }
}

/// Something about a call that the server may refuse for all calls that have it.
enum ScoutKey: Sendable, Hashable {
  case tag(TagAction, String)
  case size
}
