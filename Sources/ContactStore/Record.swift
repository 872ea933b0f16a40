import CScanner
import Tagging

/// A contact's searchable texts as bytes, as the server wrote them and folded.
struct Record {
  /// The fields, in order.
  enum Field: Int {
    case id, name, email, phone, company
  }

  /// Between fields, and between the values of a field: bytes that UTF-8 never holds.
  static let separator: UInt8 = 0xFF
  static let listSeparator: UInt8 = 0xFE

  var text: [UInt8] = []
  var folded: [UInt8] = []

  init(_ contact: Contact) {
    text.reserveCapacity(128)
    folded.reserveCapacity(128)
    text.append(contentsOf: contact.id.rawValue.utf8)
    appendField(contact.name) { FoldedText.append($0, to: &$1) }
    appendField(contact.email, contact.additionalEmails) { FoldedText.append($0, to: &$1) }
    appendField(contact.phone, contact.additionalPhones) { Self.appendDigits(of: $0, to: &$1) }
    appendField(contact.company) { FoldedText.append($0, to: &$1) }
  }

  private mutating func appendField(
    _ first: String, _ others: [String] = [], fold: (String, inout [UInt8]) -> Void
  ) {
    text.append(Self.separator)
    folded.append(Self.separator)
    text.append(contentsOf: first.utf8)
    fold(first, &folded)
    for value in others {
      text.append(Self.listSeparator)
      folded.append(Self.listSeparator)
      text.append(contentsOf: value.utf8)
      fold(value, &folded)
    }
  }

  /// A phone number as it is compared.
  static func appendDigits(of text: String, to bytes: inout [UInt8]) {
    for byte in text.utf8 where byte &- 0x30 < 10 { bytes.append(byte) }
  }

  static func digits(of text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    appendDigits(of: text, to: &bytes)
    return bytes
  }

  /// A field of a record.
  static func field(_ field: Field, of record: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    guard let bytes = record.baseAddress else { return record }
    let start = cscanner_field_start(bytes, record.count, field.rawValue)
    return upTo(separator, UnsafeBufferPointer(rebasing: record[start...]))
  }

  /// The first value of a field.
  static func firstValue(of field: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    upTo(listSeparator, field)
  }

  private static func upTo(
    _ separator: UInt8, _ bytes: UnsafeBufferPointer<UInt8>
  ) -> UnsafeBufferPointer<UInt8> {
    guard let start = bytes.baseAddress else { return bytes }
    return UnsafeBufferPointer(start: start, count: cscanner_index(start, bytes.count, separator))
  }
}

/// Texts that are records.
extension ByteStrings {
  /// Calls the closure with the bytes of a field, additional e-mails and phones included.
  func withField<Result>(
    _ field: Record.Field, of row: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    withText(row) { body(Record.field(field, of: $0)) }
  }

  /// A field's first value.
  func string(_ field: Record.Field, of row: Int) -> String {
    withField(field, of: row) { String(decoding: Record.firstValue(of: $0), as: UTF8.self) }
  }

  /// A field's values after the first.
  func additionalStrings(_ field: Record.Field, of row: Int) -> [String] {
    withField(field, of: row) { bytes in
      bytes.split(separator: Record.listSeparator, omittingEmptySubsequences: false).dropFirst()
        .map { String(decoding: UnsafeBufferPointer(rebasing: $0), as: UTF8.self) }
    }
  }
}
