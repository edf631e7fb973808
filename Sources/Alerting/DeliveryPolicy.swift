package import Domain

/// When a failed delivery is tried again, and when it is given up. Pure: time and chance are arguments.
package struct DeliveryPolicy: Sendable {
    /// No answer may hold a receiver longer than a day; seconds.
    static let longestHold: Int64 = 86_400

    /// Seconds to wait after the first, second … failure.
    package let schedule: [Int64]

    /// - Parameter schedule: `alerts.retry`; by default thirteen waits, three days in all.
    package init(schedule: [Int64]) { self.schedule = schedule }

    /// How long a delivery is tried: all waits together.
    package var patience: Int64 { schedule.reduce(0) { $0.addingReportingOverflow(max(0, $1)).partialValue } }

    /// The delivery after an attempt.
    ///
    /// - Parameters:
    ///   - delivery: as it was claimed.
    ///   - attempt: what it came to.
    ///   - now: when the attempt ended.
    ///   - jitter: 0..<1; moves the wait by up to a fifth either way, so that receivers are not met in step.
    /// - Returns: delivered, pending with its next attempt, or dead where the schedule is used up or the receiver is gone.
    package func settled(_ delivery: Delivery, _ attempt: Attempt, at now: Timestamp, jitter: Double) -> Delivery {
        var settled = delivery
        settled.attempts = delivery.attempts &+ 1
        switch attempt {
        case .delivered(let status):
            settled.state = .delivered
            settled.lastOutcome = "delivered (\(status))"
        case .gone:
            settled.state = .dead
            settled.lastOutcome = "answered 410: wants no more"
        case .failed(let reason, _, let retryAfter):
            settled.lastOutcome = reason
            guard delivery.attempts < schedule.count else {
                settled.state = .dead
                return settled
            }
            let wait = max(Self.spread(schedule[max(0, delivery.attempts)], jitter), Self.capped(retryAfter))
            settled.nextAttempt = now.advanced(by: wait)
        }
        return settled
    }

    /// The delivery after a probe that went ahead of its time and failed: its own schedule stays as it was.
    func probed(_ delivery: Delivery, reason: String) -> Delivery {
        var probed = delivery
        probed.lastOutcome = reason
        return probed
    }

    /// True for an answer that will be the same next time: a probe ahead of its time would only repeat the question.
    ///
    /// HTTP's 4xx blame the request, but for 408, 425 and 429 (RFC 9110 §15.5); SMTP's 5yz are a no for good (RFC 5321
    /// §4.2.1).
    static func isRefusal(_ attempt: Attempt, of way: ReceiverWay) -> Bool {
        guard case .failed(_, let status?, _) = attempt else { return false }
        switch way {
        case .webhook: return (400...499).contains(status) && ![408, 425, 429].contains(status)
        case .mail: return (500...599).contains(status)
        case .command: return false
        }
    }

    /// Until when a 429 or 503 holds its whole receiver; nil where it holds nothing.
    ///
    /// One second more than asked: our clock counts whole seconds, and early is what must not be.
    package func hold(after attempt: Attempt, at now: Timestamp) -> Timestamp? {
        guard case .failed(_, _, let retryAfter?) = attempt else { return nil }
        return now.advanced(by: Self.capped(retryAfter) + 1)
    }

    private static func capped(_ retryAfter: Int64?) -> Int64 { min(max(retryAfter ?? 0, 0), longestHold) }

    private static func spread(_ wait: Int64, _ jitter: Double) -> Int64 {
        let wait = min(max(wait, 0), 30 * 86_400)
        return Int64((Double(wait) * (0.8 + 0.4 * min(max(jitter, 0), 1))).rounded())
    }
}
