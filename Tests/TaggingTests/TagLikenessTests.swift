import Tagging
import Testing

@Suite struct `Likely twins among tags` {
  @Test(arguments: [
    ("follow up", "Follow-Up"), ("webinar", "webinars"), ("customer", "custmer"),
    ("newsletter", "newsletetr"),
    ("patient", "patiemt"), ("lang_fr", "lang fr"),
  ])
  func `are names that one slip tells apart`(left: String, right: String) {
    #expect(ContactTag(left).isLikelyTwin(of: ContactTag(right)))
    #expect(ContactTag(right).isLikelyTwin(of: ContactTag(left)))
  }

  @Test(arguments: [
    ("vip", "vap"), ("VIP", "vip"), ("lead", "customer"), ("2024", "2025"), ("abcde", "edcba"),
  ])
  func `are not other names, short ones, or the same`(left: String, right: String) {
    #expect(!ContactTag(left).isLikelyTwin(of: ContactTag(right)))
  }
}
