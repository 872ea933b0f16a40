import Foundation
package import Tagging

/// A finished commit over the sample contacts: `+webinar` on three, of which one had it and one was refused.
package enum SampleCommit {
  package static let id = CommitID(rawValue: "20261121-143000-7f3a")

  package static var summary: CommitSummary {
    CommitSummary(
      id: id, title: "+webinar on 3", startedAt: Date(timeIntervalSince1970: 1_795_271_400),
      endedAt: Date(timeIntervalSince1970: 1_795_271_401), author: "kim@desk", state: .finished, callCount: 1,
      answeredCount: 1, contactCount: 3, failedCount: 1)
  }

  /// With what is known of the first contact's part: proven, or not.
  package static func details(certainty: Receipt.Certainty = .proven) -> CommitDetails {
    let ids = (0..<3).map(EditorHarness.id)
    let record = CommitRecord(
      id: id, title: summary.title, startedAt: summary.startedAt, endedAt: summary.endedAt,
      author: summary.author, state: .finished,
      plan: Plan(calls: [PlannedCall(id: 0, action: .add, tags: ["vip"], contacts: ids)]))
    return CommitDetails(
      record: record, calls: [.answered],
      receipts: [
        Receipt(
          call: 0, contact: ids[0], before: ["lead"],
          outcome: .done(added: ["vip"], removed: [], certainty: certainty)),
        Receipt(
          call: 0, contact: ids[1], before: [], outcome: .done(added: [], removed: [], certainty: .proven)),
        Receipt(call: 0, contact: ids[2], outcome: .failed(reason: "contact is deleted")),
      ])
  }
}
