import Glibc

/// Waiting for the terminal and the mailbox.
enum Poll {
  struct Outcome {
    var hasInput = false
    var isHungUp = false
    var isTimeOut = false
  }

  /// Seconds of a clock that only goes forward.
  static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Waits for input, or for a byte in the mailbox's pipe, or for so many seconds.
  static func wait(mailbox: Int32, seconds: Double?) -> Outcome {
    var watched = [
      pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
      pollfd(fd: mailbox, events: Int16(POLLIN), revents: 0),
    ]
    let limit = seconds.map { Int32((min(max(0, $0), 86_400) * 1000).rounded(.up)) } ?? -1
    let count = poll(&watched, 2, limit)
    let gone = Int16(POLLHUP | POLLERR | POLLNVAL)
    return Outcome(
      hasInput: count > 0 && watched[0].revents & Int16(POLLIN) != 0,
      isHungUp: count > 0 && watched[0].revents & gone != 0, isTimeOut: count == 0)
  }

  /// Whether the terminal has gone away.
  static var isHungUp: Bool {
    var watched = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    return poll(&watched, 1, 0) > 0 && watched.revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0
  }
}
