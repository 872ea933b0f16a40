import Foundation

/// Runs something several times, and prints the median with the fastest and the slowest run and the processor's
/// time a run, in milliseconds. The last one, over all cores, hardly changes where others use the machine too.
func measure(_ name: String, runs: Int = 15, _ body: () -> Int) {
  var times: [Double] = []
  var result = 0
  let processor = clock()
  for _ in 0..<runs {
    let start = ContinuousClock.now
    result = body()
    times.append((ContinuousClock.now - start) / .milliseconds(1))
  }
  let used = Double(clock() - processor) / Double(CLOCKS_PER_SEC) * 1000 / Double(runs)
  times.sort()
  let figures = [times[times.count / 2], times[0], times[times.count - 1], used].map { text($0, 9) }.joined()
  print(
    name.padding(toLength: 44, withPad: " ", startingAt: 0), figures, text(Double(result), 12, decimals: 0))
}

func text(_ number: Double, _ width: Int, decimals: Int = 3) -> String {
  let digits = String(format: "%.\(decimals)f", number)
  return String(repeating: " ", count: max(0, width - digits.count)) + digits
}

/// Resident memory in MiB, now and at its peak.
func residentMemory() throws -> (now: Int, peak: Int) {
  let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
  func value(_ key: String) -> Int {
    let line = status.split(separator: "\n").first { $0.hasPrefix(key) } ?? ""
    return (Int(line.filter("0123456789".contains)) ?? 0) / 1024
  }
  return (value("VmRSS:"), value("VmHWM:"))
}
