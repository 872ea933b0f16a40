extension QueryValue {
  /// A day, month or year, a range of them, a comparison, or an age.
  func dateCondition(for field: QueryField) throws(QueryError) -> DateCondition {
    let wrong = error("\(field.rawValue): takes a date, as >2026-01-01, 2026-01..2026-03, 2026 or <7d.")
    let (comparison, rest) = comparison
    if let age = Self.age(rest) {
      switch comparison {
      case .below, .atMost, nil: return .younger(age)
      case .above, .atLeast: return .older(age)
      case .equal: throw wrong
      }
    }
    if comparison == nil, let dots = rest.firstRange(of: "..") {
      let lower = rest[..<dots.lowerBound]
      let upper = rest[dots.upperBound...]
      if lower.isEmpty && upper.isEmpty { throw wrong }
      let first = lower.isEmpty ? nil : try period(lower, or: wrong)
      let last = upper.isEmpty ? nil : try period(upper, or: wrong)
      return .between(first, last)
    }
    let period = try period(rest, or: wrong)
    switch comparison {
    case nil, .equal: return .between(period, period)
    case .above: return .after(period)
    case .atLeast: return .between(period, nil)
    case .below: return .before(period)
    case .atMost: return .between(nil, period)
    }
  }

  private func period(_ text: Substring, or wrong: QueryError) throws(QueryError) -> CalendarPeriod {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Self.number($0) }
    guard (1...3).contains(parts.count), numbers.count == parts.count, parts[0].count == 4,
      parts.dropFirst().allSatisfy({ $0.count <= 2 })
    else { throw wrong }
    let period = CalendarPeriod(
      year: numbers[0], month: numbers.count > 1 ? numbers[1] : nil, day: numbers.count > 2 ? numbers[2] : nil
    )
    if !period.isValid { throw error("The calendar has no \(text).") }
    return period
  }

  private static func age(_ text: Substring) -> Age? {
    guard let last = text.last, let unit = Age.Unit(rawValue: last), let count = number(text.dropLast()),
      count <= 100_000
    else { return nil }
    return Age(count, unit)
  }
}
