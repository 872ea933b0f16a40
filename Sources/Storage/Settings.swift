package import Tagging

/// Which bulk operation is spoken.
package enum BulkDialect: String, Sendable, CaseIterable {
  case official
  case guide
}

/// Where a setting comes from.
package enum SettingOrigin: Sendable, Equatable, CustomStringConvertible {
  case option(String)
  case environment(String)
  case profile(String)
  /// The top of the configuration file.
  case file
  /// What `auth login` stored.
  case login
  case standard

  /// As `tagdesk config` prints it.
  package var description: String {
    switch self {
    case .option(let name): "option \(name)"
    case .environment(let name): "environment \(name)"
    case .profile(let name): "profile \(name)"
    case .file: "configuration file"
    case .login: "tagdesk auth login"
    case .standard: "default"
    }
  }
}

/// A setting's value with where it comes from.
package struct Setting<Value: Sendable & Equatable>: Sendable, Equatable {
  package var value: Value
  package var origin: SettingOrigin

  /// Makes a setting.
  package init(_ value: Value, _ origin: SettingOrigin) {
    self.value = value
    self.origin = origin
  }
}

/// An OAuth client, and where its secrets are.
package struct OAuthClient: Sendable, Equatable {
  package var id: String
  package var secret: SecretPlace
  /// Written anew at each use: every answer brings a new refresh token.
  package var refreshTokenFile: String
}

/// Where a secret is read from; never the secret itself.
package enum SecretPlace: Sendable, Equatable {
  case file(String)
  /// A command line for the shell; its output is the secret.
  case command(String)
}

/// Where the token is read from; never the token itself.
package enum TokenPlace: Sendable, Equatable {
  /// `TAGDESK_TOKEN`.
  case environment
  case secret(SecretPlace)
  case oauth(OAuthClient)
}

/// What the command line says of settings.
package struct SettingsOptions: Sendable, Equatable {
  package var profile: String?
  package var location: String?
  package var baseURL: String?
  package var configFile: String?
  package var stateDirectory: String?
  package var isReadOnly = false
  package var isColorless = false

  /// Makes options, none of them given.
  package init() {}
}

/// All settings that are in force, each with where it comes from.
package struct Settings: Sendable, Equatable {
  package var paths: Paths
  /// `nil` when there is no profile.
  package var profile: Setting<String>?
  /// Those in the configuration file, by name.
  package var profiles: [String]
  package var location: Setting<String>?
  package var baseURL: Setting<String>
  package var token: Setting<TokenPlace>?
  /// What is sent as `Version`.
  package var version: Setting<String>
  package var tagCase: Setting<TagCase>
  package var bulkPath: Setting<BulkDialect>
  package var bulkContacts: Setting<Int>
  package var bulkTags: Setting<Int>
  package var confirmAbove: Setting<Int>
  package var guardedTags: Setting<[String]>
  /// Requests of the day that are left to others.
  package var dailyReserve: Setting<Int>
  /// Seconds between two looks for others' changes; 0: never.
  package var pollSeconds: Setting<Int>
  package var historyDays: Setting<Int>
  /// Days after which all contacts are read anew.
  package var sweepDays: Setting<Int>
  package var isReadOnly: Setting<Bool>
  package var isColored: Setting<Bool>
  /// The columns to begin with; `nil` when the file does not say.
  package var columns: Setting<[String]>?
  /// Keys by the action's name.
  package var keys: [String: [String]]
  /// Looks by the name of what is shown.
  package var theme: [String: String]
  /// Tags as a prompt takes them, by the letter that stands for them.
  package var tagSets: [String: String]

  /// The limits of bulk calls.
  package var planLimits: PlanLimits { PlanLimits(contacts: bulkContacts.value, tags: bulkTags.value) }
  /// The name under which `auth login` stores a token.
  package var tokenName: String { profile?.value ?? "default" }
}
