import Testing

@Suite struct `The checker of answers` {
  private func violations(_ method: String, _ path: String, _ status: Int, _ body: String) -> [String] {
    SchemaChecker.shared.violations(method: method, path: path, status: status, body: JSON(Array(body.utf8)))
  }

  @Test(arguments: [
    ("POST", "/contacts/AAAAAAAAAAAAAAAAAAAA/tags", 201, #"{"tags":["a"],"traceId":"t"}"#),
    ("GET", "/locations/L/tags", 200, #"{"tags":[{"id":"i","name":"n","locationId":"L"}]}"#),
    (
      "POST", "/contacts/search", 200,
      #"{"contacts":[{"id":"i","email":null,"searchAfter":[1,"i"]}],"total":1}"#
    ),
  ])
  func `it lets right answers through`(method: String, path: String, status: Int, body: String) {
    #expect(violations(method, path, status, body).isEmpty)
  }

  @Test(arguments: [
    ("POST", "/contacts/AAAAAAAAAAAAAAAAAAAA/tags", 201, #"{"tags":[1]}"#),
    ("POST", "/contacts/AAAAAAAAAAAAAAAAAAAA/tags", 200, #"{"tags":["a"]}"#),
    ("POST", "/contacts/AAAAAAAAAAAAAAAAAAAA/tags", 422, #"{"message":"a text"}"#),
    ("GET", "/locations/L/tags", 200, #"{"tags":[{"id":"i","name":"n","location":"L"}]}"#),
    ("POST", "/contacts/search", 200, #"{"contacts":[]}"#),
    (
      "POST", "/contacts/bulk/tags/update/add", 201, #"{"succeded":true,"errorCount":0,"responses":["text"]}"#
    ),
    ("GET", "/nowhere", 200, "{}"),
  ])
  func `it finds what is wrong`(method: String, path: String, status: Int, body: String) {
    #expect(!violations(method, path, status, body).isEmpty)
  }
}
