/// What is known of one contact's part of a call.
public struct Receipt: Sendable, Equatable {
  /// How well it is known.
  public enum Certainty: String, Sendable, Codable {
    /// The first answer to a call that was sent once, with the tags before.
    case proven
    /// A single call's tags after, less the base; or tags that were read after an answer was lost.
    case inferred
    /// Sent more than once, or an answer was lost.
    case uncertain
  }

  /// How it ended.
  public enum Outcome: Sendable, Equatable {
    /// The server has it: what really changed, possibly nothing.
    case done(added: [String], removed: [String], certainty: Certainty)
    /// The server refused it, with its text; the edits stay staged.
    case failed(reason: String)
    /// Not sent: it would have broken the order of adds before removes, or was stopped before.
    case notSent(reason: String)
  }

  /// The call's place in the plan.
  public var call: Int
  public var contact: ContactID
  /// The contact's tags before the call, where the answer named them.
  public var before: [String]?
  public var outcome: Outcome

  /// Makes a receipt.
  public init(call: Int, contact: ContactID, before: [String]? = nil, outcome: Outcome) {
    self.call = call
    self.contact = contact
    self.before = before
    self.outcome = outcome
  }

  /// Whether the server has what was asked for.
  public var isDone: Bool {
    if case .done = outcome { return true }
    return false
  }
}
