/// A request that passed the first checks: the operation, and who asks for it.
struct Call: Sendable {
  let operation: Operation
  let version: APIVersion
  let principal: Principal
  let parameters: [String: String]
  let body: [UInt8]

  /// The members of the body, which must be a JSON object.
  ///
  /// - Throws: 400 for what is no JSON, 422 for what is no object.
  func members() throws(APIError) -> [String: JSONValue] {
    guard !body.isEmpty else { return [:] }
    do {
      guard let members = try JSONParser.parse(body).members else {
        throw APIError.unprocessable("body must be an object")
      }
      return members
    } catch let failure as JSONParser.Failure {
      throw .badRequest(failure.message)
    } catch let error as APIError {
      throw error
    } catch {
      throw .internalError
    }
  }

  /// Refuses a location that the token is not for.
  ///
  /// A missing one passes: that it is missing is for the check of the body to say.
  func checkLocation(_ id: String?) throws(APIError) {
    guard let id, id != principal.locationId else { return }
    throw .foreignLocation
  }

  /// Refuses a token that is for another location than the one whose contacts there are.
  func checkHome(_ home: String) throws(APIError) {
    guard principal.locationId != home else { return }
    throw .foreignLocation
  }
}

/// Who a token stands for.
struct Principal: Sendable, Equatable {
  let token: String
  let locationId: String
  let scopes: Set<Scope>
}
