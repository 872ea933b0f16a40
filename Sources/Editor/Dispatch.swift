/// From keys to actions: what an input means in the state it finds.
extension EditorState {
  package func actions(for input: Input, at time: Double) -> [Action] {
    switch input {
    case .resize(let columns, let rows): [.resized(columns: columns, rows: rows)]
    case .paste(let text): [.inputArrived(at: time), .pasted(text)]
    case .key(let key): [.inputArrived(at: time), action(for: key)]
    }
  }

  private func action(for key: Key) -> Action {
    let context = keyContext
    switch context {
    case .prompt: return promptAction(for: key)
    case .confirmation:
      if case .confirmation(let confirmation) = overlays.last, case .character(let letter) = key,
        confirmation.choices.contains(letter)
      {
        return .answer(letter)
      }
    case .tagEditor:
      if session.keyMap.command(for: key, in: context) == nil, let edit = LineEditor.edit(for: key) {
        return .edit(edit)
      }
    default: break
    }
    if let command = session.keyMap.command(for: key, in: context) { return .perform(command) }
    return .unknownKey(key)
  }

  private func promptAction(for key: Key) -> Action {
    switch key {
    case .enter: .submit
    case .escape, .control("g"), .control("c"): .perform(.back)
    case .tab: .complete(backward: false)
    case .backTab: .complete(backward: true)
    case .up, .control("p"): .recall(older: true)
    case .down, .control("n"): .recall(older: false)
    case .control("l"): .perform(.repaint)
    case .control("z"): .perform(.suspend)
    default: LineEditor.edit(for: key).map(Action.edit) ?? .unknownKey(key)
    }
  }
}
