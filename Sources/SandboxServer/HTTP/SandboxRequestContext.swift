import Hummingbird
import Logging
import NIOCore

/// What belongs to one request: the connection it came by.
struct SandboxRequestContext: InitializableFromSource {
  let channel: any Channel

  init(source: ApplicationRequestContextSource) {
    channel = source.channel
  }
}
