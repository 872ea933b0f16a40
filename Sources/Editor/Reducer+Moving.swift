import Engine
import Tagging

/// Moving about: lines, pages, views and what lies over them.
extension EditorState {
  mutating func move(_ command: Command) -> [Effect] {
    switch overlays.last {
    case .help(let scroll):
      overlays[overlays.count - 1] = .help(scroll: max(0, scroll + lines(of: command, height: pageHeight)))
      return []
    case .tagEditor(var editor):
      editor.move(by: lines(of: command, height: pageHeight - 6))
      overlays[overlays.count - 1] = .tagEditor(editor)
      return []
    case .confirmation, .interruptedCommit: return []
    case nil: break
    }
    switch view {
    case .contacts:
      if list.isFacetPaneFocused {
        let last = max(0, list.facets.count - 1)
        list.facetCursor = min(max(0, list.facetCursor + lines(of: command, height: listHeight)), last)
      } else {
        list.rowBeforeQuery = nil
        list.move(to: list.cursor + lines(of: command, height: listHeight), height: listHeight)
        extendRange()
      }
    case .changes:
      changes.move(to: changes.cursor + lines(of: command, height: pageHeight), height: pageHeight)
    case .plan: plan.move(to: plan.cursor + lines(of: command, height: pageHeight), height: pageHeight)
    case .history:
      history.move(to: history.cursor + lines(of: command, height: pageHeight), height: pageHeight)
    }
    return []
  }

  /// How many lines a command moves by; to the ends by more than there are.
  private func lines(of command: Command, height: Int) -> Int {
    switch command {
    case .down: 1
    case .up: -1
    case .pageDown: max(1, height - 1)
    case .pageUp: -max(1, height - 1)
    case .halfPageDown: max(1, height / 2)
    case .halfPageUp: -max(1, height / 2)
    case .top: -1 << 40
    case .bottom: 1 << 40
    default: 0
    }
  }

  mutating func navigate(_ command: Command) -> [Effect] {
    switch command {
    case .contacts: return show(.contacts)
    case .changes: return show(.changes)
    case .plan: return openPlan()
    case .history: return show(.history) + [.readHistory]
    case .otherPane: return switchPane()
    case .help:
      overlays.append(.help(scroll: 0))
      return []
    case .quit: return quit()
    default: return back()
    }
  }

  mutating func show(_ new: MainView) -> [Effect] {
    endRange(keeping: true)
    view = new
    if new == .changes { changes.rebuild(from: written) }
    if new != .plan { plan.asksWhenPlanned = false }
    scrollAll()
    return []
  }

  /// Opens the facets, goes over to them, or comes back and closes them.
  private mutating func switchPane() -> [Effect] {
    if !list.isFacetPaneOpen {
      guard size.columns >= 80 else {
        message = Message("The tags of the view need 80 columns.")
        return []
      }
      list.isFacetPaneOpen = true
      list.isFacetPaneFocused = true
      return [countFacets()]
    }
    if list.isFacetPaneFocused {
      list.isFacetPaneFocused = false
    } else {
      list.isFacetPaneOpen = false
    }
    return []
  }

  /// `Esc`: leaves the innermost thing; never destroys anything.
  private mutating func back() -> [Effect] {
    if let overlay = overlays.popLast() {
      if case .tagEditor(let editor) = overlay, !editor.choices.isEmpty {
        message = Message("Tag editor left, nothing staged.")
      }
      return []
    }
    if prompt != nil { return cancelPrompt() }
    if range != nil {
      endRange(keeping: false)
      return []
    }
    switch view {
    case .contacts: list.isFacetPaneFocused = false
    case .changes: return show(.contacts)
    case .plan: return show(plan.cameFrom)
    case .history: return leaveHistory()
    }
    return []
  }

  private mutating func quit() -> [Effect] {
    if overlays.popLast() != nil { return [] }
    switch view {
    case .changes: return show(.contacts)
    case .plan: return show(plan.cameFrom)
    case .history: return leaveHistory()
    case .contacts:
      if list.isFacetPaneOpen, list.isFacetPaneFocused {
        list.isFacetPaneOpen = false
        list.isFacetPaneFocused = false
        return []
      }
      if let commit, commit.isRunning {
        overlays.append(
          .confirmation(
            Confirmation(
              .quitDuringCommit,
              question: "A commit is running. b: go on in the background · s: stop after the calls in "
                + "flight · Esc: stay")))
        return []
      }
      isQuitting = true
      return [.quit]
    }
  }

  /// `Ctrl-C`: cancels the search, load or prompt; in a commit the same as `S`.
  mutating func interrupt() -> [Effect] {
    if !overlays.isEmpty || prompt != nil { return back() }
    if let commit, commit.isRunning { return stopCommit() }
    if loading.isActive {
      loading.isActive = false
      loading.run += 1
      message = Message("Loading stopped at \(loading.loaded) contacts; R goes on.")
      return [.stopLoading]
    }
    message = Message("Nothing is running; q quits.")
    return []
  }
}
