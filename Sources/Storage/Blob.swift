/// A blob that does not hold what it should.
struct BlobError: Error {}

/// Packs numbers and texts into bytes; a text that comes again costs a byte or two.
struct BlobWriter {
  private(set) var bytes: [UInt8]
  private var words: [String] = []
  private var numbers: [String: Int] = [:]

  /// Begins a blob with its format, so that a later one can be told apart.
  init(format: UInt8) { bytes = [format] }

  /// Appends a number that is not negative, 7 bits a byte.
  mutating func append(_ number: Int) {
    var rest = UInt(number)
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// Appends a text in full.
  mutating func append(_ text: String) {
    append(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  /// Appends a word of which few different ones are expected: its number, and the text the first time.
  mutating func append(word: String) {
    // Strings are equal when they are canonically equivalent; a spelling has to come back byte by byte.
    if let number = numbers[word], words[number].utf8.elementsEqual(word.utf8) { return append(number) }
    append(words.count)
    append(word)
    numbers[word] = words.count
    words.append(word)
  }

  /// Appends a list of words.
  mutating func append(words: [String]) {
    append(words.count)
    for word in words { append(word: word) }
  }

  /// Appends texts without their lengths when all have the same, as the server's ids do.
  mutating func append<Texts: Collection>(texts: Texts) where Texts.Element == String {
    append(texts.count)
    let first = texts.first?.utf8.count ?? 0
    let width = texts.allSatisfy { $0.utf8.count == first } ? first : 0
    append(width)
    for text in texts {
      if width == 0 { append(text) } else { bytes.append(contentsOf: text.utf8) }
    }
  }
}

/// Unpacks what `BlobWriter` packed; throws at any byte that cannot be right.
struct BlobReader: ~Copyable {
  private let bytes: [UInt8]
  private var place = 0
  private var words: [String] = []

  /// Begins to read a blob of a format.
  init(_ bytes: [UInt8], format: UInt8) throws(BlobError) {
    self.bytes = bytes
    guard try byte() == format else { throw BlobError() }
  }

  /// Whether everything was read.
  var isAtEnd: Bool { place == bytes.count }

  private mutating func byte() throws(BlobError) -> UInt8 {
    guard place < bytes.count else { throw BlobError() }
    defer { place += 1 }
    return bytes[place]
  }

  /// Reads a number.
  mutating func number() throws(BlobError) -> Int {
    var value: UInt = 0
    var shift: UInt = 0
    while true {
      let next = try byte()
      guard shift < 63 else { throw BlobError() }
      value |= UInt(next & 0x7F) << shift
      shift += 7
      if next < 0x80 { break }
    }
    guard let number = Int(exactly: value) else { throw BlobError() }
    return number
  }

  /// Reads how many things follow, each at least a byte long.
  mutating func count() throws(BlobError) -> Int {
    let count = try number()
    guard count <= bytes.count - place else { throw BlobError() }
    return count
  }

  private mutating func text(length: Int) throws(BlobError) -> String {
    guard length <= bytes.count - place else { throw BlobError() }
    defer { place += length }
    return String(decoding: bytes[place..<place + length], as: UTF8.self)
  }

  /// Reads a text.
  mutating func text() throws(BlobError) -> String {
    try text(length: number())
  }

  /// Reads a word.
  mutating func word() throws(BlobError) -> String {
    let number = try number()
    if number < words.count { return words[number] }
    guard number == words.count else { throw BlobError() }
    let word = try text()
    words.append(word)
    return word
  }

  /// Reads a list of words.
  mutating func wordList() throws(BlobError) -> [String] {
    let count = try count()
    var list: [String] = []
    list.reserveCapacity(count)
    for _ in 0..<count { list.append(try word()) }
    return list
  }

  /// Reads texts, and passes each on.
  mutating func texts<Element>(_ element: (String) -> Element) throws(BlobError) -> [Element] {
    let count = try number()
    let width = try number()
    guard count <= bytes.count - place else { throw BlobError() }
    var list: [Element] = []
    list.reserveCapacity(count)
    for _ in 0..<count { list.append(element(width == 0 ? try text() : try text(length: width))) }
    return list
  }
}
