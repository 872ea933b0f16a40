import Testing

@testable import TerminalUI

@Suite struct `Text where there is only ASCII` {
  @Test func `letters lose their marks, lines and arrows become signs, the rest a question mark`() {
    let shown = String(
      String.UnicodeScalarView(
        "Zoë Łuć │─┌ ↑→ … · “x” 東 ✓".unicodeScalars.compactMap {
          Unicode.Scalar(PlainText.ascii($0.value))
        }))
    #expect(shown == "Zoe Luc |-+ ^> ~ . \"x\" ? +")
  }
}
