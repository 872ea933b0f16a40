import ArgumentParser
import Editor
import Engine
import Foundation
import Storage
import Tagging

/// Lists commits, or shows one.
struct HistoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Lists commits, the newest first, or shows one with its calls and receipts.",
    discussion: """
      jsonl is stable. A commit in the list is one line; a single one is a line of kind commit, then a line of kind call \
      for each call and one of kind receipt for each of its contacts.
      """)

  /// How commits are printed.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, jsonl
  }

  @Argument(help: "The commit to show.")
  var id: String?

  @Option(help: "How they are printed: table or jsonl.")
  var format: Format = .table

  @OptionGroup var global: GlobalOptions
  @OptionGroup(title: "Sandbox options, with --sandbox") var sandbox: SandboxOptions

  func run() async throws {
    try await Outcome.exit(on: {
      let settings = try Settings.effective(global)
      try await BatchSession.withHistory(settings, global: global, sandbox: sandbox) { location in
        if let id {
          try print(try await location.details(of: id), in: location)
        } else {
          try print(try await location.commits(limit: Int(Int32.max)), in: location)
        }
      }
    })
  }

  private func print(_ commits: [CommitSummary], in location: LocationStore) throws {
    var results = Results()
    var table = TextTable(["ID", "STARTED", "BY", "STATE", "CONTACTS", "CALLS", "FAILED", "WHAT"])
    for commit in commits {
      let state = try location.stateText(commit.id, commit.state)
      if format == .jsonl {
        try results.json(CommitListLine(commit, state: state))
      } else {
        table.add([
          commit.id.rawValue, PlanText.time(commit.startedAt), commit.author, state,
          commit.contactCount.grouped, "\(commit.answeredCount.grouped)/\(commit.callCount.grouped)",
          commit.failedCount.grouped, commit.title,
        ])
      }
    }
    if format == .table { try table.print(to: &results) }
    try results.finish()
  }

  private func print(_ details: CommitDetails, in location: LocationStore) throws {
    let record = details.record
    let state = try location.stateText(record.id, record.state)
    var results = Results()
    switch format {
    case .jsonl:
      try results.json(CommitListLine(details, state: state))
      let receipts = Dictionary(grouping: details.receipts, by: \.call)
      for call in record.plan.calls {
        try results.json(CallLine(call, details.calls[call.id], of: record.id))
        for receipt in receipts[call.id] ?? [] { try results.json(ReceiptLine(receipt, call, of: record.id)) }
      }
    case .table:
      try results.line("Commit \(record.id): \(record.title)")
      let end = record.endedAt.map { ", ended \(PlanText.time($0))" } ?? ""
      try results.line("By \(record.author), begun \(PlanText.time(record.startedAt))\(end); \(state)")
      let receipts = Dictionary(grouping: details.receipts, by: \.call)
      for call in record.plan.calls {
        try results.line("")
        try results.line("  \(PlanText.describe(call)): \(CallLine.text(details.calls[call.id]))")
        for receipt in receipts[call.id] ?? [] {
          try results.line("       \(receipt.contact)  \(ReceiptLine.text(receipt))")
        }
      }
    }
    try results.finish()
  }
}

extension LocationStore {
  /// A commit that must be there.
  func details(of id: String) async throws -> CommitDetails {
    if let details = try await commit(CommitID(rawValue: id)) { return details }
    throw Problem(
      message: "There is no commit \(id) of the location \(self.id).", remedy: "tagdesk history lists them.",
      exitCode: 2)
  }

  /// How far a commit is: one that was begun is being carried out, or was interrupted.
  func stateText(_ id: CommitID, _ state: CommitState) throws -> String {
    guard state == .running else { return state.rawValue }
    return try isBeingCarriedOut(id) ? "running" : "unfinished"
  }
}

extension BatchSession {
  /// What is kept for the location; the server is not asked.
  static func withHistory(
    _ settings: Settings, global: GlobalOptions, sandbox: SandboxOptions,
    _ body: (LocationStore) async throws -> Void
  ) async throws {
    guard !global.sandbox, let id = settings.location?.value else {
      return try await run(settings, global: global, sandbox: sandbox) { try await body($0.location) }
    }
    try Directories.ready(settings.paths)
    try await body(try StateStore(path: settings.paths.stateDatabase).location(id))
  }
}
