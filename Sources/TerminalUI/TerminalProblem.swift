/// Why there is no screen.
package enum TerminalProblem: Error, Equatable {
  /// Standard input or output is not a terminal.
  case notATerminal
  /// Neither this type of terminal nor those taken in its place are known here.
  case unknownType(String)
  /// The terminal cannot place its cursor (`dumb`).
  case unusable(String)
  /// The terminal has gone away.
  case lineClosed
}
