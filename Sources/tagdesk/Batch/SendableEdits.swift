import ArgumentParser
import ContactStore
import Engine
import Foundation
import Storage
import Tagging

/// Staged edits on their way: planned, shown or written to a file, confirmed, committed.
struct SendableEdits {
  let session: BatchSession
  /// The contacts as last read.
  let table: ContactTable
  let sending: SendingOptions
  let format: ResultFormat
  /// Contacts that bear a tag to be added already, where that is of interest.
  var bearers: [ContactTag: Int] = [:]

  /// Plans the edits, with the tags on which the plan is based.
  func file(_ changeset: Changeset, title: String? = nil) -> PlanFile {
    let matrix = EditMatrix(changeset.edits) { tag, rows in table.rowsBySpelling(of: tag, in: rows) }
    let plan = Planner(limits: session.settings.planLimits).plan(matrix, id: { table.id(at: $0) })
    let now = Date()
    return PlanFile(
      location: session.connection.locationID, who: LockHolder.current(at: now).author, when: now,
      title: title ?? PlanSummary(plan, tagCase: session.tagCase).title, tagCase: session.tagCase, plan: plan,
      base: { id in table.tags(of: id)?.map(\.name) ?? [] })
  }

  /// Prints the plan, or confirms and commits it.
  /// - Parameter isPart: Whether something was left out before, so that even full success is only a part.
  func send(_ changeset: Changeset, title: String? = nil, isDryRun: Bool, isPart: Bool) async throws {
    let file = file(changeset, title: title)
    if isDryRun {
      var results = Results()
      switch format {
      case .json: try results.text(PlanFile.text(of: file))
      case .text: try await print(file, to: &results)
      }
      try results.finish()
    } else if file.plan.calls.isEmpty {
      Console.note("Nothing to do: the tags are as they should be.")
    } else {
      if !sending.yes {
        var text = Results.beforeQuestion
        try await print(file, to: &text)
        try text.finish()
      }
      let name = try await session.locationName()
      try sending.confirm(file.plan, settings: session.settings, locationName: name)
      let commit = BatchCommit(session: session, format: format, base: { table.tags(of: $0) })
      try await commit.commit(file.plan, title: file.title, isPart: isPart)
    }
    if isPart { throw ExitCode(1) }
  }

  private func print(_ file: PlanFile, to results: inout Results) async throws {
    let name = try await session.locationName()
    try PlanText(file: file, locationName: name, bearers: bearers).print(to: &results)
  }
}

extension ContactTable {
  /// The tags of a contact; `nil` when it is not there.
  func tags(of id: ContactID) -> [ContactTag]? {
    row(of: id).flatMap { isLoaded($0) ? tags(at: $0) : nil }
  }
}
