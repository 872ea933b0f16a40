/// The tags of the made-up location, the most used first, and how they are dealt out.
struct SeedTags: Sendable {
  /// Names as typed by several people over years: with spaces, emoji, twins that differ by little, and long ones.
  static let names = [
    "lead", "customer", "newsletter", "webinar", "follow up", "vip", "trial", "needs follow up", "no show",
    "patient", "recall due", "insurance verified", "follow-up", "referral", "new patient", "birthday sms",
    "cold",
    "hot lead", "webinars", "facebook", "google ads", "event 2025", "event 2026", "past due", "invoice sent",
    "do not call", "wartet auf rückruf", "première visite", "cliente nuevo", "followup", "whitening",
    "implants",
    "orthodontics", "hygiene", "review requested", "review left ⭐", "gold member", "🔥 hot", "🎉 birthday club",
    "survey:2026-q1", "survey:2026-q2", "src: landing page", "src: walk-in", "import-2024-03",
    "import 2024 03",
    "lang_es", "lang_fr", "vip ", "v.i.p.", "board", "press", "partner", "vendor", "staff", "家族割引",
    "постоянный клиент",
    "عميل مهم", "a/b test: variant b", "needs x-ray before the next appointment",
    "customer who asked to be contacted by phone only and never before ten in the morning",
    "a tag somebody pasted a whole sentence into because the notes field was hidden on the phone, with everything that "
      + "was said: call back on monday, ask for the manager, mention the spring offer",
    "churned", "win back", "test", "tests", "do not use",
  ]

  /// The names that are in the dictionary and on no contact.
  static let unused = ["old campaign 2019", "zzz archive"]

  /// The dictionary lists this name twice, as one location was seen to do.
  static let doubled = "partner"

  /// How often each tag is dealt, added up; zipf-like.
  private let cumulated: [Double]

  init() {
    var sum = 0.0
    cumulated = Self.names.indices.map { index in
      sum += 1 / (Double(index) + 1.6)
      return sum
    }
  }

  /// Some different tags by their places in `names`, none for one contact in eight.
  func deal(_ random: inout SandboxRandom) -> [Int] {
    let roll = random.below(64)
    let count =
      roll < 8 ? 0 : roll < 25 ? 1 : roll < 43 ? 2 : roll < 54 ? 3 : roll < 60 ? 4 : roll < 63 ? 6 : 11
    var tags: [Int] = []
    for _ in 0..<count {
      let tag = pick(&random)
      if !tags.contains(tag) { tags.append(tag) }
    }
    return tags
  }

  private func pick(_ random: inout SandboxRandom) -> Int {
    let value = random.fraction() * (cumulated.last ?? 0)
    var low = 0
    var high = cumulated.count - 1
    while low < high {
      let middle = (low + high) / 2
      if cumulated[middle] > value { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
