package import Tagging

/// What the user reads when something went wrong: what happened, and what to do next.
///
/// No token and nothing personal is in it.
package struct Problem: Error, Sendable, Equatable {
  /// One sentence: what happened.
  package var message: String
  /// What was kept, and what to do next.
  package var remedy: String
  /// How a batch command ends on it.
  package var exitCode: Int32

  /// Makes a problem.
  package init(message: String, remedy: String, exitCode: Int32) {
    self.message = message
    self.remedy = remedy
    self.exitCode = exitCode
  }
}

extension Problem {
  private static let kept = "What is staged is kept."

  /// Words for what the server, or the way to it, had to say.
  package init(_ error: ServiceError) {
    switch error {
    case .unauthorized(let refusal, let message, let traceID):
      self.init(refusal, text: Self.quote(message, traceID))
    case .rateLimited:
      self.init(
        message: "The server says that too many requests are being sent (429), again and again.",
        remedy:
          "\(Self.kept) Another program may be using up the limit of this location; try again in a minute.",
        exitCode: 4)
    case .dailyLimitReached:
      self.init(
        message: "The requests that this location may get in a day are used up.",
        remedy: "\(Self.kept) Go on tomorrow, or when the other programs that use the location have stopped.",
        exitCode: 4)
    case .contactGone(let message, let traceID):
      self.init(
        message: "The server does not have this contact any more\(Self.quote(message, traceID)).",
        remedy: "Refresh the contacts; its edits can be unstaged.", exitCode: 1)
    case .rejected(let status, let message, let traceID):
      self.init(
        message: "The server refused the request (\(status))\(Self.quote(message, traceID)).",
        remedy:
          "\(Self.kept) Sending it again would be answered the same; tagdesk doctor looks for the cause.",
        exitCode: 1)
    case .serverFailure(let status, let message, let traceID):
      self.init(
        message: "The server failed (\(status)) again and again\(Self.quote(message, traceID)).",
        remedy: "\(Self.kept) Try again in some minutes.", exitCode: 4)
    case .malformed(let firstBytes, let traceID):
      self.init(
        message: "The server's answer can't be read\(Self.quote(firstBytes, traceID)).",
        remedy: "\(Self.kept) Check the base URL, and whether a proxy or a login page stands between.",
        exitCode: 4)
    case .unreachable(_, let reason):
      self.init(
        message: "The server could not be reached: \(reason)\(reason.hasSuffix(".") ? "" : ".")",
        remedy: "\(Self.kept) Check the network and the base URL, then go on.", exitCode: 4)
    case .insecureAddress(let address):
      self.init(
        message: "\(address) is neither https nor this machine, so no token is sent there.",
        remedy: "Correct the base URL.", exitCode: 2)
    case .cancelled:
      self.init(message: "It was interrupted.", remedy: Self.kept, exitCode: 130)
    }
  }

  private init(_ refusal: ServiceError.Refusal, text: String) {
    switch refusal {
    case .invalidToken, .other:
      self.init(
        message: "The server refused the token\(text).",
        remedy: "\(Self.kept) Run tagdesk auth login with a token of this location, then go on. A token that"
          + " nobody used for 90 days, or that was rotated, no longer works.", exitCode: 3)
    case .expiredToken:
      self.init(
        message: "The token has expired\(text).",
        remedy: "\(Self.kept) Run tagdesk auth login, then go on.", exitCode: 3)
    case .missingScope:
      self.init(
        message: "The token lacks a scope\(text).",
        remedy: "\(Self.kept) Give the integration the scopes contacts.readonly, contacts.write,"
          + " locations.readonly, locations/tags.readonly and locations/tags.write; the token stays the same.",
        exitCode: 3)
    case .wrongTokenType:
      self.init(
        message: "The token is of the wrong kind\(text).",
        remedy: "\(Self.kept) Use a token of the sub-account, not of the agency.", exitCode: 3)
    case .foreignLocation:
      self.init(
        message: "The token does not belong to this location\(text).",
        remedy: "\(Self.kept) Check the location's id, or take the token that was made in it.", exitCode: 3)
    case .missingVersion, .invalidVersion:
      self.init(
        message: "The server did not take the Version header\(text).",
        remedy: "\(Self.kept) Set the version in the profile to 2021-07-28, or ask what stands between"
          + " that drops headers.", exitCode: 3)
    case .blockedByNetwork:
      self.init(
        message: "The network in front of the server blocked the request\(text).",
        remedy: "\(Self.kept) The token was not judged. Try from another network, or ask who runs this one.",
        exitCode: 4)
    }
  }

  /// Words for what the disk had to say.
  package init(_ error: StorageError) {
    switch error.kind {
    case .full:
      self.init(
        message: "The disk is full: \(error.message)",
        remedy: "What was written before is kept. Make room, then go on.", exitCode: 2)
    case .readOnly:
      self.init(
        message: "The state directory can't be written: \(error.message)",
        remedy: "Mend its permissions or name another with --state-dir, then go on.", exitCode: 2)
    case .damaged:
      self.init(
        message: "The state file is damaged: \(error.message)",
        remedy: "Keep a copy of it, and name another directory with --state-dir.", exitCode: 2)
    case .busy:
      self.init(
        message: "Another process holds the state file: \(error.message)",
        remedy: "Close the other tagdesk, then go on.", exitCode: 2)
    case .newerVersion:
      self.init(
        message: "The state file is from a newer tagdesk: \(error.message)",
        remedy: "Update tagdesk, or name another directory with --state-dir.", exitCode: 2)
    case .other:
      self.init(
        message: "The state file could not be used: \(error.message)",
        remedy: "What was written before is kept. Mend the cause, then go on.", exitCode: 2)
    }
  }

  /// The server's own words, in a form that can stand at the end of a sentence.
  private static func quote(_ text: String, _ traceID: String?) -> String {
    let trace = traceID.map { ", trace \($0)" } ?? ""
    return text.isEmpty ? (trace.isEmpty ? "" : " (\(trace.dropFirst(2)))") : ": “\(text)”\(trace)"
  }
}
