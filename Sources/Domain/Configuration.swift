/// Everything the configuration file says, with all defaults filled in and all paths absolute.
package struct Configuration: Sendable, Hashable {
    /// The file it came from.
    package var path: String
    /// Where all that must outlive the process is kept.
    package var state: StatePlace
    /// The folder of reference documents; nil for none.
    package var seeds: String?
    /// The topic file; nil where only `watch` flags.
    package var topic: String?
    /// Plain terms that flag beside the topic, in the file's order.
    package var watch: [WatchRule] = []
    /// The subscriptions, OPML and lists included, each URL once.
    package var feeds: [Feed] = []
    /// The OPML lists that it names; absolute paths.
    package var lists: [String] = []
    /// How much is asked at once.
    package var polling = PollingLimits()
    /// What is told, when and to whom.
    package var alerts: AlertPolicy
    /// Which addresses may be asked, and how.
    package var network = NetworkPolicy()
    /// What the status server shows, and to whom.
    package var status = StatusPolicy()
    /// nil where the rules judge alone.
    package var semantics: SemanticsFiles?
    /// Seconds for which items, keys and delivered alerts are kept.
    package var retention: Int64 = 90 * 86_400

    package init(path: String, state: StatePlace, alerts: AlertPolicy) {
        self.path = path
        self.state = state
        self.alerts = alerts
    }
}

/// Where the second opinion's engine and weights lie; absolute paths.
package struct SemanticsFiles: Sendable, Hashable {
    /// A shared library.
    package let library: String
    /// The model's numbers, in the engine's own format.
    package let weights: String

    package init(library: String, weights: String) {
        self.library = library
        self.weights = weights
    }
}

/// Where the state is kept.
package enum StatePlace: Sendable, Hashable {
    /// A folder, for SQLite.
    case folder(String)
    /// `postgres://…`, for several hosts.
    case postgres(String)
}

/// Bounds of what is in flight (contract, 9).
package struct PollingLimits: Sendable, Hashable {
    /// Transfers at once.
    package var concurrency = 64
    /// Transfers at once to one host.
    package var perHost = 2
    /// Seconds between two requests to one host, where its feeds leave room for it.
    package var spacing: Int64 = 2

    package init() {}
}

/// Plain terms that flag an item beside the topic: whole words, any case.
package struct WatchRule: Sendable, Hashable {
    /// What alerts call it.
    package let name: String
    /// The terms; each may be several words.
    package let match: [String]

    package init(name: String, match: [String]) {
        self.name = name
        self.match = match
    }
}

/// Durations in seconds.
package struct AlertPolicy: Sendable, Hashable {
    /// Credibly older items are stale.
    package var maxAge: Int64 = 48 * 3_600
    /// How much of a new feed's backlog may alert.
    package var firstPoll: Int64 = 6 * 3_600
    /// A story waits for this many independent outlets.
    package var minOutlets = 1
    /// Numbers of independent outlets that are told when a story reaches them (`story.grown`); none tells nothing.
    package var grown: Set<Int> = [3, 10, 30]
    /// Absolute path; nil switches the log off.
    package var log: String?
    /// Waits between the attempts of a delivery, before jitter.
    package var retry: [Int64] = [2, 5, 15, 30, 60, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]
    /// The webhooks, in the file's order.
    package var receivers: [Receiver] = []
    /// nil: every story is told on its own.
    package var storm: StormRule?
    /// Hosts of official sources, without `www.`; each stands for its subdomains, too.
    package var official: [String] = []

    package init() {}
}

/// What the daemon may connect to.
package struct NetworkPolicy: Sendable, Hashable {
    /// Loopback, private and link-local addresses may be asked.
    package var allowPrivate = false
    /// Networks that may be asked although they are private, as CIDR.
    package var allow: [String] = []
    /// Further certificates to trust, PEM.
    package var caFile: String?
    /// An HTTP proxy's URL for all requests; nil for none.
    package var proxy: String?

    package init() {}
}

/// The status server.
package struct StatusPolicy: Sendable, Hashable {
    /// nil: there is none.
    package var listen: ListenAddress? = ListenAddress(host: "127.0.0.1", port: 7_780)
    /// Host names under which it may be asked, lower case, besides its own addresses.
    package var names: [String] = []
    /// Where hubs reach it from outside, without a slash at the end; nil: no hub is asked (WebSub).
    package var publicURL: String?

    package init() {}
}
