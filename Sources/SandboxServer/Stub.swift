import GRDB
import Hummingbird
import HTTPTypes
import Logging
import NIOCore
import ServiceLifecycle
