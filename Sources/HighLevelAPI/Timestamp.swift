import Foundation

extension Date {
  /// Reads `2026-01-05T10:00:00.000Z`, with or without a fraction, with `Z` or an offset; a date alone too.
  ///
  /// A million contacts have two million of these, which is why Foundation's parser is not asked.
  init?(timestamp: String) {
    var reader = TimestampReader(bytes: Array(timestamp.utf8))
    guard let date = reader.read() else { return nil }
    self = date
  }
}

private struct TimestampReader {
  let bytes: [UInt8]
  var place = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func read() -> Date? {
    guard let year = number(4), skip("-"), let month = number(2), skip("-"), let day = number(2),
      (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    var seconds = Double(Self.days(year, month, day) * 86_400)
    if isAtEnd { return Date(timeIntervalSince1970: seconds) }
    guard skip("T") || skip("t") || skip(" "), let hour = number(2), skip(":"), let minute = number(2),
      hour < 25, minute < 60
    else { return nil }
    seconds += Double(hour * 3600 + minute * 60)
    if skip(":") {
      guard let second = number(2), second < 61 else { return nil }
      seconds += Double(second)
      if skip(".") { seconds += fraction() }
    }
    guard let offset = offset(), isAtEnd else { return nil }
    return Date(timeIntervalSince1970: seconds - Double(offset))
  }

  private var isAtEnd: Bool { place == bytes.count }

  private mutating func number(_ digits: Int) -> Int? {
    guard place + digits <= bytes.count else { return nil }
    var value = 0
    for byte in bytes[place..<place + digits] {
      guard (0x30...0x39).contains(byte) else { return nil }
      value = value * 10 + Int(byte - 0x30)
    }
    place += digits
    return value
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard place < bytes.count, UInt32(bytes[place]) == character.value else { return false }
    place += 1
    return true
  }

  private mutating func fraction() -> Double {
    var value = 0.0
    var unit = 0.1
    while let digit = number(1) {
      value += Double(digit) * unit
      unit /= 10
    }
    return value
  }

  /// Seconds east of Greenwich; no zone at all is taken for UTC, which the API always sends.
  private mutating func offset() -> Int? {
    if isAtEnd || skip("Z") || skip("z") { return 0 }
    let sign = skip("-") ? -1 : 1
    guard sign == -1 || skip("+"), let hours = number(2) else { return nil }
    _ = skip(":")
    return sign * (hours * 3600 + (number(2) ?? 0) * 60)
  }

  /// Days since 1970-01-01 in the Gregorian calendar.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    // Years begin in March here, so that the day that comes and goes is the last one.
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}
