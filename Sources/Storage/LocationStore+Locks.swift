package import Tagging

extension LocationStore {
  /// Takes the right to change this location's draft, of which one process has it at a time.
  ///
  /// The lock of a dead process is free.
  package func acquireDraftLock(holder: LockHolder) throws(StorageError) -> LockAttempt {
    guard let path = lockPath("draft") else { return .acquired(.ofMemory) }
    return try FileLock.acquire(path, holder: holder)
  }

  /// Who may change the draft now; `nil` when nobody does.
  package func draftHolder() throws(StorageError) -> LockHolder? {
    guard let path = lockPath("draft") else { return nil }
    return try FileLock.holder(path).flatMap(\.self)
  }

  /// Takes the right to carry a commit out, so that no other process offers to finish it meanwhile.
  package func acquireLock(on commit: CommitID, holder: LockHolder) throws(StorageError) -> LockAttempt {
    guard let path = lockPath("commit-\(Self.fileName(commit.rawValue))") else { return .acquired(.ofMemory) }
    return try FileLock.acquire(path, holder: holder, isRemovedAtEnd: true)
  }

  /// Whether a process carries the commit out now.
  package func isBeingCarriedOut(_ commit: CommitID) throws(StorageError) -> Bool {
    guard let path = lockPath("commit-\(Self.fileName(commit.rawValue))") else { return false }
    return try FileLock.holder(path) != nil
  }

  private func lockPath(_ name: String) -> String? {
    guard let path = store.path else { return nil }
    return "\(PrivateFiles.parent(of: path))/locks/\(Self.fileName(id)).\(name)"
  }

  /// The text as a file name: everything but letters, digits, `-` and `_` is written as `%` and two digits.
  private static func fileName(_ text: String) -> String {
    var name = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"):
        name.unicodeScalars.append(Unicode.Scalar(byte))
      default: name += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }
    }
    return name
  }
}
