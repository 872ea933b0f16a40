extension KeyMap {
  private static let views: [KeyContext] = [.contacts, .facets, .changes, .plan, .history]
  private static let scrolling: [KeyContext] = [.contacts, .facets, .changes, .plan, .history, .help]
  private static let everywhere: [KeyContext] = [
    .contacts, .facets, .changes, .plan, .history, .help, .tagEditor, .interruptedCommit,
  ]

  /// The keys as they are without a configuration.
  package static let standard = KeyMap(moving + views_ + finding + marking + staging + changes + committing)

  private static let moving: [KeyBinding] = [
    KeyBinding([.character("j"), .down], .down, in: scrolling, group: "Move", help: "one line down"),
    KeyBinding([.character("k"), .up], .up, in: scrolling, group: "Move", help: "one line up"),
    KeyBinding([.pageDown, .control("f")], .pageDown, in: scrolling, group: "Move", help: "a page down"),
    KeyBinding([.pageUp, .control("b")], .pageUp, in: scrolling, group: "Move", help: "a page up"),
    KeyBinding([.control("d")], .halfPageDown, in: scrolling, group: "Move", help: "half a page down"),
    KeyBinding([.control("u")], .halfPageUp, in: scrolling, group: "Move", help: "half a page up"),
    KeyBinding([.character("g"), .home], .top, in: scrolling, group: "Move", help: "to the first line"),
    KeyBinding([.character("G"), .end], .bottom, in: scrolling, group: "Move", help: "to the last line"),
  ]

  private static let views_: [KeyBinding] = [
    KeyBinding([.character("1")], .contacts, in: views, group: "Views", help: "contacts"),
    KeyBinding([.character("3")], .changes, in: views, group: "Views", help: "staged changes"),
    KeyBinding([.character("4")], .history, in: views, group: "Views", help: "history: what was committed"),
    KeyBinding(
      [.tab], .otherPane, in: [.contacts, .facets], group: "Views", help: "tags in view, beside the list"),
    KeyBinding([.character("?")], .help, in: views, group: "Views", help: "these keys", hint: "keys"),
    KeyBinding([.control("l")], .repaint, in: everywhere, group: "Views", help: "repaint the screen"),
    KeyBinding([.control("z")], .suspend, in: everywhere, group: "Views", help: "suspend"),
    KeyBinding([.character("R")], .refresh, in: views, group: "Views", help: "read the contacts again"),
    KeyBinding(
      [.control("c")], .interrupt, in: everywhere + [.confirmation], group: "Views",
      help: "cancel what runs; never quits"),
    KeyBinding(
      [.character("q")], .quit, in: views + [.help], group: "Views",
      help: "close this; in Contacts: quit, what is staged is kept"),
    KeyBinding(
      [.escape, .control("g")], .back, in: everywhere + [.confirmation], group: "Views",
      help: "leave the popup or range"),
  ]

  private static let finding: [KeyBinding] = [
    KeyBinding(
      [.character("/")], .query, in: [.contacts, .facets], group: "Find",
      help: "filter: words, tag:NAME, -tag:NAME; Enter keeps, Esc restores", hint: "filter"),
    KeyBinding(
      [.character("[")], .queryBack, in: [.contacts, .facets], group: "Find", help: "the query before"),
    KeyBinding(
      [.character("]")], .queryForward, in: [.contacts, .facets], group: "Find", help: "the query after"),
    KeyBinding(
      [.enter], .filterByFacet, in: [.facets], group: "Find", help: "add tag:NAME to the query"),
    KeyBinding(
      [.character("-")], .filterOutFacet, in: [.facets], group: "Find", help: "add -tag:NAME to the query"),
    KeyBinding(
      [.character("s")], .sort, in: [.contacts], group: "Find", help: "sort by a column, - turns it round"),
    KeyBinding(
      [.character(":")], .commandLine, in: views, group: "Find",
      help: "command line: :add TAGS, :remove TAGS, :mark QUERY, :unmark QUERY, :sort COLUMN, :NUMBER"),
  ]

  private static let marking: [KeyBinding] = [
    KeyBinding(
      [.character(" ")], .mark, in: [.contacts], group: "Mark", help: "mark or unmark, and go down"),
    KeyBinding([.character("v")], .markRange, in: [.contacts], group: "Mark", help: "begin or end a range"),
    KeyBinding([.character("a")], .markAll, in: [.contacts], group: "Mark", help: "mark all in the view"),
    KeyBinding(
      [.character("i")], .invertMarks, in: [.contacts], group: "Mark", help: "invert within the view"),
    KeyBinding([.character("m")], .markByQuery, in: [.contacts], group: "Mark", help: "mark by a query"),
    KeyBinding([.character("M")], .unmarkByQuery, in: [.contacts], group: "Mark", help: "unmark by a query"),
    KeyBinding([.character("U")], .clearMarks, in: [.contacts], group: "Mark", help: "clear all marks"),
    KeyBinding(
      [.character("B")], .restoreMarks, in: [.contacts], group: "Mark", help: "bring the last marks back"),
    KeyBinding(
      [.character("|")], .keepMarksInView, in: [.contacts], group: "Mark",
      help: "keep only the marks in view"),
  ]

  private static let staging: [KeyBinding] = [
    KeyBinding(
      [.character("t")], .tagEditor, in: [.contacts], group: "Tag",
      help: "edit tags of the marked contacts, or of the one under the cursor", hint: "tags"),
    KeyBinding(
      [.character("+")], .addTags, in: [.contacts], group: "Tag", help: "add tags", hint: "add"),
    KeyBinding(
      [.character("-")], .removeTags, in: [.contacts], group: "Tag", help: "remove tags", hint: "remove"),
    KeyBinding(
      [.character(".")], .repeatLast, in: [.contacts], group: "Tag", help: "repeat the last tagging here"),
    KeyBinding(
      [.character("u")], .undo, in: views, group: "Tag", help: "undo the last tagging", hint: "undo"),
    KeyBinding([.control("r")], .redo, in: views, group: "Tag", help: "redo"),
    KeyBinding(
      [.tab], .chooseTag, in: [.tagEditor], group: "Tag editor",
      help: "add to all, remove from all, as it was"),
    KeyBinding(
      [.enter], .stageChoices, in: [.tagEditor], group: "Tag editor", help: "stage what was chosen"),
    KeyBinding([.down, .control("n")], .down, in: [.tagEditor], group: "Tag editor", help: "one tag down"),
    KeyBinding([.up, .control("p")], .up, in: [.tagEditor], group: "Tag editor", help: "one tag up"),
    KeyBinding([.pageDown], .pageDown, in: [.tagEditor], group: "Tag editor", help: "a page down"),
    KeyBinding([.pageUp], .pageUp, in: [.tagEditor], group: "Tag editor", help: "a page up"),
  ]

  private static let changes: [KeyBinding] = [
    KeyBinding(
      [.character("o")], .otherGrouping, in: [.changes], group: "Changes", help: "group by tag, by contact",
      hint: "group"),
    KeyBinding(
      [.character("d")], .unstage, in: [.changes, .plan], group: "Changes", help: "unstage this line",
      hint: "unstage"),
    KeyBinding(
      [.character("r")], .retry, in: [.changes], group: "Changes", help: "retry failed edits: plan them again"
    ),
    KeyBinding(
      [.enter, .right], .unfold, in: [.changes, .plan, .history], group: "Changes",
      help: "unfold; in History: the receipts"),
    KeyBinding([.left], .fold, in: [.changes, .plan, .history], group: "Changes", help: "fold"),
  ]

  private static let committing: [KeyBinding] = [
    KeyBinding(
      [.character("c")], .plan, in: [.contacts, .facets, .changes, .history], group: "Commit",
      help: "plan: what would be sent", hint: "plan"),
    KeyBinding(
      [.character("W")], .commit, in: [.plan], group: "Commit", help: "send it, after a question",
      hint: "commit"),
    KeyBinding(
      [.character("S")], .stopCommit, in: [.plan], group: "Commit",
      help: "stop after the calls in flight", hint: "stop"),
    KeyBinding(
      [.character("r")], .revert, in: [.history], group: "History",
      help: "stage the inverse of what this commit really changed", hint: "revert"),
    KeyBinding(
      [.character("A")], .revertUncertain, in: [.history], group: "History",
      help: "the same with what it changed only probably"),
    KeyBinding(
      [.character("f")], .finishInterrupted, in: [.interruptedCommit], group: "Interrupted commit",
      help: "finish it"),
    KeyBinding(
      [.character("b")], .putBackInterrupted, in: [.interruptedCommit], group: "Interrupted commit",
      help: "back to staged edits"),
  ]
}
