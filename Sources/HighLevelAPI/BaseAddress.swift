import Foundation
import Tagging

/// An address to which a token may be sent.
struct BaseAddress: Sendable {
  /// The address without a slash at its end.
  let text: String

  /// Takes an address that is `https`, or `http` on loopback.
  /// - Throws: `insecureAddress` for any other.
  init(_ address: String) throws(ServiceError) {
    guard Self.isSafe(address) else { throw .insecureAddress(address) }
    var text = address
    while text.hasSuffix("/") { text.removeLast() }
    self.text = text
  }

  /// Whether what is sent to `address` can be read by its host only.
  static func isSafe(_ address: String) -> Bool {
    guard let parts = URLComponents(string: address), let host = parts.host, !host.isEmpty,
      parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil
    else { return false }
    switch parts.scheme?.lowercased() {
    case "https": return true
    case "http": return isLoopback(host)
    default: return false
    }
  }

  private static func isLoopback(_ host: String) -> Bool {
    let name = host.lowercased()
    if ["localhost", "::1", "[::1]"].contains(name) { return true }
    let octets = name.split(separator: ".", omittingEmptySubsequences: false)
    return octets.count == 4 && octets[0] == "127"
      && octets.allSatisfy { !$0.isEmpty && $0.utf8.count <= 3 && UInt8($0) != nil }
  }
}

extension String {
  /// The text as one part of a path or of a form: all but letters and digits, `-`, `_` and `~` encoded.
  ///
  /// A full stop is encoded too, so that no id can climb to another path.
  var percentEncoded: String {
    var encoded = ""
    for byte in utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F, 0x7E:
        encoded.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        encoded += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
      }
    }
    return encoded
  }
}
