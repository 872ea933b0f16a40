/// What a user can ask for: each has a name, a key in the key map and a line in the help.
package enum Command: String, Sendable, CaseIterable {
  // Moving
  case down, up, pageDown, pageUp, halfPageDown, halfPageUp, top, bottom
  // Views
  case contacts, changes, history, otherPane, help, quit, back, repaint, suspend, refresh, interrupt
  // Finding
  case query, queryBack, queryForward, commandLine, filterByFacet, filterOutFacet
  case sort
  // Marking
  case markByQuery, unmarkByQuery
  case mark, markRange, markAll, invertMarks, clearMarks, restoreMarks, keepMarksInView
  // Staging
  case tagEditor, addTags, removeTags, undo, redo, repeatLast
  // Changes
  case otherGrouping, unstage, retry, fold, unfold
  // Plan
  case plan, commit, stopCommit
  // History
  case revert, revertUncertain
  // An interrupted commit
  case finishInterrupted, putBackInterrupted
  // In the tag editor
  case chooseTag, stageChoices
}
