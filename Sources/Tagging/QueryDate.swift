public import struct Foundation.Calendar
public import struct Foundation.Date
public import struct Foundation.DateComponents
public import struct Foundation.TimeZone

/// A condition on a time: days of the calendar, or an age.
public enum DateCondition: Sendable, Equatable {
  /// From the beginning of the first period up to the end of the last; `nil` is open.
  case between(CalendarPeriod?, CalendarPeriod?)
  case before(CalendarPeriod)
  case after(CalendarPeriod)
  /// Less than so long ago.
  case younger(Age)
  /// So long ago, or longer.
  case older(Age)
}

/// A year, a month or a day.
public struct CalendarPeriod: Sendable, Equatable {
  public var year: Int
  public var month: Int?
  public var day: Int?

  /// Makes a period.
  public init(year: Int, month: Int? = nil, day: Int? = nil) {
    self.year = year
    self.month = month
    self.day = day
  }
}

/// A stretch of time up to now.
public struct Age: Sendable, Equatable {
  /// How the stretch is counted.
  public enum Unit: Character, Sendable, Equatable, CaseIterable {
    case hours = "h"
    case days = "d"
    case weeks = "w"
    case months = "m"
    case years = "y"
  }

  public var count: Int
  public var unit: Unit

  /// Makes an age.
  public init(_ count: Int, _ unit: Unit) {
    self.count = count
    self.unit = unit
  }
}

extension DateCondition {
  /// The times that fulfil the condition; `nil` when none can.
  public func times(now: Date, timeZone: TimeZone) -> Range<Date>? {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = timeZone
    var lower = Date.distantPast
    var upper = Date.distantFuture
    switch self {
    case .between(let first, let last):
      if let first { lower = first.start(in: calendar) }
      if let last { upper = last.end(in: calendar) }
    case .before(let period): upper = period.start(in: calendar)
    case .after(let period): lower = period.end(in: calendar)
    case .younger(let age): lower = age.start(before: now, in: calendar)
    case .older(let age): upper = age.start(before: now, in: calendar)
    }
    return lower < upper ? lower..<upper : nil
  }
}

extension CalendarPeriod {
  fileprivate func start(in calendar: Calendar) -> Date {
    calendar.date(from: DateComponents(year: year, month: month ?? 1, day: day ?? 1)) ?? .distantPast
  }

  fileprivate func end(in calendar: Calendar) -> Date {
    let unit: Calendar.Component = day != nil ? .day : month != nil ? .month : .year
    return calendar.date(byAdding: unit, value: 1, to: start(in: calendar)) ?? .distantFuture
  }

  /// Whether the calendar has it.
  var isValid: Bool {
    guard (1...9999).contains(year), (1...12).contains(month ?? 1) else { return false }
    guard let month, let day else { return true }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let length = month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    return (1...length).contains(day)
  }
}

extension Age {
  fileprivate func start(before now: Date, in calendar: Calendar) -> Date {
    switch unit {
    case .hours: now.addingTimeInterval(-3600 * Double(count))
    case .days: now.addingTimeInterval(-86400 * Double(count))
    case .weeks: now.addingTimeInterval(-7 * 86400 * Double(count))
    case .months: calendar.date(byAdding: .month, value: -count, to: now) ?? .distantPast
    case .years: calendar.date(byAdding: .year, value: -count, to: now) ?? .distantPast
    }
  }
}
