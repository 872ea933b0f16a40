/// Something in the configuration, or in a token's place, is not as it must be.
package struct SettingsError: Error, Sendable, Equatable {
  /// What the caller can do about it.
  package enum Kind: Sendable, Equatable {
    /// The file or an option says something that cannot be.
    case invalid
    /// A file of ours cannot be read or written.
    case unreadable
    /// There is a token's place but no good token in it, or others can read it.
    case token
  }

  package var kind: Kind
  /// One sentence, with file and line where there are some.
  package var message: String
  /// What to do; empty when the message says it.
  package var remedy: String

  init(_ kind: Kind, _ message: String, remedy: String = "") {
    self.kind = kind
    self.message = message
    self.remedy = remedy
  }

  init(_ error: SystemError) {
    self.init(.unreadable, "\(error.what) \(error.path): \(error.reason).")
  }
}
