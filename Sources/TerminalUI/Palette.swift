import CNcurses
package import Views

/// The colours of the roles, by how many the terminal has.
///
/// Numbers are those of xterm's 256; -1 is the terminal's own. Where colours are few, an attribute helps.
package struct Palette: Sendable, Equatable {
  /// One role's colours.
  package struct Tint: Sendable, Equatable {
    package var of256: Int
    package var of16: Int
    package var of8: Int

    package init(of256: Int, of16: Int, of8: Int) {
      self.of256 = of256
      self.of16 = of16
      self.of8 = of8
    }
  }

  package var tints: [Style.Role: Tint]

  package init(tints: [Style.Role: Tint]) { self.tints = tints }

  /// Colours that can be told apart on light and on dark backgrounds; where they do, the basic ones, which people
  /// adapt to their background, and which cost 5 bytes instead of 10.
  package static let standard = Palette(tints: [
    .added: Tint(of256: 2, of16: 2, of8: 2),
    .removed: Tint(of256: 1, of16: 1, of8: 1),
    .failed: Tint(of256: 9, of16: 9, of8: 1),
    .accent: Tint(of256: 6, of16: 6, of8: 6),
    .muted: Tint(of256: 244, of16: 8, of8: -1),
    .live: Tint(of256: 166, of16: 1, of8: 1),
    .sandbox: Tint(of256: 6, of16: 6, of8: 6),
    .marked: Tint(of256: 136, of16: 3, of8: 3),
  ])

  /// The colour of a role on a terminal with that many colours; -1 for its own.
  func colour(of role: Style.Role, among colours: Int) -> Int {
    guard let tint = tints[role] else { return -1 }
    switch colours {
    case 256...: return tint.of256
    case 16...: return tint.of16
    case 8...: return tint.of8
    default: return -1
    }
  }
}

extension Style {
  /// The number under which the shim knows this style, below 256.
  var number: Int32 {
    var bits: Int32 = 0
    if isBold { bits |= Int32(CN_BOLD) }
    if isDim { bits |= Int32(CN_DIM) }
    if isReversed { bits |= Int32(CN_REVERSED) }
    if isUnderlined { bits |= Int32(CN_UNDERLINED) }
    return Int32(role.rawValue) << 4 | bits
  }

  /// Tells the shim all styles.
  static func defineAll(_ palette: Palette) {
    let colours = Int(cn_colours())
    for role in Role.allCases {
      let colour = Int32(palette.colour(of: role, among: colours))
      for bits in Int32(0)..<16 {
        // Muted text without a colour of its own is dim, unless it is bold.
        let isFaded = role == .muted && colour < 0 && bits & Int32(CN_BOLD) == 0
        let attributes = isFaded ? bits | Int32(CN_DIM) : bits
        cn_define_style(Int32(role.rawValue) << 4 | bits, attributes, colour)
      }
    }
  }
}
