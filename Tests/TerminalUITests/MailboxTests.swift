import Glibc
import TerminalUI
import Testing

@Suite struct `The mailbox` {
  private func isReadable(_ descriptor: Int32) -> Bool {
    var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&watched, 1, 0) == 1
  }

  @Test func `gives messages in order, and wakes while there are any`() {
    let mailbox = Mailbox<Int>()
    #expect(!isReadable(mailbox.readDescriptor))
    for number in 0..<5 { mailbox.post(number) }
    #expect(isReadable(mailbox.readDescriptor))
    #expect(mailbox.drain() == [0, 1, 2, 3, 4])
    #expect(!isReadable(mailbox.readDescriptor))
    #expect(mailbox.drain() == [])
  }

  @Test func `loses nothing that many threads post, and never blocks them`() async {
    let mailbox = Mailbox<Int>()
    let posts = 20_000
    await withTaskGroup(of: Void.self) { group in
      for start in 0..<4 {
        group.addTask { for number in 0..<posts { mailbox.post(start * posts + number) } }
      }
    }
    let taken = mailbox.drain()
    #expect(taken.count == 4 * posts)
    #expect(Set(taken).count == 4 * posts)
  }

  @Test func `is readable whenever something waits`() async {
    let mailbox = Mailbox<Int>()
    // The waiting is on a thread of its own, as in the program: the posting needs one of the pool's.
    async let posting: Void = { for number in 0..<10_000 { mailbox.post(number) } }()
    let taken = await EventLoop<Int, Int>.onThread {
      var taken = 0
      while taken < 10_000 {
        var watched = pollfd(fd: mailbox.readDescriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&watched, 1, 60_000) == 1 else { break }
        taken += mailbox.drain().count
      }
      return taken
    }
    await posting
    #expect(taken == 10_000)
  }
}
