import HighLevelAPI
import Tagging

/// Tags everyone who bears `old` with `new`, and returns how many got it.
func tagThose(
  bearing old: String, with new: String, in location: String, token: String, at address: String
) async throws -> Int {
  let configuration = HighLevelConfiguration(locationID: location, baseURL: address)
  let service = try HighLevelService(configuration: configuration, tokens: StaticToken(token))
  var found: [ContactID] = []
  var cursor: SearchCursor?
  repeat {
    let page = try await service.contacts(bearing: ContactTag(old), after: cursor)
    found += page.contacts.map(\.id)
    cursor = page.next
  } while cursor != nil

  var count = 0
  while !found.isEmpty {
    let some = Array(found.prefix(100))
    found.removeFirst(some.count)
    for entry in try await service.updateTags(.add, [ContactTag(new)], of: some) {
      switch entry.outcome {
      case .changed(_, let added, _): count += added.count
      case .refused(let message): print("\(entry.contact): \(message)")
      }
    }
  }
  await service.shutdown()
  return count
}
