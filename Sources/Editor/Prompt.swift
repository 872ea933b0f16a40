package import Tagging

/// A line that is being asked for at the bottom of the screen.
package struct Prompt: Equatable, Sendable {
  /// What the line is for.
  package enum Kind: Equatable, Sendable {
    /// `/`: filters as it is typed.
    case query
    /// `+` and `-`: tags to stage on the contacts that were the target when the prompt opened.
    case tags(TagAction, target: RowSet)
    /// `m` and `M`: a query whose contacts are marked or unmarked.
    case marks(adding: Bool)
    /// `s`: a column to sort by.
    case sort
    /// `:`
    case command
    /// The number of contacts, where a commit touches many.
    case contactCount(Int)
  }

  package var kind: Kind
  package var line: LineEditor
  /// Why the line can't be taken as it is; shown below it.
  package var problem: String?
  /// What may stand at the cursor, best first.
  package var completions: [String] = []
  /// The completion that `Tab` chose last.
  package var chosen: Int?
  /// The part of the line that a completion replaces, in characters.
  package var completedRange: Range<Int> = 0..<0
  /// How far back in the history `↑` went; `nil` at the line that is new.
  package var historyIndex: Int?
  /// What was typed before `↑`.
  package var typed: String = ""

  package init(_ kind: Kind, text: String = "") {
    self.kind = kind
    line = LineEditor(text)
  }
}
