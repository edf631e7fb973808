package import Domain
import Glibc

/// The system's time of day. The one place that reads it.
package struct SystemClock: WallClock {
    package init() {}

    /// The system's time in whole seconds.
    package var now: Timestamp { Timestamp(seconds: Int64(time(nil))) }
}
