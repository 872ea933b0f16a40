import ArgumentParser
import Editor
import Engine
import Storage
import Tagging

/// What must be said before a batch command sends anything.
struct SendingOptions: ParsableArguments {
  @Flag(help: "Send without asking.")
  var yes = false

  @Option(help: "How many contacts are to be changed; else nothing is sent.")
  var expect: Int?

  func validate() throws {
    if let expect, expect < 0 { throw ValidationError("--expect can't be below 0.") }
  }

  /// Returns when the plan may be sent; throws when not, after asking a person if there is one.
  func confirm(_ plan: Plan, settings: Settings, locationName: String) throws {
    let contacts = plan.contactCount
    if let expect, expect != contacts {
      throw refusal("The plan changes \(Count.contacts(contacts)), and --expect says \(expect).")
    }
    let reason = needsNumber(plan, contacts: contacts, settings: settings)
    if yes {
      guard let reason, expect == nil else { return }
      throw refusal(
        "--yes alone is not enough: \(reason).",
        remedy: "Look at it with --dry-run, then add --expect \(contacts).")
    }
    guard Console.canAsk else {
      throw refusal(
        "There is no terminal to ask on.",
        remedy: "Look at it with --dry-run, then say --yes\(reason == nil ? "" : " --expect \(contacts)").")
    }
    let question = "Send \(Count.calls(plan.calls.count)) to \(Count.contacts(contacts)) of \(locationName)?"
    let answer: String?
    if let reason, expect == nil {
      answer = Console.ask("\(question) Type the number of contacts, since \(reason):")
      if answer == "\(contacts)" { return }
    } else {
      answer = Console.ask("\(question) y/n")
      if answer == "y" || answer == "yes" { return }
    }
    throw Problem(message: "Nothing was sent.", remedy: "", exitCode: 1)
  }

  /// Why the number of contacts has to be named; `nil` when it need not.
  private func needsNumber(_ plan: Plan, contacts: Int, settings: Settings) -> String? {
    let guarded = Set(settings.guardedTags.value.map { ContactTag($0, case: settings.tagCase.value) })
    for call in plan.calls where !guarded.isEmpty {
      if call.removesAllTags { return "all tags are removed, guarded ones too" }
      for name in call.tags where guarded.contains(ContactTag(name, case: settings.tagCase.value)) {
        return "“\(name)” is a guarded tag"
      }
    }
    let most = settings.confirmAbove.value
    return contacts > most ? "more than \(most) contacts are changed" : nil
  }

  private func refusal(_ message: String, remedy: String = "") -> Problem {
    Problem(message: "\(message) Nothing was sent.", remedy: remedy, exitCode: 2)
  }
}

/// How results of a command that sends are printed.
enum ResultFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}

/// Numbers with their nouns.
enum Count {
  static func contacts(_ count: Int) -> String { some(count, "contact") }
  static func calls(_ count: Int) -> String { some(count, "call") }
  static func edits(_ count: Int) -> String { some(count, "edit") }
  static func some(_ count: Int, _ noun: String) -> String {
    "\(count.grouped) \(noun)\(count == 1 ? "" : "s")"
  }
}
