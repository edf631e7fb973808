package import Domain

/// How the program stands at one moment: what health, page and metrics are made from.
package struct Standing: Sendable {
    /// What one destination has not got yet.
    package struct Destination: Sendable {
        /// What the operator calls it.
        package let name: String
        /// What waits or was given up.
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

    /// The moment that it tells of.
    package var now: Timestamp
    /// When the program started.
    package var started: Timestamp
    /// The program's.
    package var version: String
    /// What is looked for, by name.
    package var topic: String
    /// What was counted since then, reloads notwithstanding.
    package var tally: Tally
    /// In the configuration's order.
    package var destinations: [Destination] = []
    /// Names of the feeds that fail, for people.
    package var feedNames: [FeedID: String] = [:]
    /// Bytes on disk.
    package var storeSize: Int64?
    /// Why the store could not be asked.
    package var storeTrouble: String?
    /// Seconds since the poll loop last went round; nil while none runs.
    package var loopAge: Double?
    /// At hubs, by state.
    package var subscriptions: [String: Int] = [:]
    /// The newest, for the page.
    package var alerts: [Alert] = []
    /// This process's own figures.
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
    /// User and system time.
    package var cpuSeconds: Double?
    /// In physical memory.
    package var residentBytes: Int64?
    /// File descriptors.
    package var openFiles: Int?

    package init() {}
}
