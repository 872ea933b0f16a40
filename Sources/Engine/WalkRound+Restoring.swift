import Tagging

/// Putting the contacts back as they were.
extension WalkRound {
  /// Takes the walk's tags off, and puts on what went missing; tries again while the server fails.
  mutating func putBack() async {
    for contact in walk.contacts {
      guard let names = before[contact] else { continue }
      var problem: Problem?
      for attempt in 0..<6 {
        if attempt > 0 { await walk.clock.sleep(.seconds(min(8, 1 << (attempt - 1)))) }
        do throws(ServiceError) {
          try await restore(contact, to: names)
          problem = nil
        } catch {
          problem = Problem(error)
          if !error.isTransient { break }
          continue
        }
        break
      }
      let sent = "DELETE /contacts/\(contact)/tags"
      if let problem {
        outcome.isRestored = false
        outcome.problem = outcome.problem ?? problem
        let remedy = "Take the tags that begin with “Tagdesk Doctor” off this contact by hand, or walk again."
        let kept = Problem(message: problem.message, remedy: remedy, exitCode: problem.exitCode)
        say("Put the tags back", sent, "", .failed(kept))
      } else {
        say("Put the tags back", sent, Self.list(names))
      }
    }
  }

  private func restore(_ contact: ContactID, to names: [String]) async throws(ServiceError) {
    // A write whose answer was lost may come to its end only now.
    if hasLostAnswer { await walk.clock.sleep(.seconds(3)) }
    var found = try await service.contact(contact).tags.map(\.name)
    let ours = found.filter(LiveWalk.isOurs)
    if !ours.isEmpty {
      found = try await service.removeTags(ours.map { ContactTag($0, case: .exact) }, from: contact).map(
        \.name)
    }
    let missing = names.filter { !found.contains($0) }
    if !missing.isEmpty {
      _ = try await service.addTags(missing.map { ContactTag($0, case: .exact) }, to: contact)
    }
    guard !ours.isEmpty || !missing.isEmpty else { return }
    let last = try await service.contact(contact).tags.map(\.name)
    guard !last.contains(where: LiveWalk.isOurs), names.allSatisfy(last.contains) else {
      throw .malformed(firstBytes: "the contact is not as it was", traceID: nil)
    }
  }
}
