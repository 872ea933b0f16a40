import Glibc
import Synchronization

/// Where any thread leaves messages for the loop: a list, and a pipe that wakes whoever polls it.
package final class Mailbox<Message: Sendable>: Sendable {
  private let waiting = Mutex<[Message]>([])
  private let pipe: Doorbell

  package init() { pipe = Doorbell() }

  /// Appends a message. The pipe gets a byte only when the list was empty, so that it never fills.
  package func post(_ message: Message) {
    let wasEmpty = waiting.withLock { list in
      list.append(message)
      return list.count == 1
    }
    if wasEmpty { pipe.ring() }
  }

  /// Takes all messages, in the order in which they came.
  package func drain() -> [Message] {
    // The pipe first: a message that comes between the two rings again.
    pipe.quiet()
    return waiting.withLock { list in
      let taken = list
      list.removeAll()
      return taken
    }
  }

  /// Readable when messages, or signals, have come.
  package var readDescriptor: Int32 { pipe.readEnd }
  /// Where handlers of signals write a byte.
  package var writeDescriptor: Int32 { pipe.writeEnd }
}

/// A non-blocking pipe whose content means nothing but “look”.
final class Doorbell: Sendable {
  let readEnd: Int32
  let writeEnd: Int32

  init() {
    var ends: [Int32] = [-1, -1]
    // Swift's Glibc has no `pipe2`.
    let made = pipe(&ends)
    precondition(made == 0, "No file descriptor is left for a pipe.")
    for end in ends {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    (readEnd, writeEnd) = (ends[0], ends[1])
  }

  deinit {
    close(readEnd)
    close(writeEnd)
  }

  func ring() {
    var byte: UInt8 = 1
    // A full pipe wakes its reader as well.
    _ = write(writeEnd, &byte, 1)
  }

  func quiet() {
    var bytes: (UInt64, UInt64) = (0, 0)
    while read(readEnd, &bytes, 16) > 0 {}
  }
}
