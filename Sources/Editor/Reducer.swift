package import Engine
import Tagging

/// Changes the state by what the user meant or what happened, and says what is to be done outside of it.
package func reduce(_ state: inout EditorState, _ action: Action) -> [Effect] {
  switch action {
  case .inputArrived(let time):
    state.elapsedSinceInput = time - state.lastInputAt
    state.lastInputAt = time
    state.time = time
    return []
  case .clock(let time):
    state.time = time
    return []
  case .perform(let command): return state.perform(command)
  case .edit(let edit): return state.edit(edit)
  case .complete(let backward): return state.complete(backward: backward)
  case .recall(let older): return state.recall(older: older)
  case .submit: return state.submit()
  case .answer(let letter): return state.answer(letter)
  case .pasted(let text): return state.paste(text)
  case .unknownKey(let key):
    state.message = Message("\(key.label) does nothing here; ? shows the keys.")
    return []
  case .resized(let columns, let rows):
    state.size = TerminalSize(columns: columns, rows: rows)
    state.scrollAll()
    return []
  case .frameShown:
    if case .confirmation(var confirmation) = state.overlays.last, !confirmation.isShown {
      confirmation.isShown = true
      state.overlays[state.overlays.count - 1] = .confirmation(confirmation)
    }
    return []
  case .notice(let text):
    state.message = Message(text)
    return []
  case .opened(let opening): return state.open(opening)
  case .loading(let event, let run): return run == state.loading.run ? state.load(event) : []
  case .locationRead(let location):
    if !location.name.isEmpty { state.session.locationName = location.name }
    return []
  case .tagsRead(let definitions):
    state.definitions = definitions
    return []
  case .listed(let listing): return state.list(listing)
  case .facetsCounted(let facets, let number): return state.showFacets(facets, of: number)
  case .recorded(let number): return state.recorded(upTo: number)
  case .recordingFailed(let problem): return state.recordingFailed(problem)
  case .planned(let work): return state.show(work)
  case .committing(let event): return state.follow(event)
  case .putBack(let step): return state.putBack(step)
  case .historyRead(let summaries): return state.take(summaries)
  case .commitRead(let details): return state.take(details)
  case .notReached(let problem): return state.notReached(problem)
  case .failed(let problem):
    state.message = Message(problem.sentence, isProblem: true)
    return []
  }
}

extension Problem {
  /// What happened and what to do, in one line.
  package var sentence: String { remedy.isEmpty ? message : message + " " + remedy }
}

extension EditorState {
  /// Keeps every cursor inside its window.
  mutating func scrollAll() {
    list.scroll(height: listHeight)
    changes.move(to: changes.cursor, height: pageHeight)
    plan.move(to: plan.cursor, height: pageHeight)
    history.move(to: history.cursor, height: pageHeight)
  }

  mutating func perform(_ command: Command) -> [Effect] {
    message = nil
    if let reason = reasonAgainst(command) {
      message = Message(reason)
      return []
    }
    switch command {
    case .down, .up, .pageDown, .pageUp, .halfPageDown, .halfPageUp, .top, .bottom: return move(command)
    case .contacts, .changes, .plan, .history, .otherPane, .help, .quit, .back: return navigate(command)
    case .repaint: return [.repaint]
    case .suspend: return [.suspend]
    case .refresh: return refresh()
    case .interrupt: return interrupt()
    case .query, .commandLine, .addTags, .removeTags, .sort, .markByQuery, .unmarkByQuery:
      return openPrompt(for: command)
    case .filterByFacet, .filterOutFacet: return filterByFacet(negated: command == .filterOutFacet)
    case .queryBack, .queryForward: return walkQueries(back: command == .queryBack)
    case .mark, .markRange, .markAll, .invertMarks, .clearMarks, .restoreMarks, .keepMarksInView:
      return mark(command)
    case .tagEditor, .chooseTag, .stageChoices: return editTags(command)
    case .undo, .redo: return walkHistory(back: command == .undo)
    case .repeatLast: return repeatLastStaging()
    case .otherGrouping, .unstage, .retry, .fold, .unfold: return arrange(command)
    case .revert, .revertUncertain: return revert(withUncertain: command == .revertUncertain)
    case .commit: return askToCommit()
    case .stopCommit: return stopCommit()
    case .finishInterrupted, .putBackInterrupted: return settleInterrupted(command)
    }
  }
}
