/// Where the keys go: the innermost thing that is open.
package enum KeyContext: String, Sendable, CaseIterable {
  case contacts, facets, changes, plan, history, tagEditor, help, confirmation, interruptedCommit, prompt
}

/// One line of the key table: the keys of a command in some contexts, and what the help says of it.
package struct KeyBinding: Equatable, Sendable {
  package var keys: [Key]
  package var command: Command
  package var contexts: [KeyContext]
  /// The heading under which the help lists it.
  package var group: String
  package var help: String
  /// The word in the bottom line; `nil` where it is not shown there.
  package var hint: String?

  package init(
    _ keys: [Key], _ command: Command, in contexts: [KeyContext], group: String, help: String,
    hint: String? = nil
  ) {
    self.keys = keys
    self.command = command
    self.contexts = contexts
    self.group = group
    self.help = help
    self.hint = hint
  }
}

/// The one table of keys, from which dispatch, `?`, the bottom line and the README follow.
package struct KeyMap: Equatable, Sendable {
  package private(set) var bindings: [KeyBinding]
  private var commands: [KeyContext: [Key: Command]] = [:]

  package init(_ bindings: [KeyBinding]) {
    self.bindings = bindings
    index()
  }

  package func command(for key: Key, in context: KeyContext) -> Command? { commands[context]?[key] }

  /// The bindings of a context, in the order of the table.
  package func bindings(in context: KeyContext) -> [KeyBinding] {
    bindings.filter { $0.contexts.contains(context) }
  }

  /// The first key of a command where it can be used; for sentences that name a key.
  package func label(of command: Command) -> String {
    bindings.first { $0.command == command }?.keys.first?.label ?? command.rawValue
  }

  /// Why a remapping can't be used.
  package struct Refusal: Error, Equatable, Sendable {
    package var message: String
  }

  /// Gives commands other keys: a name of a command, and the keys it shall have instead.
  package mutating func remap(_ remaps: [String: [String]]) throws(Refusal) {
    for (name, labels) in remaps.sorted(by: { $0.key < $1.key }) {
      guard let command = Command(rawValue: name) else {
        throw Refusal(message: "[keys] has no command named “\(name)”.")
      }
      var keys: [Key] = []
      for label in labels {
        guard let key = Key(label: label) else {
          throw Refusal(message: "[keys] \(name): “\(label)” is not a key.")
        }
        keys.append(key)
      }
      for index in bindings.indices where bindings[index].command == command { bindings[index].keys = keys }
    }
    index()
    for context in KeyContext.allCases {
      var owner: [Key: Command] = [:]
      for binding in bindings(in: context) {
        for key in binding.keys {
          if let other = owner[key], other != binding.command {
            throw Refusal(
              message:
                "[keys] \(key.label) would mean both \(other.rawValue) and \(binding.command.rawValue).")
          }
          owner[key] = binding.command
        }
      }
    }
  }

  private mutating func index() {
    commands = [:]
    for binding in bindings {
      for context in binding.contexts {
        for key in binding.keys where commands[context]?[key] == nil {
          commands[context, default: [:]][key] = binding.command
        }
      }
    }
  }
}
