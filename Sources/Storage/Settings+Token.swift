extension Settings {
  /// The token, where it is in the environment or in a file; `nil` when there is none, or when a command or an OAuth
  /// client has to be asked.
  package func storedToken(environment: [String: String]) throws(SettingsError) -> String? {
    switch token?.value {
    case .environment:
      try FileTokenStore.token(Array((environment["TAGDESK_TOKEN"] ?? "").utf8), from: "TAGDESK_TOKEN")
    case .secret(.file(let path)): try FileTokenStore.read(path)
    case .secret(.command), .oauth, nil: nil
    }
  }
}
