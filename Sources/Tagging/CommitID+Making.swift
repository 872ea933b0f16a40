public import Foundation

extension CommitID {
  /// Names a commit that begins now: `20261121-143000-7f3a`, the time in UTC and four random digits.
  public static func new(at date: Date, using random: inout some RandomNumberGenerator) -> CommitID {
    let style = Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted, timeZone: .gmt)
    let time = date.formatted(style).prefix { $0 != "Z" }.split(separator: "T").joined(separator: "-")
    let digits = String(UInt16.random(in: .min ... .max, using: &random), radix: 16)
    let zeros = String(repeating: "0", count: 4 - digits.count)
    return CommitID(rawValue: "\(time)-\(zeros)\(digits)")
  }

  /// Names a commit that begins now.
  public static func new(at date: Date) -> CommitID {
    var random = SystemRandomNumberGenerator()
    return new(at: date, using: &random)
  }
}
