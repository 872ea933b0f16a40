import Glibc
import Synchronization

/// What processes tell each other about the rate budget.
struct SharedBudget: Sendable, Equatable {
  /// When the server counted a request, since the machine's start.
  var moments: [Duration] = []
  var blockedUntil: Duration?
  var throttled: RateWindow.Throttling?
}

/// A small file with the recent requests of all processes that share a budget.
///
/// Each process rewrites its own part under a lock of the file; the parts of the dead grow old and fall out.
/// Nobody waits for the lock for long: pacing that is a little off costs a 429 at worst, a process that was
/// stopped while it held the lock would hold up all others.
///
/// Layout, in the machine's byte order, eight bytes each: a mark, the end of the pause, the lowered limit and
/// its time; then pairs of an owner and a moment. Times are nanoseconds since the machine's start.
final class BudgetFile: Sendable {
  private static let mark: Int64 = 0x0144_4755_4241_4454
  private static let headLength = 4
  private static let mostRecords = 4096

  private let descriptor: Int32
  private let owner = Int64.random(in: 1 ... .max)

  /// Opens the file, or makes it, for this user alone; `nil` when that can't be done.
  init?(path: String) {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    if descriptor < 0 { return nil }
  }

  deinit { close(descriptor) }

  /// Takes up what others have written, and writes what the window knows.
  func exchange(_ window: inout RateWindow, at now: Duration) {
    guard lock() else { return }
    defer { flock(descriptor, LOCK_UN) }
    let words = read()
    // What is older counts no more; what is much newer was written before the machine was started again.
    let recent = now - window.interval * 2...now + window.interval
    let records = Self.records(in: words).filter { $0.owner != owner && recent.contains($0.moment) }
    var others = SharedBudget(moments: records.map(\.moment))
    if words.count >= Self.headLength, words[0] == Self.mark {
      others.blockedUntil = words[1] > 0 ? .nanoseconds(words[1]) : nil
      if let limit = Int(exactly: words[2]), limit > 0 {
        others.throttled = .init(limit: limit, since: .nanoseconds(words[3]))
      }
    }
    window.adopt(others, at: now)
    let own = window.report(at: now)
    var written = [
      Self.mark, own.blockedUntil?.inNanoseconds ?? 0, Int64(own.throttled?.limit ?? 0),
      own.throttled?.since.inNanoseconds ?? 0,
    ]
    for record in records { written += [record.owner, record.moment.inNanoseconds] }
    for moment in own.moments { written += [owner, moment.inNanoseconds] }
    if written != words { write(written) }
  }

  private func lock() -> Bool {
    for attempt in 0..<20 {
      if attempt > 0 { usleep(100) }
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
    }
    return false
  }

  private static func records(in words: [Int64]) -> [(owner: Int64, moment: Duration)] {
    guard words.count > headLength, words[0] == mark else { return [] }
    return stride(from: headLength, to: words.count - 1, by: 2).map {
      (words[$0], .nanoseconds(words[$0 + 1]))
    }
  }

  private func read() -> [Int64] {
    let capacity = Self.headLength + 2 * Self.mostRecords
    return [Int64](unsafeUninitializedCapacity: capacity) { buffer, count in
      let length = pread(descriptor, buffer.baseAddress, capacity * 8, 0)
      count = max(0, length) / 8
    }
  }

  private func write(_ words: [Int64]) {
    let words = words.prefix(Self.headLength + 2 * Self.mostRecords)
    // What is cut off or lost here is one more request than was wanted, and read as such.
    words.withUnsafeBytes { bytes in
      if pwrite(descriptor, bytes.baseAddress, bytes.count, 0) == bytes.count {
        ftruncate(descriptor, off_t(bytes.count))
      }
    }
  }
}

extension Duration {
  /// The length in nanoseconds.
  var inNanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}
