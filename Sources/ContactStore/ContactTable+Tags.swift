package import Tagging

/// A tag with the number of contacts that bear it.
package struct TagCount: Sendable, Equatable {
  package var tag: ContactTag
  package var count: Int

  /// Makes a count.
  package init(tag: ContactTag, count: Int) {
    self.tag = tag
    self.count = count
  }
}

extension ContactTable {
  /// The contact's tags, in the server's spelling and order; none where it is not loaded.
  package func tags(at row: ContactRow) -> [ContactTag] {
    codes(at: row).map { tagIndex.spellings[Int($0)].tag }
  }

  /// Whether the contact bears the tag, however it is spelt there.
  package func bears(_ row: ContactRow, _ tag: ContactTag) -> Bool { rows(bearing: tag).contains(row) }

  /// The contacts that bear the tag: kept at hand, whatever their number.
  package func rows(bearing tag: ContactTag) -> RowSet { tagIndex.rows(bearing: tag) }

  /// The tag as this contact shows it.
  package func spelling(of tag: ContactTag, at row: ContactRow) -> ContactTag? {
    codes(at: row).lazy.map { tagIndex.spellings[Int($0)].tag }.first { $0 == tag }
  }

  /// The ways in which contacts show the tag, with how many do.
  package func spellings(of tag: ContactTag) -> [TagCount] {
    guard let number = tagIndex.number(of: tag) else { return [] }
    return tagIndex.entries[number].spellings.map {
      TagCount(tag: tagIndex.spellings[$0].tag, count: tagIndex.spellings[$0].count)
    }
  }

  /// Every tag that some contact bears or bore, in the spelling that most show, with its number of contacts.
  package var tagCounts: [TagCount] {
    tagIndex.entries.indices.map {
      TagCount(tag: tagIndex.mainSpelling($0), count: tagIndex.entries[$0].rows.count)
    }
  }

  /// The same for the contacts of a view; tags that none of them bears are left out.
  ///
  /// At a million contacts about 20 ms for a large view; a small one costs what its contacts' tags do.
  package func tagCounts(in rows: RowSet) -> [TagCount] {
    let counts =
      rows.count * 16 < count ? countsOfFew(rows) : tagIndex.entries.map { $0.rows.intersectionCount(rows) }
    return counts.indices.compactMap {
      counts[$0] == 0 ? nil : TagCount(tag: tagIndex.mainSpelling($0), count: counts[$0])
    }
  }

  private func countsOfFew(_ rows: RowSet) -> [Int] {
    var counts = [Int](repeating: 0, count: tagIndex.entries.count)
    var seen: [Int] = []
    rows.forEach { row in
      guard row < rowLimit else { return }
      seen.removeAll(keepingCapacity: true)
      for code in codes(at: row) {
        let number = tagIndex.spellings[Int(code)].tagNumber
        // A contact may show one tag in two spellings.
        if seen.contains(number) { continue }
        seen.append(number)
        counts[number] += 1
      }
    }
    return counts
  }
}
