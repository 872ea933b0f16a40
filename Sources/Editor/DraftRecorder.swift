import Engine
import Synchronization
import Tagging

/// Writes the draft: one queue, first in first out, never cancelled; entries that wait go in one transaction.
///
/// After a failure the entries behind it are dropped, those included that are still on their way here, because they
/// build on what is not there. The reducer takes them back when it hears of it, and begins a new run.
final class DraftRecorder: Sendable {
  private struct Queue {
    var waiting: [DraftEntry] = []
    /// The number of the last entry that waits.
    var last = 0
    var isWriting = false
    /// How often the disk refused.
    var run = 0
    var done: [CheckedContinuation<Void, Never>] = []
  }

  private let store: any DraftStore
  private let post: @Sendable (Action) -> Void
  private let queue = Mutex(Queue())

  init(store: any DraftStore, post: @escaping @Sendable (Action) -> Void) {
    self.store = store
    self.post = post
  }

  func record(_ entries: [DraftEntry], first: Int, run: Int) {
    let starts = queue.withLock { queue in
      guard run == queue.run else { return false }
      queue.waiting += entries
      queue.last = first + entries.count - 1
      defer { queue.isWriting = true }
      return !queue.isWriting
    }
    if starts { Task { await write() } }
  }

  /// Waits until nothing waits to be written.
  func finish() async {
    await withCheckedContinuation { continuation in
      let isIdle = queue.withLock { queue in
        if queue.isWriting { queue.done.append(continuation) }
        return !queue.isWriting
      }
      if isIdle { continuation.resume() }
    }
  }

  private func write() async {
    while let batch = next() {
      do throws(StorageError) {
        try await store.record(batch.entries)
        post(.recorded(upTo: batch.last))
      } catch {
        queue.withLock {
          $0.waiting = []
          $0.run += 1
        }
        post(.recordingFailed(Problem(error)))
      }
    }
  }

  private func next() -> (entries: [DraftEntry], last: Int)? {
    let (batch, finished) = queue.withLock { queue in
      if queue.waiting.isEmpty {
        queue.isWriting = false
        defer { queue.done = [] }
        return (nil as (entries: [DraftEntry], last: Int)?, queue.done)
      }
      defer { queue.waiting = [] }
      return ((entries: queue.waiting, last: queue.last), [])
    }
    for continuation in finished { continuation.resume() }
    return batch
  }
}
