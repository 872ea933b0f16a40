import Foundation

/// Points in time as milliseconds since 1970, and their text.
enum Timestamp {
  /// The time of the clock.
  static func now() -> Int64 {
    Int64(Date().timeIntervalSince1970 * 1000)
  }

  /// The time as the API writes it, such as `2026-01-05T10:00:00.000Z`.
  static func text(_ milliseconds: Int64) -> String {
    let day = floorDivide(milliseconds, by: 86_400_000)
    let time = milliseconds - day * 86_400_000
    let (year, month, dayOfMonth) = civil(day: day)
    return String(unsafeUninitializedCapacity: 24) { buffer in
      var position = 0
      func put(_ number: Int64, _ width: Int, _ end: Unicode.Scalar) {
        var rest = number
        for place in stride(from: width - 1, through: 0, by: -1) {
          buffer[position + place] = UInt8(truncatingIfNeeded: 0x30 + rest % 10)
          rest /= 10
        }
        buffer[position + width] = UInt8(ascii: end)
        position += width + 1
      }
      put(year, 4, "-")
      put(month, 2, "-")
      put(dayOfMonth, 2, "T")
      put(time / 3_600_000, 2, ":")
      put(time / 60_000 % 60, 2, ":")
      put(time / 1000 % 60, 2, ".")
      put(time % 1000, 3, "Z")
      return position
    }
  }

  /// The time that `text` means: a date, or a date and a time, with or without milliseconds and offset.
  static func parse(_ text: String) -> Int64? {
    var scanner = Scanner(text)
    guard let year = scanner.number(4), scanner.skip("-"), let month = scanner.number(2), scanner.skip("-"),
      let day = scanner.number(2), (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    let midnight = days(year: year, month: month, day: day) * 86_400_000
    if scanner.isAtEnd { return midnight }
    guard scanner.skip("T") || scanner.skip(" "), let hour = scanner.number(2), scanner.skip(":"),
      let minute = scanner.number(2), hour < 24, minute < 60
    else { return nil }
    var time = (hour * 60 + minute) * 60_000
    if scanner.skip(":") {
      guard let second = scanner.number(2), second < 61 else { return nil }
      time += second * 1000
      if scanner.skip(".") {
        guard let fraction = scanner.fraction() else { return nil }
        time += fraction
      }
    }
    guard let offset = scanner.offset(), scanner.isAtEnd else { return nil }
    return midnight + time - offset
  }

  private static func floorDivide(_ value: Int64, by divisor: Int64) -> Int64 {
    value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor)
  }

  /// The date of a day counted from 1970-01-01, in the proleptic Gregorian calendar.
  private static func civil(day: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = day + 719_468
    let era = floorDivide(shifted, by: 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let era = floorDivide(year, by: 400)
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  private struct Scanner {
    private var rest: Substring.UTF8View

    init(_ text: String) {
      rest = text[...].utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
      guard let byte = rest.first, UInt32(byte) == character.value else { return false }
      rest.removeFirst()
      return true
    }

    mutating func number(_ width: Int) -> Int64? {
      guard rest.count >= width else { return nil }
      var value: Int64 = 0
      for byte in rest.prefix(width) {
        guard (0x30...0x39).contains(byte) else { return nil }
        value = value * 10 + Int64(byte - 0x30)
      }
      rest.removeFirst(width)
      return value
    }

    /// The milliseconds of the digits after a decimal point.
    mutating func fraction() -> Int64? {
      var value: Int64 = 0
      var weight: Int64 = 100
      var count = 0
      while let byte = rest.first, (0x30...0x39).contains(byte) {
        value += Int64(byte - 0x30) * weight
        weight /= 10
        count += 1
        rest.removeFirst()
      }
      return count > 0 ? value : nil
    }

    /// The milliseconds that local time is ahead; none and `Z` are 0.
    mutating func offset() -> Int64? {
      if isAtEnd || skip("Z") { return 0 }
      let sign: Int64
      if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
      guard let hours = number(2) else { return nil }
      _ = skip(":")
      guard let minutes = number(2) else { return nil }
      return sign * (hours * 60 + minutes) * 60_000
    }
  }
}
