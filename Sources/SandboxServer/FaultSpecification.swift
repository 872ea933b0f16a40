/// What goes wrong on purpose, and how often.
///
/// Written as a comma list: `429=P,500=P,503=P,reset-before=P,reset-after=P,stall=P,truncate=P,html=P,slow=P`
/// are exclusive probabilities of a request, and `401-after=N` and `seed=N` are numbers. A probability is a fraction
/// (`0.025`) or a percentage (`2.5%`).
public struct FaultSpecification: Sendable, Equatable {
  /// One way in which a request can go wrong.
  public enum Fault: String, Sendable, CaseIterable {
    case tooManyRequests = "429"
    case serverError = "500"
    case unavailable = "503"
    /// The connection is cut before the change is made.
    case resetBefore = "reset-before"
    /// The connection is cut after the change was made, without an answer.
    case resetAfter = "reset-after"
    /// No answer ever comes; the change is made in one of two cases.
    case stall
    /// The change is made, and the body of the answer ends in the middle.
    case truncate
    /// A page of the content delivery network instead of JSON; the change is not made.
    case html
    /// The answer comes late.
    case slow
  }

  /// The probability of each fault, from 0 to 1, all together at most 1.
  public var probabilities: [Fault: Double] = [:]
  /// After this many requests a token is refused: the seeded one for good, an OAuth one until it is refreshed.
  public var unauthorizedAfter: Int?
  /// What the draws follow from.
  public var seed: UInt64 = 1

  /// No faults.
  public init() {}

  /// Reads a specification as it stands after `--fault`.
  ///
  /// - Throws: `SandboxError.invalidFaults`, which says which part is wrong.
  public init(_ text: String) throws(SandboxError) {
    for part in text.split(separator: ",") {
      let entry = part.trimmingWhitespace()
      guard !entry.isEmpty else { continue }
      let sides = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard sides.count == 2 else {
        throw .invalidFaults("\(entry): a fault is written NAME=VALUE.")
      }
      try read(name: sides[0].trimmingWhitespace(), value: sides[1].trimmingWhitespace())
    }
    let sum = probabilities.values.reduce(0, +)
    guard sum <= 1.000_000_1 else {
      throw .invalidFaults(
        "the probabilities add up to \(sum); they exclude each other and may be 1 at most.")
    }
  }

  private mutating func read(name: String, value: String) throws(SandboxError) {
    switch name {
    case "401-after":
      guard let count = Int(value), count >= 0 else {
        throw .invalidFaults("401-after=\(value): a number of requests is expected.")
      }
      unauthorizedAfter = count
    case "seed":
      guard let number = UInt64(value) else {
        throw .invalidFaults("seed=\(value): a whole number is expected.")
      }
      seed = number
    default:
      guard let fault = Fault(rawValue: name) else {
        let names = Fault.allCases.map(\.rawValue) + ["401-after", "seed"]
        throw .invalidFaults("\(name): unknown; there are \(names.joined(separator: ", ")).")
      }
      guard let probability = Self.probability(value), (0...1).contains(probability) else {
        throw .invalidFaults("\(name)=\(value): a probability from 0 to 1 is expected.")
      }
      probabilities[fault] = probability
    }
  }

  private static func probability(_ text: String) -> Double? {
    guard text.hasSuffix("%") else { return Double(text) }
    return Double(text.dropLast()).map { $0 / 100 }
  }
}

extension StringProtocol {
  /// The text without white space at its ends.
  func trimmingWhitespace() -> String {
    var slice = self[...]
    while let first = slice.first, first.isWhitespace { slice.removeFirst() }
    while let last = slice.last, last.isWhitespace { slice.removeLast() }
    return String(slice)
  }
}
