import Domain

/// The pause between two requests to one host.
///
/// The configured one, or less where a host has so many feeds that they would not get round in half of their interval.
/// Pauses shorter than the loop's tick are none.
struct HostSpacing: Sendable {
    private static let shortest: Int64 = 250

    /// Milliseconds, of hosts with more than one feed.
    private let pauses: [String: Int64]

    /// No pauses at all.
    init() { pauses = [:] }

    /// `pause` in seconds.
    init(_ feeds: [Feed], pause: Int64) {
        var hosts: [String: (count: Int64, interval: Int64)] = [:]
        for feed in feeds {
            let name = HostQueue.host(of: feed.id.url)
            let known = hosts[name] ?? (0, .max)
            hosts[name] = (known.count + 1, min(known.interval, feed.policy.interval))
        }
        let most = min(max(pause, 0), 3_600) * 1_000
        pauses = hosts.compactMapValues { count, interval in
            let fitting = min(max(interval, 0), 86_400) * 500 / count
            let pause = min(most, fitting)
            return count > 1 && pause >= Self.shortest ? pause : nil
        }
    }

    /// Milliseconds.
    func pause(of host: String) -> Int64 { pauses[host] ?? 0 }
}
