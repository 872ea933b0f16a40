import Editor
import Engine
import HighLevelAPI
import Tagging

/// Which calls the server answers to this token: what scopes it has, and what location it reaches.
struct ServerCheckup: Sendable {
  let service: HighLevelService
  /// A contact and a definition that nobody has: what is done to them changes nothing, and still needs the scope.
  private static let nobody = "TagdeskDoctorNobody0"

  func add(to report: inout DoctorReport) async {
    guard await addLocation(to: &report) else { return }
    await check("contacts.readonly", &report) { () async throws(ServiceError) in
      let page = try await service.search(ContactSearch(pageLimit: 1))
      return "\(page.total.grouped) contacts"
    }
    await check("contacts.write", &report) { () async throws(ServiceError) in
      _ = try await service.removeTags([ContactTag("tagdesk doctor")], from: ContactID(Self.nobody))
      return "tags can be changed"
    }
    await check("locations/tags.readonly", &report, isNeeded: false) { () async throws(ServiceError) in
      "\(try await service.tagDefinitions().count.grouped) tags in the location's list"
    }
    await check("locations/tags.write", &report, isNeeded: false) { () async throws(ServiceError) in
      try await service.deleteTagDefinition(Self.nobody)
      return "the location's list of tags can be changed"
    }
    let budget = service.budget
    let day = budget.dailyRemaining.map { ", \($0.grouped) left today" } ?? ""
    report.add(.ok, "Rate limit", "\(budget.limit) requests in \(Int(budget.interval)) s are used\(day)")
  }

  /// - Returns: Whether it makes sense to ask for more.
  private func addLocation(to report: inout DoctorReport) async -> Bool {
    do throws(ServiceError) {
      let location = try await service.location()
      report.add(.ok, "Location", "\(location.name) (\(location.id))")
      return true
    } catch .unauthorized(.missingScope, let message, let traceID) {
      let problem = Problem(.unauthorized(.missingScope, message: message, traceID: traceID))
      report.add("locations.readonly", problem, as: .note)
      return true
    } catch {
      report.add("Location", Problem(error))
      return false
    }
  }

  /// Reports whether a call is let through: an answer that nobody is there shows the scope as well.
  private func check(
    _ scope: String, _ report: inout DoctorReport, isNeeded: Bool = true,
    _ call: () async throws(ServiceError) -> String
  ) async {
    do throws(ServiceError) {
      report.add(.ok, scope, try await call())
    } catch {
      switch error {
      case .contactGone, .rejected: report.add(.ok, scope, "let through")
      default: report.add(scope, Problem(error), as: isNeeded ? .bad : .note)
      }
    }
  }
}
