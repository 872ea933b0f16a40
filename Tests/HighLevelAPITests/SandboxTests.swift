import Foundation
import SandboxServer
import Tagging
import Testing

@testable import HighLevelAPI

@Suite struct `The client at the sandbox` {
  @Test func `every contact is found once, with a name`() async throws {
    try await withSandbox { service, _ in
      let contacts = try await allContacts(of: service)
      #expect(contacts.count == 120)
      #expect(Set(contacts.map(\.id)).count == 120)
      #expect(contacts.allSatisfy { !$0.name.isEmpty })
      let added = contacts.compactMap(\.dateAdded)
      #expect(zip(added, added.dropFirst()).allSatisfy { $0 >= $1 })
    }
  }

  @Test(arguments: [SandboxConfiguration.Dialect.official, .guide], [TagCase.fold, .exact])
  func `the guide's five steps, in both dialects and cases`(
    dialect: SandboxConfiguration.Dialect, tagCase: TagCase
  ) async throws {
    try await withSandbox({
      $0.dialect = dialect
      $0.tagCase = tagCase == .fold ? .fold : .exact
    }) {
      $0.bulkPath = dialect == .guide ? .guide : .official
      $0.tagCase = tagCase
    } _: { service, _ in
      let contacts = try await allContacts(of: service).prefix(3).map(\.id)
      let before = try await service.contact(contacts[0]).tags
      let added = try await service.addTags([tagOne, tagTwo], to: contacts[0])
      #expect(Set(added) == Set(before).union([tagOne, tagTwo]))
      let read = try await service.contact(contacts[0]).tags
      #expect(Set(read) == Set(added))
      let left = try await service.removeTags([tagOne], from: contacts[0])
      #expect(Set(left) == Set(before).union([tagTwo]))
      let entries = try await service.updateTags(.add, [tagOne], of: contacts)
      for entry in entries {
        guard case .changed(let old, let added, let removed) = entry.outcome else {
          Issue.record("\(entry)")
          continue
        }
        #expect(!old.contains(tagOne) && added == [tagOne] && removed.isEmpty)
      }
      if dialect == .official { #expect(Set(entries.map(\.contact)) == Set(contacts)) }
      for contact in contacts {
        let tags = try await service.contact(contact).tags
        #expect(tags.contains(tagOne))
      }
    }
  }

  @Test func `bad contacts of a bulk call are named, the others are done`() async throws {
    try await withSandbox { service, _ in
      let contacts = try await allContacts(of: service).prefix(3).map(\.id)
      try await service.deleteContact(contacts[1])
      let unknown = ContactID("ZZZZZZZZZZZZZZZZZZZZ")
      let entries = try await service.updateTags(
        .add, [tagOne], of: contacts + [unknown, ContactID("no id")])
      var refused: [ContactID: String] = [:]
      for entry in entries {
        if case .refused(let message) = entry.outcome { refused[entry.contact] = message }
      }
      #expect(
        refused == [
          contacts[1]: "contact is deleted", unknown: "contact does not belong to location",
          ContactID("no id"): "contact id is not a valid firebase id",
        ])
      let gone = await failure { () async throws(ServiceError) in try await service.contact(contacts[1]) }
      guard case .contactGone = gone else {
        Issue.record("\(String(describing: gone))")
        return
      }
    }
  }

  @Test func `all tags are cleared when that is asked`() async throws {
    try await withSandbox { service, _ in
      let contacts = try await allContacts(of: service)
      let tagged = try #require(contacts.first { $0.tags.count > 1 })
      let entries = try await service.updateTags(
        .remove, Array(tagged.tags.prefix(1)), of: [tagged.id], removesAllTags: true)
      #expect(entries.count == 1)
      let tags = try await service.contact(tagged.id).tags
      #expect(tags.isEmpty)
    }
  }

  @Test func `contacts are found by tag, and by the deprecated list`() async throws {
    try await withSandbox { service, _ in
      let contacts = try await allContacts(of: service).prefix(2).map(\.id)
      _ = try await service.updateTags(.add, [tagOne], of: contacts)
      let found = try await service.contacts(bearing: tagOne)
      #expect(Set(found.contacts.map(\.id)) == Set(contacts))
      var listed: [ContactID] = []
      var page = try await service.list(limit: 50)
      while !page.contacts.isEmpty {
        listed += page.contacts.map(\.id)
        guard page.contacts.count == 50 else { break }
        page = try await service.list(limit: 50, after: page.next)
      }
      #expect(Set(listed).count == 120 && listed.count == 120)
    }
  }

  @Test func `contacts and definitions are made, changed and deleted`() async throws {
    try await withSandbox { service, _ in
      var fields = ContactFields()
      fields.firstName = "Ada"
      fields.lastName = "Quill"
      fields.email = "ada.quill@example.com"
      fields.tags = ["vip"]
      let made = try await service.createContact(fields)
      #expect(made.tags == [ContactTag("vip")])
      let again = await failure { () async throws(ServiceError) in try await service.createContact(fields) }
      guard case .rejected(400, _, _) = again else {
        Issue.record("\(String(describing: again))")
        return
      }
      let upserted = try await service.upsertContact(fields)
      #expect(upserted.contact.id == made.id && upserted.isNew == false)
      var change = ContactFields()
      change.tags = ["other"]
      let changed = try await service.updateContact(made.id, change)
      #expect(changed.tags == [ContactTag("other")])
      let definition = try await service.createTagDefinition(ContactTag("brand new"))
      let known = try await service.tagDefinitions()
      #expect(known.contains { $0.id == definition.id })
      let renamed = try await service.renameTagDefinition(definition.id, to: ContactTag("newer"))
      #expect(renamed.tag == ContactTag("newer"))
      let read = try await service.tagDefinition(definition.id)
      #expect(read == renamed)
      try await service.deleteTagDefinition(definition.id)
      let location = try await service.location()
      #expect(!location.name.isEmpty)
    }
  }
}
