extension Cover {
  /// Takes the call that makes the most edits still open, again and again.
  ///
  /// Contacts with more than 64 tags are left to `equalRows`. When the work is used up, the rest goes tag by tag.
  static func greedy(_ problem: CoverProblem, work: inout Int) -> Cover {
    var search = GreedySearch(problem)
    search.run(work: &work)
    return search.cover
  }
}

/// The state of `Cover.greedy`.
private struct GreedySearch {
  /// A set of tags, and how many edits one call with them makes.
  struct Candidate {
    var tags: [Int] = []
    var contacts = 0
    var edits = 0
  }

  let problem: CoverProblem
  var cover = Cover()
  /// Contacts of one group with the same tags still open.
  private var pieces: [Cover.Share] = []
  /// For each piece its open tags, a bit for each tag of the group.
  private var open: [UInt64] = []
  /// For each tag the pieces that had it open when last seen, with the tag's bit in each.
  private var places: [[(piece: Int, bit: Int)]]
  private var shared: [Int]

  init(_ problem: CoverProblem) {
    self.problem = problem
    places = Array(repeating: [], count: problem.tags.count)
    shared = Array(repeating: 0, count: problem.tags.count)
    for (index, group) in problem.groups.enumerated() {
      var share = Cover.Share(group: index, count: group.count, sets: [])
      guard group.tags.count <= 64 else {
        share.sets = group.tags.chunked(problem.limits.tags).map { cover.index(of: Array($0)) }
        cover.shares.append(share)
        continue
      }
      for (bit, tag) in group.tags.enumerated() { places[tag].append((pieces.count, bit)) }
      pieces.append(share)
      open.append(.max >> UInt64(64 - group.tags.count))
    }
  }

  mutating func run(work: inout Int) {
    // What a tag's best call makes falls as edits are made: an old figure is an upper bound, looked at only when on top.
    var best = problem.tags.indices.map { places[$0].isEmpty ? 0 : Int.max }
    while work > 0 {
      var top = -1
      var second = 0
      for tag in best.indices where best[tag] > second {
        if top < 0 || best[tag] > best[top] {
          second = top < 0 ? 0 : best[top]
          top = tag
        } else {
          second = best[tag]
        }
      }
      guard top >= 0, best[top] > 0 else { break }
      let candidate = grow(from: top, work: &work)
      best[top] = candidate.edits
      if candidate.edits > 0, candidate.edits >= second { take(candidate, work: &work) }
    }
    for index in pieces.indices where open[index] != 0 {
      var sets = pieces[index].sets
      forEachOpenTag(of: index) { sets.append(cover.index(of: [$0])) }
      pieces[index].sets = sets
    }
    cover.shares += pieces
  }

  private func forEachOpenTag(of piece: Int, _ body: (Int) -> Void) {
    var rest = open[piece]
    let group = pieces[piece].group
    while rest != 0 {
      body(problem.groups[group].tags[rest.trailingZeroBitCount])
      rest &= rest - 1
    }
  }

  /// Adds to the tag the ones that most of its contacts share, and returns the best set met on the way.
  private mutating func grow(from tag: Int, work: inout Int) -> Candidate {
    places[tag].removeAll { open[$0.piece] & (1 << UInt64($0.bit)) == 0 }
    var members = places[tag].map(\.piece)
    work -= members.count
    var contacts = members.reduce(0) { $0 + pieces[$1].count }
    var tags = [tag]
    let most = problem.limits.contacts
    var best = Candidate(tags: tags, contacts: contacts, edits: min(contacts, most))
    while tags.count < problem.limits.tags, min(contacts, most) * problem.limits.tags > best.edits {
      var seen: [Int] = []
      for member in members {
        let count = pieces[member].count
        let group = pieces[member].group
        var rest = open[member]
        work -= rest.nonzeroBitCount
        while rest != 0 {
          let other = problem.groups[group].tags[rest.trailingZeroBitCount]
          if shared[other] == 0 { seen.append(other) }
          shared[other] += count
          rest &= rest - 1
        }
      }
      for tag in tags { shared[tag] = 0 }
      let next = seen.max { (shared[$0], $1) < (shared[$1], $0) }
      contacts = next.map { shared[$0] } ?? 0
      for other in seen { shared[other] = 0 }
      guard let next, contacts > 0 else { break }
      members.removeAll { !isOpen(next, in: $0) }
      tags.append(next)
      let edits = min(contacts, most) * tags.count
      if edits > best.edits { best = Candidate(tags: tags, contacts: contacts, edits: edits) }
    }
    best.tags.sort()
    return best
  }

  private func isOpen(_ tag: Int, in piece: Int) -> Bool {
    guard let bit = problem.groups[pieces[piece].group].tags.firstIndex(of: tag) else { return false }
    return open[piece] & (1 << UInt64(bit)) != 0
  }

  /// Makes as many full calls as the candidate fills, or the one that it begins; contacts with nothing else open first.
  private mutating func take(_ candidate: Candidate, work: inout Int) {
    let most = problem.limits.contacts
    var need = candidate.contacts >= most ? candidate.contacts / most * most : candidate.contacts
    let set = cover.index(of: candidate.tags)
    var members: [(piece: Int, mask: UInt64, rest: Int)] = []
    for place in places[candidate.tags[0]] {
      guard let mask = mask(of: candidate.tags, in: place.piece) else { continue }
      members.append((place.piece, mask, (open[place.piece] & ~mask).nonzeroBitCount))
      work -= 1
    }
    members.sort { ($0.rest, $0.piece) < ($1.rest, $1.piece) }
    for member in members where need > 0 {
      let count = pieces[member.piece].count
      if count > need {
        var other = pieces[member.piece]
        other.count = count - need
        pieces[member.piece].count = need
        let rest = open[member.piece]
        for (bit, tag) in problem.groups[other.group].tags.enumerated() where rest & (1 << UInt64(bit)) != 0 {
          places[tag].append((pieces.count, bit))
        }
        pieces.append(other)
        open.append(rest)
      }
      need -= min(count, need)
      open[member.piece] &= ~member.mask
      pieces[member.piece].sets.append(set)
    }
  }

  /// The bits of the tags, if all are open.
  private func mask(of tags: [Int], in piece: Int) -> UInt64? {
    var mask: UInt64 = 0
    var place = 0
    for (bit, tag) in problem.groups[pieces[piece].group].tags.enumerated() where place < tags.count {
      if tag == tags[place] {
        mask |= 1 << UInt64(bit)
        place += 1
      }
    }
    return place == tags.count && open[piece] & mask == mask ? mask : nil
  }
}
