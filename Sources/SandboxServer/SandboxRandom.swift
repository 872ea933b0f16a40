/// A small generator of random numbers (SplitMix64), the same everywhere for the same seed.
struct SandboxRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  /// A generator for the `index`th thing made from `seed`, whatever was drawn for the others.
  init(seed: UInt64, index: Int) {
    var mixer = SandboxRandom(seed: seed ^ (UInt64(bitPattern: Int64(index)) &* 0xD1B5_4A32_D192_ED03))
    state = mixer.next()
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number from 0 up to, not including, `bound`.
  mutating func below(_ bound: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// A fraction from 0 up to, not including, 1.
  mutating func fraction() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// Whether something happens that happens once in `count` times.
  mutating func oneIn(_ count: Int) -> Bool {
    below(count) == 0
  }

  /// One of `elements`, which must not be empty.
  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[below(elements.count)]
  }
}

/// Ids and tokens in the forms that the API uses.
enum SandboxID {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)

  /// 20 letters and digits.
  static func make(_ random: inout some RandomNumberGenerator) -> String {
    String(unsafeUninitializedCapacity: 20) { buffer in
      for index in 0..<20 {
        buffer[index] = alphabet[Int(random.next().multipliedFullWidth(by: UInt64(alphabet.count)).high)]
      }
      return 20
    }
  }

  /// 20 letters and digits, by the system's randomness.
  static func random() -> String {
    var random = SystemRandomNumberGenerator()
    return make(&random)
  }

  /// Whether `text` has the form of an id of a contact.
  static func isValid(_ text: String) -> Bool {
    text.utf8.count == 20 && text.utf8.allSatisfy(alphabet.contains)
  }

  /// A UUID in lower case.
  static func uuid(_ random: inout some RandomNumberGenerator) -> String {
    let high = random.next()
    let low = random.next()
    let digits = Array(hex(high) + hex(low))
    let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }
    return parts.joined(separator: "-")
  }

  /// `count` hexadecimal digits, by the system's randomness.
  static func randomHex(_ count: Int) -> String {
    var random = SystemRandomNumberGenerator()
    var text = ""
    while text.count < count { text += hex(random.next()) }
    return String(text.prefix(count))
  }

  private static func hex(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
