import EditorSamples
import Engine
import Foundation
import Tagging
import Testing

@testable import Editor

@Suite struct `Planning and committing` {
  @Test func `c shows the plan, W asks, y sends`() {
    var editor = EditorHarness(contacts: 6)
    editor.press("a+new⏎cW")
    guard case .confirmation(let question) = editor.state.overlays.last else {
      Issue.record("no question")
      return
    }
    #expect(question.question == "Send 1 call to 6 contacts of Acme Dental (sandbox)? y/n")
    editor.press("y")
    #expect(editor.committedCalls.count == 1)
    #expect(editor.committedCalls.first?.contacts.count == 6)
    #expect(editor.state.changeset.isEmpty)
    #expect(editor.state.commit?.isRunning == true)
  }

  @Test func `300 contacts with the same two tags are three bulk calls, one contact one single call`() {
    var editor = EditorHarness(contacts: 301)
    editor.press("+solo⏎a +one, two⏎c")
    let calls = editor.state.plan.work?.plan.calls ?? []
    #expect(calls.filter(\.isBulk).count == 3)
    #expect(calls.filter { !$0.isBulk }.count == 1)
    #expect(calls.reduce(0) { $0 + $1.contacts.count * $1.tags.count } == 601)
  }

  @Test func `a confirmation takes no key typed within 300 ms of the one before`() {
    var editor = EditorHarness(contacts: 6)
    editor.press("a+new⏎c")
    editor.press("Wy", wait: 0.1)
    #expect(editor.committedCalls.isEmpty)
    #expect(editor.state.overlays.count == 1)
    editor.press("n")
    #expect(editor.state.overlays.isEmpty)
    #expect(editor.state.changeset.count == 6)
  }

  @Test func `a confirmation takes no key typed before it was on the screen`() {
    var editor = EditorHarness(contacts: 6)
    editor.press("a+new⏎c")
    editor.isScreenFast = false
    editor.press("Wy")
    #expect(editor.committedCalls.isEmpty)
    editor.act(.frameShown)
    editor.press("y")
    #expect(editor.committedCalls.count == 1)
  }

  @Test func `above the limit the number of contacts has to be typed`() {
    var editor = EditorHarness(contacts: 6)
    editor.state.session.confirmAbove = 5
    editor.press("a+new⏎cW5⏎")
    #expect(editor.state.prompt?.problem?.hasPrefix("That is not the number") == true)
    editor.press("⌫6⏎")
    #expect(editor.committedCalls.count == 1)
  }

  @Test func `a guarded tag asks for the number too`() {
    var editor = EditorHarness(contacts: 6)
    editor.state.session.guardedTags = [ContactTag("vip")]
    editor.press("-vip⏎cW")
    #expect(editor.state.prompt?.kind == .contactCount(1))
  }

  @Test func `c waits until everything staged is on disk, and W typed ahead waits with it`() {
    var editor = EditorHarness(contacts: 6)
    editor.isDiskFast = false
    editor.press("+new⏎cW")
    #expect(editor.state.plan.work == nil)
    #expect(editor.state.overlays.isEmpty)
    editor.finishWriting()
    #expect(editor.state.plan.work?.plan.calls.count == 1)
    #expect(editor.state.overlays.count == 1)
  }

  @Test func `receipts become the base, and what failed is staged again with its reason`() throws {
    var editor = EditorHarness(contacts: 2)
    editor.press("a+new⏎cWy")
    let ids = [EditorHarness.id(0), EditorHarness.id(1)]
    editor.act(
      .committing(
        .answered(
          receipts: [
            Receipt(
              call: 0, contact: ids[0], before: ["vip", "lead"],
              outcome: .done(added: ["new"], removed: [], certainty: .proven)),
            Receipt(call: 0, contact: ids[1], outcome: .failed(reason: "contact is deleted")),
          ],
          tagsNow: [ids[0]: [ContactTag("vip"), ContactTag("lead"), ContactTag("new")]])))
    #expect(editor.tags(of: 0) == ["lead", "new", "vip"])
    var outcome = CommitOutcome(id: CommitID(rawValue: "1"), state: .finished)
    outcome.done = 1
    outcome.failed = 1
    outcome.failures = [
      CommitFailure(
        contact: ids[1], tag: "new", action: .add, reason: "contact is deleted", wasRefused: true)
    ]
    outcome.leftover = DraftStep(
      title: "left", changes: [DraftChange(action: .add, tag: "new", isStaged: true, contacts: [ids[1]])])
    editor.act(.committing(.ended(outcome)))
    #expect(editor.state.changeset.count == 1)
    #expect(editor.state.failureCount == 1)
    #expect(editor.state.plannableEdits.isEmpty)
    editor.press("q3r")
    #expect(editor.state.plannableEdits.count == 1)
  }

  @Test func `undo never crosses a commit`() {
    var editor = EditorHarness(contacts: 2)
    editor.press("+new⏎cWy")
    editor.act(.committing(.ended(CommitOutcome(id: CommitID(rawValue: "1"), state: .finished))))
    editor.press("qu")
    #expect(editor.state.changeset.isEmpty)
    #expect(editor.state.message?.text.hasPrefix("Nothing to undo: the commit 1") == true)
  }

  @Test func `when the journal can't be begun everything is staged as it was`() {
    var editor = EditorHarness(contacts: 2)
    editor.press("+new⏎+other⏎cWy")
    var outcome = CommitOutcome(id: CommitID(rawValue: "1"), state: .stopped)
    outcome.isBegun = false
    outcome.problem = Problem(message: "The disk is full.", remedy: "", exitCode: 1)
    editor.act(.committing(.ended(outcome)))
    #expect(editor.state.changeset.count == 2)
    #expect(editor.state.changeset.done.count == 2)
    #expect(editor.state.message?.text == "Nothing was sent. The disk is full.")
  }

  @Test func `d in the plan unstages the line and plans again`() {
    var editor = EditorHarness(contacts: 6)
    editor.press("a+one⏎+two⏎cd")
    #expect(editor.state.plan.work?.plan.calls.first?.tags == ["two"])
    #expect(editor.state.changeset.count == 6)
  }

  @Test func `an interrupted commit is offered, and can be put back`() {
    var editor = EditorHarness(contacts: 2)
    let plan = Plan(calls: [
      PlannedCall(id: 0, action: .add, tags: ["new"], contacts: [EditorHarness.id(0)])
    ])
    let record = CommitRecord(
      id: CommitID(rawValue: "1"), title: "+new on 1", startedAt: Date(timeIntervalSince1970: 0),
      author: "a@b", plan: plan)
    let details = CommitDetails(record: record, calls: [.planned], receipts: [])
    editor.act(.opened(Opening(interrupted: [details])))
    #expect(editor.state.overlays == [.interruptedCommit])
    editor.press("⎋c")
    #expect(editor.state.overlays == [.interruptedCommit])
    editor.press("b")
    #expect(editor.effects.last == .putBack(details))
  }

  @Test func `quitting during a commit asks, and never drops it`() {
    var editor = EditorHarness(contacts: 2)
    editor.press("+new⏎cWyqq")
    #expect(editor.state.overlays.count == 1)
    editor.press("⎋")
    #expect(!editor.state.isQuitting)
    editor.press("qs")
    #expect(editor.effects.suffix(2) == [.stopCommit, .quit])
  }

  @Test func `Ctrl-C never quits`() {
    var editor = EditorHarness(contacts: 2)
    editor.press("⌃c⌃c")
    #expect(!editor.state.isQuitting)
    #expect(editor.state.message?.text == "Nothing is running; q quits.")
  }
}
