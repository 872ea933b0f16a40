import Tagging

/// Plans generated changesets, and prints what came of it beside the lower bound and three plain planners.
@main enum PlannerBenchmark {
  static func main() {
    print(
      row(
        "changeset", ["edits", "calls", "bound", "ratio", "seconds", "by contact", "by tag", "equal rows"]))
    for changeset in GeneratedChangeset.all { report(changeset) }
  }

  private static func report(_ changeset: GeneratedChangeset) {
    let limits = PlanLimits()
    let clock = ContinuousClock()
    var plan = Plan(calls: [])
    let time = clock.measure {
      plan = Planner(limits: limits).plan(changeset.matrix) { ContactID("contact\($0)") }
    }
    let plain = PlainPlanner.allCases.map { $0.callCount(changeset.matrix, limits: limits) }
    let ratio = Double(plan.calls.count) / Double(max(plan.lowerBound, 1))
    print(
      row(
        changeset.name,
        [
          "\(changeset.matrix.editCount)", "\(plan.calls.count)", "\(plan.lowerBound)", hundredths(ratio),
          hundredths(time / .seconds(1)),
        ] + plain.map { "\($0)" }))
  }

  private static func row(_ name: String, _ cells: [String]) -> String {
    cells.reduce(name + String(repeating: " ", count: max(0, 26 - name.count))) {
      $0 + String(repeating: " ", count: max(1, 11 - $1.count)) + $1
    }
  }

  private static func hundredths(_ number: Double) -> String {
    let count = Int((number * 100).rounded())
    return "\(count / 100).\(count % 100 < 10 ? "0" : "")\(count % 100)"
  }
}
