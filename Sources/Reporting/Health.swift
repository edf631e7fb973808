import Domain

/// Whether polling and delivering work, and why not.
///
/// One reason for each thing that a person should look at; no reason is health. Pure.
package enum Health {
    /// The poll loop's own tick is a quarter of a second; the watchdog has the same patience.
    private static let stuckAfter = 20.0
    private static let day: Int64 = 86_400
    /// A delivery normally takes milliseconds.
    private static let longPending: Int64 = 60

    /// - Returns: a line for each reason, empty when all is well; no URLs, no secrets.
    package static func reasons(_ standing: Standing) -> [String] {
        polling(standing) + storing(standing) + standing.destinations.compactMap { delivering($0, standing) }
            + log(standing)
    }

    private static func polling(_ standing: Standing) -> [String] {
        var reasons: [String] = []
        if let age = standing.loopAge {
            if age > stuckAfter { reasons.append("polling stands still for \(Int(min(age, 1e9))) s") }
        } else {
            reasons.append("polling has not begun")
        }
        let census = standing.tally.census
        let total = census.counts.values.reduce(0, +)
        let bad = [.failing, .retrying, .gone].reduce(0) { $0 + census.counts[$1, default: 0] }
        if total > 0, bad == total { reasons.append("no feed answers: \(bad) of \(total) fail") }
        let long = census.failing.values.count { standing.now.seconds(since: $0.since) > day }
        if long > 0 { reasons.append("\(long) feeds fail for more than a day; hotline feeds lists them") }
        return reasons
    }

    private static func storing(_ standing: Standing) -> [String] {
        if let trouble = standing.tally.storeTrouble {
            return ["nothing can be stored since \(trouble.since): \(trouble.error)"]
        }
        return standing.storeTrouble.map { ["the state cannot be read: \($0)"] } ?? []
    }

    private static func log(_ standing: Standing) -> [String] {
        standing.tally.logTrouble.map { ["the alert log cannot be written since \($0.since): \($0.error)"] } ?? []
    }

    private static func delivering(_ destination: Standing.Destination, _ standing: Standing) -> String? {
        let name = "destination \(destination.name)"
        if destination.isDisabled {
            return "\(name) answered 410 and is disabled; take it out, or hotline alerts resend enables it"
        }
        let backlog = destination.backlog
        let figures = standing.tally.receivers[destination.name]
        let age = backlog.oldestPending.map { standing.now.seconds(since: $0) } ?? 0
        if backlog.pending > 0, let since = figures?.failingSince {
            let reason = figures?.lastFailure.map { ": \($0)" } ?? ""
            return "\(name) fails since \(since), \(backlog.pending) pending\(reason)"
        }
        if backlog.pending > 0, age > longPending, !destination.isQuiet {
            return "\(name) has \(backlog.pending) pending, the oldest for \(age) s"
        }
        if backlog.dead > 0 {
            return "\(name) has not got \(backlog.dead) that were given up; hotline alerts resend --dead sends them"
        }
        return nil
    }
}
