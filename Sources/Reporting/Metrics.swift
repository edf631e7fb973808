import Domain

/// The metrics, as Prometheus scrapes them; docs/operations.md has the table.
package enum Metrics {
    /// Of the text format.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// All families, in a fixed order.
    package static func text(of standing: Standing) -> String {
        var output = Exposition()
        let tally = standing.tally
        program(standing, &output)
        fetching(tally, &output)
        settling(tally, &output)
        feeds(standing, &output)
        delivering(standing, &output)
        storing(standing, &output)
        process(standing, &output)
        return output.text
    }

    private static func program(_ standing: Standing, _ output: inout Exposition) {
        output.gauges("hotline_build_info", "The version that runs.", by: "version", [(standing.version, 1)])
        let isHealthy = Health.reasons(standing).isEmpty
        output.gauge("hotline_healthy", "1 while /healthz says 200.", isHealthy ? 1 : 0)
        output.counters(
            "hotline_reloads_total",
            "Reloads asked for, by result.",
            by: "result",
            [("taken", Double(standing.tally.reloads)), ("refused", Double(standing.tally.refusedReloads))]
        )
        output.gauge(
            "hotline_config_last_reload_successful",
            "0 after a reload that was refused: the old configuration is in force.",
            standing.tally.isLastReloadRefused ? 0 : 1
        )
        output.counters(
            "hotline_http_requests_total",
            "Requests to this server, by status.",
            by: "code",
            standing.tally.requests.sorted { $0.key < $1.key }.map { (String($0.key), Double($0.value)) }
        )
    }

    private static func fetching(_ tally: Tally, _ output: inout Exposition) {
        output.counters(
            "hotline_fetches_total",
            "Requests to feeds, by outcome.",
            by: "outcome",
            ["modified", "notmodified", "gone", "throttled", "error"].map { ($0, Double(tally.fetches[$0] ?? 0)) }
        )
        output.counters(
            "hotline_fetch_errors_total",
            "Failed requests to feeds, by kind.",
            by: "kind",
            tally.fetchErrors.sorted { $0.key < $1.key }.map { ($0.key, Double($0.value)) }
        )
        output.counter(
            "hotline_fetched_bytes_total",
            "Bytes of feed documents, decompressed.",
            Double(tally.fetchedBytes)
        )
        output.histograms(
            "hotline_fetch_duration_seconds",
            "From sending a request to a feed to its whole answer.",
            [([], tally.fetchSeconds)]
        )
        output.histograms(
            "hotline_poll_delay_seconds",
            "From when a feed was due to the start of its poll.",
            [([], tally.pollDelay)]
        )
        output.gauge("hotline_polls_in_flight", "Feeds that are being polled.", Double(tally.inFlight))
        output.gauge(
            "hotline_last_poll_success_timestamp_seconds",
            "When a feed last answered well.",
            Double(tally.lastPoll?.seconds ?? 0)
        )
    }

    private static func settling(_ tally: Tally, _ output: inout Exposition) {
        output.counter("hotline_entries_total", "Entries of all documents.", Double(tally.entries))
        let kinds: [Decision.Kind] = [.alert, .duplicate, .offTopic, .stale]
        output.counters(
            "hotline_items_total",
            "Entries by what became of them; known are those met before.",
            by: "decision",
            kinds.map { ($0.rawValue, Double(tally.decisions[$0] ?? 0)) } + [("known", Double(tally.known))]
        )
        output.counter("hotline_alerts_total", "Alerts raised.", Double(tally.alerts))
        output.counter(
            "hotline_poll_gaps_total",
            "Polls that shared no item with the one before: items may have been missed.",
            Double(tally.gaps)
        )
        output.histograms(
            "hotline_publication_delay_seconds",
            "From a new item's stated publication to its first sight, of live items.",
            [([], tally.publicationDelay)]
        )
        output.histograms(
            "hotline_alert_latency_seconds",
            "From the arrival of the document that raised an alert to a destination's 2xx.",
            [([], tally.alertLatency)]
        )
    }

    private static func feeds(_ standing: Standing, _ output: inout Exposition) {
        let census = standing.tally.census
        output.gauges(
            "hotline_feeds",
            "Subscribed feeds by state.",
            by: "state",
            FeedCondition.allCases.map { ($0.rawValue, Double(census.counts[$0] ?? 0)) }
        )
        let long = census.failing.values.count { standing.now.seconds(since: $0.since) > 86_400 }
        output.gauge("hotline_feeds_failing_over_day", "Feeds that fail for more than a day.", Double(long))
        output.gauges(
            "hotline_websub_subscriptions",
            "Subscriptions to hubs by state.",
            by: "state",
            standing.subscriptions.sorted { $0.key < $1.key }.map { ($0.key, Double($0.value)) }
        )
        output.counters(
            "hotline_websub_pushes_total",
            "Documents that hubs sent, by result.",
            by: "result",
            standing.subscriptions.isEmpty
                ? [] : ["taken", "forged", "refused"].map { ($0, Double(standing.tally.pushes[$0] ?? 0)) }
        )
    }

    private static func delivering(_ standing: Standing, _ output: inout Exposition) {
        let receivers = standing.tally.receivers.sorted { $0.key < $1.key }
        output.family(
            "hotline_deliveries_total",
            "Attempts to deliver, by destination and outcome; dead were given up.",
            "counter",
            receivers.flatMap { name, figures in
                [("delivered", figures.delivered), ("failed", figures.failed), ("dead", figures.dead)].map {
                    ([("destination", name), ("outcome", $0.0)], Double($0.1))
                }
            }
        )
        output.histograms(
            "hotline_delivery_duration_seconds",
            "One attempt, from its start to its answer.",
            standing.tally.attemptSeconds.sorted { $0.key < $1.key }.map { ([("destination", $0.key)], $0.value) }
        )
        let destinations = standing.destinations
        func gauges(_ name: String, _ help: String, _ value: (Standing.Destination) -> Double) {
            output.gauges(name, help, by: "destination", destinations.map { ($0.name, value($0)) })
        }
        gauges("hotline_outbox_pending", "Deliveries that wait.") { Double($0.backlog.pending) }
        gauges("hotline_outbox_dead", "Deliveries that were given up and can be sent again.") {
            Double($0.backlog.dead)
        }
        gauges("hotline_outbox_oldest_pending_age_seconds", "Age of the oldest delivery that waits; 0 without one.") {
            Double(max(0, $0.backlog.oldestPending.map { standing.now.seconds(since: $0) } ?? 0))
        }
        gauges("hotline_destination_disabled", "1 where a destination answered 410.") { $0.isDisabled ? 1 : 0 }
        output.gauges(
            "hotline_last_delivery_timestamp_seconds",
            "When a destination last answered 2xx; 0 before the first.",
            by: "destination",
            receivers.map { ($0.key, Double($0.value.lastDelivery?.seconds ?? 0)) }
        )
    }

    private static func storing(_ standing: Standing, _ output: inout Exposition) {
        if let size = standing.storeSize {
            output.gauge("hotline_store_size_bytes", "The state on disk.", Double(size))
        }
        output.gauge(
            "hotline_store_last_commit_timestamp_seconds",
            "When a poll was last stored; 0 before the first.",
            Double(standing.tally.lastCommit?.seconds ?? 0)
        )
        output.counter(
            "hotline_store_failures_total",
            "Transactions that could not be made.",
            Double(standing.tally.storeFailures)
        )
    }

    private static func process(_ standing: Standing, _ output: inout Exposition) {
        let figures = standing.process
        output.gauge(
            "process_start_time_seconds",
            "Start of the process, in Unix seconds.",
            Double(standing.started.seconds)
        )
        if let seconds = figures.cpuSeconds {
            output.counter("process_cpu_seconds_total", "User and system time.", seconds)
        }
        if let bytes = figures.residentBytes {
            output.gauge("process_resident_memory_bytes", "Resident memory.", Double(bytes))
        }
        if let files = figures.openFiles { output.gauge("process_open_fds", "Open file descriptors.", Double(files)) }
    }
}
