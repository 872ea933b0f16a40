import SandboxServer
import Testing

@Suite struct `Made-up contacts` {
  @Test func `the same seed makes the same contacts, another seed others`() async throws {
    var pages: [JSON] = []
    for seed: UInt64 in [1, 1, 2] {
      try await TestClient.run(contacts: 30) {
        $0.seed = seed
      } _: { client in
        pages.append(try await client.search().json["contacts"])
      }
    }
    #expect(pages[0] == pages[1])
    #expect(pages[0] != pages[2])
  }

  @Test func `they are of many kinds`() async throws {
    try await TestClient.run(contacts: 2_000) { client in
      var contacts: [JSON] = []
      var cursor = ""
      while true {
        let page = try await client.search(limit: 500, cursor).json["contacts"].items
        contacts += page
        guard let last = page.last, page.count == 500 else { break }
        cursor = ",\"searchAfter\":\(last["searchAfter"].json)"
      }
      #expect(contacts.count == 2_000)
      let names = contacts.compactMap { $0["contactName"].text }
      for range in [
        "а"..."я", "α"..."ω", "ا"..."ي", "א"..."ת", "अ"..."ह", "一"..."龥", "ぁ"..."ん", "가"..."힣", "ก"..."ฮ",
      ] {
        #expect(names.contains { name in name.contains { range.contains(String($0)) } }, "\(range)")
      }
      #expect(names.contains { $0.contains("\u{1B}") })
      #expect(names.contains { $0.contains("\u{202E}") })
      #expect(names.contains { $0.contains("👩‍👩‍👧‍👦") })
      #expect(contacts.contains { $0["contactName"] == .null && $0["email"].text != nil })
      #expect(
        contacts.contains { $0["contactName"] == .null && $0["email"] == .null && $0["phone"] == .null })
      #expect(names.contains { $0.count > 100 })
      for field in ["email", "phone", "companyName", "city", "dateOfBirth"] {
        #expect(
          contacts.contains { $0[field] == .null } && contacts.contains { $0[field] != .null }, "\(field)")
      }
      #expect(contacts.contains { $0["dnd"].bool == true })
      #expect(contacts.contains { !$0["additionalEmails"].items.isEmpty })
      #expect(contacts.contains { !$0["additionalPhones"].items.isEmpty })
      #expect(contacts.contains { $0["dateAdded"] == .null })
      #expect(contacts.count { $0["dateAdded"].text == "2024-03-21T10:00:00.000Z" } == 50)
      #expect(Set(contacts.compactMap { $0["type"].text }) == ["lead", "customer"])
      let emails = contacts.compactMap { $0["email"].text }
      #expect(Set(emails).count == emails.count)
      let phones = contacts.compactMap { $0["phone"].text }
      #expect(Set(phones).count < phones.count)
    }
  }

  @Test func `tags are dealt unevenly, and some contacts have none`() async throws {
    try await TestClient.run(contacts: 2_000) { client in
      func total(_ tag: String) async throws -> Int {
        let filter = #","filters":[{"field":"tags","operator":"eq","value":["\#(tag)"]}]"#
        return try await client.search(limit: 1, filter).json["total"].int ?? 0
      }
      let (lead, vip, press) = try await (total("lead"), total("vip"), total("press"))
      #expect(lead > 2 * vip && vip > 2 * press && press > 0)
      let without = #","filters":[{"field":"tags","operator":"not_exists"}]"#
      #expect((100...400).contains(try await client.search(limit: 1, without).json["total"].int ?? 0))
    }
  }
}
