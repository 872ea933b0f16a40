/// The edits of one direction, as a graph of contacts and tags that calls have to cover.
///
/// Contacts with equal edits are one group: they are interchangeable until the calls are written down.
struct CoverProblem {
  /// Contacts that get the same tags.
  struct Group {
    /// Indexes of tags, ascending.
    var tags: [Int]
    /// Where its contacts are in `rows`.
    var rows: Range<Int>

    var count: Int { rows.count }
  }

  let limits: PlanLimits
  /// The spellings to send.
  let tags: [String]
  /// All contacts, those of a group side by side and ascending.
  let rows: [ContactRow]
  let groups: [Group]
  /// For each tag, how many contacts get it.
  let tagCounts: [Int]

  /// Sorts the rows into groups by walking a tree whose paths are sets of tags; linear in the number of edits.
  init(_ lines: [EditMatrix.Line], limits: PlanLimits) {
    self.limits = limits
    tags = lines.map(\.tag)
    tagCounts = lines.map(\.rows.count)
    let all = lines.reduce(into: RowSet()) { $0.formUnion($1.rows) }.rows
    var nodeOfRow = [Int32](repeating: 0, count: (all.last ?? -1) + 1)
    var nodes = [Node(parent: 0, tag: -1)]
    for (tag, line) in lines.enumerated() {
      line.rows.forEach { row in
        let node = Int(nodeOfRow[row])
        if nodes[node].newestTag != tag {
          nodes[node].newestTag = tag
          nodes[node].newestChild = nodes.count
          nodes.append(Node(parent: node, tag: tag))
        }
        nodeOfRow[row] = Int32(nodes[node].newestChild)
      }
    }
    var starts = [Int](repeating: 0, count: nodes.count + 1)
    for row in all { starts[Int(nodeOfRow[row]) + 1] += 1 }
    for node in nodes.indices { starts[node + 1] += starts[node] }
    var next = starts
    var rows = [ContactRow](repeating: 0, count: all.count)
    for row in all {
      let node = Int(nodeOfRow[row])
      rows[next[node]] = row
      next[node] += 1
    }
    self.rows = rows
    groups = nodes.indices.compactMap { node in
      let range = starts[node]..<starts[node + 1]
      return range.isEmpty ? nil : Group(tags: Self.path(to: node, in: nodes), rows: range)
    }
  }

  /// A set of tags that the walk has met: the parent's, and one more.
  private struct Node {
    var parent: Int
    var tag: Int
    var newestTag = -1
    var newestChild = 0
  }

  private static func path(to node: Int, in nodes: [Node]) -> [Int] {
    var tags: [Int] = []
    var node = node
    while nodes[node].tag >= 0 {
      tags.append(nodes[node].tag)
      node = nodes[node].parent
    }
    return tags.reversed()
  }
}
