/// Rows that moved together: those of `region` go up by `lines`, down if negative.
struct Scroll: Equatable {
  var region: ClosedRange<Int>
  var lines: Int
}

extension Frame {
  /// How the rows of an older frame of the same size have moved, when so many have that scrolling them pays.
  func scroll(from older: Frame) -> Scroll? {
    let changed = (0..<rows).filter { hashes[$0] != older.hashes[$0] }
    if changed.count < 4 { return nil }
    var votes: [Int: Int] = [:]
    for row in changed {
      for origin in changed where hashes[row] == older.hashes[origin] { votes[origin - row, default: 0] += 1 }
    }
    guard let lines = votes.max(by: { ($0.value, -abs($0.key)) < ($1.value, -abs($1.key)) })?.key else {
      return nil
    }
    // The longest stretch of rows that came from that far; a row whose mark alone differs belongs to it.
    var best = 0..<0
    var start = 0
    for row in 0...rows {
      let origin = row + lines
      let belongs = row < rows && (0..<rows).contains(origin) && isAlike(row, older, origin)
      if belongs { continue }
      if row - start > best.count { best = start..<row }
      start = row + 1
    }
    guard best.count >= 4, best.count > abs(lines) else { return nil }
    let top = min(best.lowerBound, best.lowerBound + lines)
    let bottom = max(best.upperBound, best.upperBound + lines) - 1
    return Scroll(region: top...bottom, lines: lines)
  }

  /// Whether a row differs from another frame's in a few cells at most.
  private func isAlike(_ row: Int, _ other: Frame, _ otherRow: Int) -> Bool {
    if hashes[row] == other.hashes[otherRow] { return true }
    var differing = 0
    for column in 0..<columns where cells[row * columns + column] != other.cells[otherRow * columns + column]
    {
      differing += 1
      if differing > 4 { return false }
    }
    return true
  }

  /// This frame as the terminal shows it after scrolling.
  func scrolled(_ scroll: Scroll) -> Frame {
    var result = self
    for row in scroll.region {
      let origin = row + scroll.lines
      for column in 0..<columns {
        result.cells[row * columns + column] =
          scroll.region.contains(origin) ? cells[origin * columns + column] : 0x20
      }
    }
    return result
  }
}
