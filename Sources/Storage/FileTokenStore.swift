import Glibc

/// Tokens in files that only their owner can read.
package struct FileTokenStore: Sendable, Equatable {
  package let directory: String

  /// The store of `auth login`, at `Paths.tokenDirectory`.
  package init(directory: String) { self.directory = directory }

  /// The file of a profile's token.
  package func path(_ profile: String) -> String { "\(directory)/\(profile)" }

  /// Whether a token is stored, good or not.
  package func has(_ profile: String) -> Bool {
    Self.isUsable(profile) && access(path(profile), F_OK) == 0
  }

  /// Stores a profile's token; an old one is there until the new one is whole.
  package func store(_ token: String, for profile: String) throws(SettingsError) {
    guard Self.isUsable(profile) else {
      throw SettingsError(.invalid, "A profile cannot be called \(profile).")
    }
    let token = try Self.token(Array(token.utf8), from: "what was typed")
    do {
      try PrivateFiles.makeDirectory(directory)
      try PrivateFiles.replace(path(profile), with: Array("\(token)\n".utf8))
    } catch {
      throw SettingsError(error)
    }
  }

  /// Forgets a profile's token.
  /// - Returns: Whether there was one.
  @discardableResult
  package func remove(_ profile: String) throws(SettingsError) -> Bool {
    guard has(profile) else { return false }
    guard unlink(path(profile)) == 0 else { throw SettingsError(SystemError("Cannot remove", path(profile))) }
    return true
  }

  /// Reads a token from a file of ours or of the profile's, and refuses one that others can read.
  package static func read(_ path: String) throws(SettingsError) -> String {
    let bytes: [UInt8]
    do {
      let file = open(path, O_RDONLY | O_CLOEXEC)
      guard file >= 0 else { throw SystemError("Cannot open", path) }
      defer { close(file) }
      var status = stat()
      guard fstat(file, &status) == 0 else { throw SystemError("Cannot examine", path) }
      guard status.st_mode & 0o077 == 0 else {
        throw SettingsError(
          .token, "Others can read the token in \(path).",
          remedy: "Run chmod 600 \(path), or make a new token.")
      }
      bytes = try PrivateFiles.contents(of: file, path)
    } catch let error as SystemError {
      throw SettingsError(.token, "\(error.what) \(error.path): \(error.reason).")
    } catch let error as SettingsError {
      throw error
    } catch {
      throw SettingsError(.token, "Cannot read \(path).")
    }
    return try token(bytes, from: path)
  }

  /// The token in what a file, a pipe or a command gave: one word, white space around it taken off.
  ///
  /// A message never holds any of it.
  package static func token(_ bytes: [UInt8], from place: String) throws(SettingsError) -> String {
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
    let word = bytes.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
    guard !word.isEmpty else { throw SettingsError(.token, "There is no token in \(place).") }
    guard word.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw SettingsError(
        .token, "What is in \(place) is not a token: a token is one word of plain letters, digits and signs.")
    }
    return String(decoding: Array(word), as: UTF8.self)
  }

  /// Replaces a secret that the server renewed, as an OAuth refresh token.
  package static func replace(_ path: String, with token: String) throws(SettingsError) {
    do {
      try PrivateFiles.replace(path, with: Array("\(token)\n".utf8))
    } catch {
      throw SettingsError(error)
    }
  }

  /// Whether a profile's name can be a file's name too.
  static func isUsable(_ profile: String) -> Bool {
    !profile.isEmpty && !profile.hasPrefix(".") && profile.utf8.count <= 100
      && profile.unicodeScalars.allSatisfy {
        $0.isASCII
          && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || "-_.".unicodeScalars.contains($0))
      }
  }
}
