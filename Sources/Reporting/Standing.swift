package import Domain

/// How the program stands at one moment: what health, page and metrics are made from.
package struct Standing: Sendable {
    /// What one destination has not got yet.
    package struct Destination: Sendable {
        package let name: String
        package let backlog: Backlog
        /// It answered 410.
        package let isDisabled: Bool
        /// Its quiet hours are on: what waits is meant to.
        package let isQuiet: Bool

        package init(name: String, backlog: Backlog, isDisabled: Bool, isQuiet: Bool = false) {
            self.name = name
            self.backlog = backlog
            self.isDisabled = isDisabled
            self.isQuiet = isQuiet
        }
    }

    package var now: Timestamp
    package var started: Timestamp
    package var version: String
    package var topic: String
    package var tally: Tally
    package var destinations: [Destination] = []
    /// Names of the feeds that fail, for people.
    package var feedNames: [FeedID: String] = [:]
    /// Bytes on disk.
    package var storeSize: Int64?
    /// Why the store could not be asked.
    package var storeTrouble: String?
    /// Seconds since the poll loop last went round; nil while none runs.
    package var loopAge: Double?
    package var subscriptions: [String: Int] = [:]
    package var alerts: [Alert] = []
    package var process = ProcessFigures()

    package init(now: Timestamp, started: Timestamp, version: String, topic: String, tally: Tally) {
        self.now = now
        self.started = started
        self.version = version
        self.topic = topic
        self.tally = tally
    }
}

/// What the kernel says of this process; nil where it says nothing.
package struct ProcessFigures: Sendable, Hashable {
    package var cpuSeconds: Double?
    package var residentBytes: Int64?
    package var openFiles: Int?

    package init() {}
}
