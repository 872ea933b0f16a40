extension ContactTag {
  /// Whether two tags differ so little that one may be a slip of the other: in spaces, hyphens and underscores, in a
  /// plural's s, or by one letter in a name of five or more.
  public func isLikelyTwin(of other: ContactTag) -> Bool {
    if self == other { return false }
    let (left, right) = (identity.withoutSeparators, other.identity.withoutSeparators)
    if left == right || left + "s" == right || left == right + "s" { return true }
    guard min(left.count, right.count) >= 5 else { return false }
    return Self.areOneSlipApart(Array(left), Array(right))
  }

  /// One letter more, less, or another, or two neighbours swapped.
  private static func areOneSlipApart(_ left: [Character], _ right: [Character]) -> Bool {
    let (short, long) = left.count <= right.count ? (left, right) : (right, left)
    guard long.count - short.count <= 1 else { return false }
    let start = zip(short, long).prefix { $0 == $1 }.count
    let (rest, longRest) = (short[start...], long[start...])
    if short.count < long.count { return rest == longRest.dropFirst() }
    if rest.dropFirst() == longRest.dropFirst() { return true }
    return rest.dropFirst(2) == longRest.dropFirst(2)
      && rest.prefix(2).reversed() == Array(longRest.prefix(2))
  }
}

extension String {
  fileprivate var withoutSeparators: String {
    String(String.UnicodeScalarView(unicodeScalars.filter { !" -_".unicodeScalars.contains($0) }))
  }
}
