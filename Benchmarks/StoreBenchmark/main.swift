import ContactStore
import Foundation
import Tagging

// Usage: StoreBenchmark [NUMBER OF CONTACTS]
let size = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 1_000_000
let context = QueryContext(now: Date(timeIntervalSinceReferenceDate: 800_000_000), timeZone: .gmt)

func printMemory(_ when: String) throws {
  let memory = try residentMemory()
  print("resident memory \(when): \(memory.now) MiB, peak \(memory.peak)")
}

func filled() -> ContactTable {
  var generator = ContactGenerator(seed: 1)
  var table = ContactTable()
  var slowest = 0.0
  var total = 0.0
  var loaded = 0
  var processor = 0.0
  while loaded < size {
    let page = (0..<min(500, size - loaded)).map { generator.contact(loaded + $0) }
    let start = ContinuousClock.now
    let used = clock()
    _ = table.upsert(page)
    processor += Double(clock() - used) / Double(CLOCKS_PER_SEC) * 1000
    let time = (ContinuousClock.now - start) / .milliseconds(1)
    slowest = max(slowest, time)
    total += time
    loaded += page.count
  }
  print(
    "upsert of \(size) in pages of 500: \(text(total, 1)) ms, \(text(processor, 1)) of the processor, the slowest page \(text(slowest, 1)) ms"
  )
  return table
}

func matches(_ table: ContactTable, _ query: Query) -> RowSet {
  table.rows(matching: query, in: context) ?? []
}

try printMemory("before")
var table = filled()
try printMemory("filled")
print(
  "what".padding(toLength: 44, withPad: " ", startingAt: 0),
  "   median  fastest  slowest      cpu       result")
for word in [
  "a", "an", "ann", "anna s", "gmail", "zzzq", "+14155", "A", "An", "Ann", "José", "name:ana", "email:gmail",
  "company:acme", "city:lis", "phone:555", "id:abc", "name:an*", "tag:\"tag 0\"",
  "tag:\"tag 0\" -tag:\"tag 3\"", "tag:*",
  "tag:\"tag 1*\"", "tags:0", "tags:>5", "has:email", "added:<30d", "dnd:yes", "gmail tag:\"tag 7\" -anna",
  "ana OR bo OR chen",
] {
  let query = try QueryParser.parse(word)
  measure("filter \(word)") { matches(table, query).count }
}
let gmail = matches(table, try QueryParser.parse("gmail"))
let few = matches(table, try QueryParser.parse("anna gmail tag:\"tag 7\""))
measure("facets of all") { table.tagCounts(in: table.loadedRows).count }
measure("facets of \(gmail.count)") { table.tagCounts(in: gmail).count }
measure("facets of \(few.count)") { table.tagCounts(in: few).count }
measure("counts of all tags") { table.tagCounts.count }
for key in [SortKey.name, .email, .added, .city] {
  measure("sort all by \(key.rawValue), first time", runs: 1) {
    table.sorted(table.loadedRows, by: SortOrder(key))?.count ?? 0
  }
  measure("sort all by \(key.rawValue), again", runs: 5) {
    table.sorted(table.loadedRows, by: SortOrder(key))?.count ?? 0
  }
  measure("sort \(gmail.count) by \(key.rawValue)", runs: 5) {
    table.sorted(gmail, by: SortOrder(key))?.count ?? 0
  }
}
measure("mark all in view") { RowSet().union(table.loadedRows).count }
var encoded: [[UInt8]] = []
measure("encode \(table.chunkCount) chunks", runs: 1) {
  encoded = (0..<table.chunkCount).map(table.encodedChunk)
  return encoded.reduce(0) { $0 + $1.count }
}
measure("decode them", runs: 3) {
  var read = ContactTable()
  do {
    try read.append(encodedChunks: encoded)
  } catch {
    print(error)
  }
  return read.count
}
encoded = []
let someIDs = stride(from: 0, to: table.rowLimit, by: 7).map { table.id(at: $0) }
measure("row of an id, \(someIDs.count) times", runs: 3) {
  someIDs.reduce(0) { $0 + (table.row(of: $1) ?? 0) & 1 }
}
let address = table.email(at: size / 2)
measure("rows by e-mail, first time", runs: 1) { table.rows(email: address).count }
measure("rows by e-mail, again") { table.rows(email: address).count }
let phone = table.phone(at: size / 2)
measure("rows by phone, first time", runs: 1) { table.rows(phone: phone).count }
measure("rows by phone, again") { table.rows(phone: phone).count }
let snapshot = table
measure("set tags of one, with a snapshot held", runs: 1) {
  table.setTags([ContactTag("tag 0"), ContactTag("new")], of: size / 2)
  return 1
}
measure("replace one, with a snapshot held", runs: 1) {
  var contact = table.contact(at: size / 3)
  contact.name += " II"
  return table.upsert([contact]).count
}
print("snapshot is another: \(snapshot != table)")
try printMemory("at the end")
