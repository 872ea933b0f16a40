/// What stands for a character where the locale has only ASCII.
enum PlainText {
  static func ascii(_ scalar: UInt32) -> UInt32 {
    if scalar < 0x7F { return scalar }
    if let sign = signs[scalar] { return UInt32(sign.value) }
    if (0x2500...0x257F).contains(scalar) { return 0x2B }
    // Letters lose their marks: é becomes e.
    guard scalar < 0x250, let known = Unicode.Scalar(scalar) else { return 0x3F }
    return letter(known) ?? 0x3F
  }

  private static func letter(_ scalar: Unicode.Scalar) -> UInt32? {
    let name = scalar.properties.name ?? ""
    let words = name.split(separator: " ")
    guard words.count >= 4, words[0] == "LATIN", words[2] == "LETTER", words[3].count == 1,
      let letter = words[3].unicodeScalars.first
    else { return nil }
    return words[1] == "SMALL" ? letter.value + 0x20 : letter.value
  }

  private static let signs: [UInt32: Unicode.Scalar] = [
    0xA0: " ", 0xB7: ".", 0xD7: "x", 0xDF: "s", 0x2010: "-", 0x2011: "-", 0x2012: "-", 0x2013: "-",
    0x2014: "-", 0x2018: "'", 0x2019: "'", 0x201C: "\"", 0x201D: "\"", 0x2022: "*", 0x2026: "~",
    0x203A: ">", 0x2039: "<", 0x2190: "<", 0x2191: "^", 0x2192: ">", 0x2193: "v", 0x2212: "-",
    0x2264: "<", 0x2265: ">", 0x2500: "-", 0x2501: "-", 0x2502: "|", 0x2503: "|", 0x2550: "=", 0x2551: "|",
    0x2588: "#", 0x2589: "#", 0x258A: "#", 0x258B: "#", 0x258C: "#", 0x2591: ".", 0x2592: ":", 0x2593: "#",
    0x25B6: ">", 0x25B8: ">", 0x25BC: "v", 0x25BE: "v", 0x25CF: "*", 0x2713: "+", 0x2714: "+", 0x2717: "x",
    0x2718: "x",
  ]
}
