extension KeyMap {
  /// The key table as the README shows it.
  package var markdown: String {
    var lines = ["| key | does |", "|---|---|"]
    var group = ""
    for binding in bindings {
      if binding.group != group {
        group = binding.group
        lines.append("| **\(group)** | |")
      }
      let keys = binding.keys.map { "`\($0.label == "|" ? "\\|" : $0.label)`" }.joined(separator: " ")
      lines.append("| \(keys) | \(binding.help) |")
    }
    return lines.joined(separator: "\n")
  }
}
