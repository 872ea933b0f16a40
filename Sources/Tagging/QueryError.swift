/// Why a query can't be read, and where.
public struct QueryError: Error, Sendable, Equatable {
  /// A sentence for the person who typed it.
  public var message: String
  /// Characters before the offending one, from 0.
  public var column: Int

  /// Makes an error.
  public init(_ message: String, column: Int) {
    self.message = message
    self.column = column
  }
}
