import Domain
import Foundation
import HTTP
import Storing

/// `hotline why`: the whole chain of one item, from the feed to the deliveries.
package enum WhyRun {
    /// `query` is an item's id, or a URL.
    package static func run(_ query: String, configPath: String?, environment: [String: String]) async throws
        -> ExitStatus
    {
        let beside = try Beside(configPath: configPath, environment: environment)
        let store = beside.store
        guard let stored = try await store.item(query) else {
            throw CommandFailure(
                .noInput,
                Problem(
                    "no item \"\(query)\" is known",
                    remedy: "give an id from the log, or the URL as the feed has it"
                )
            )
        }
        var lines = origin(stored.item) + verdict(stored.verdict)
        if let label = try await store.label(of: stored.item.id) {
            lines.append("  the desk   \(LabelRun.told(label))")
        }
        lines += decision(stored.decision)
        if let story = stored.decision.story, let found = try await store.story(story) {
            lines += self.story(found.story, items: found.items)
            if let before = found.story.follows {
                lines.append("    follows \(try await StoriesRun.named(before, store))")
            }
            for alert in try await alerts(raisedBy: stored, of: story, store, beside.configuration.alerts) {
                lines += deliveries(
                    try await store.deliveries(alert: alert, state: nil, since: nil, limit: 100)
                )
            }
        }
        Console.out(Console.singleLine(lines.joined(separator: "\n")))
        return .ok
    }

    /// The story's opening, or the growth, that this item raised.
    private static func alerts(
        raisedBy stored: StoredItem,
        of story: StoryID,
        _ store: any Store,
        _ policy: AlertPolicy
    ) async throws(StoreError) -> [AlertID] {
        guard stored.decision.kind != .alert else { return [AlertID(opening: story)] }
        var raised: [AlertID] = []
        for outlets in policy.grown.sorted() {
            let id = AlertID(growing: story, to: outlets)
            if try await store.alert(id)?.item.id == stored.item.id { raised.append(id) }
        }
        return raised
    }

    private static func origin(_ item: Item) -> [String] {
        let date =
            switch item.published {
            case .stated(let time): "published \(time)"
            case .firstSeen: "published: no credible date, the first sight stands in"
            }
        return [
            "\(item.title)",
            "  item       \(item.id)",
            "  feed       \(item.feedName) <\(WebURL.withoutSecrets(item.feed.url))>",
            "  url        \(item.url ?? "none")",
            "  outlet     \(item.outlet), language \(item.language)",
            "  time       first seen \(item.firstSeen), \(date)",
            "  identity   "
                + item.keys.map { "\($0.kind.rawValue) \(String($0.hash, radix: 16))" }.joined(separator: ", "),
        ]
    }

    private static func verdict(_ verdict: Verdict) -> [String] {
        let kind = verdict.kind.map { ", \($0)" } ?? ""
        let head =
            verdict.watch.map { "flagged by the watch \"\($0)\"" }
            ?? "\(verdict.isOnTopic ? "on-topic" : "off-topic")\(kind), score \(rounded(verdict.score))"
        let evidence = verdict.evidence.sorted { abs($0.weight) > abs($1.weight) }.map { piece in
            "    \(piece.weight < 0 ? "" : "+")\(rounded(piece.weight))  \(piece.concept): \"\(piece.text)\" in the \(piece.where.rawValue)"
        }
        return ["", "  verdict    \(head)"] + evidence + beginning(of: verdict)
    }

    /// What the listed shares leave of the score: where every item of the topic begins, and shares too small to list.
    static func beginning(of verdict: Verdict) -> [String] {
        guard verdict.watch == nil, !verdict.evidence.isEmpty, verdict.score > 0, verdict.score < 1 else { return [] }
        let sum = log(verdict.score / (1 - verdict.score))
        let rest = sum - verdict.evidence.reduce(0) { $0 + $1.weight }
        return [
            "    \(rest < 0 ? "" : "+")\(rounded(rest))  where every item begins; \(rounded(sum)) in all is a score of \(rounded(verdict.score))"
        ]
    }

    private static func decision(_ decision: Decision) -> [String] {
        let nearness = decision.nearness
        let nearest = nearness.nearest.map { "\($0), \(nearness.relation.rawValue) (\(rounded(nearness.similarity)))" }
        return [
            "", "  nearest    \(nearest ?? "nothing"): \(nearness.why)",
            "  decision   \(decision.kind.rawValue): \(decision.reason)",
        ]
    }

    private static func story(_ story: Story, items: [StoredItem]) -> [String] {
        [
            "",
            "  story      \(story.id) \"\(story.title)\", opened \(story.opened), \(story.outlets.count) outlets, "
                + story.languages.joined(separator: " "),
        ] + items.prefix(20).map { "    \($0.item.firstSeen) \($0.item.outlet): \($0.item.title)" }
    }

    private static func deliveries(_ deliveries: [Delivery]) -> [String] {
        guard !deliveries.isEmpty else { return ["", "  deliveries none: no webhook wanted it"] }
        return ["", "  deliveries"]
            + deliveries.map { delivery in
                let last = delivery.lastOutcome.map { ", last: \($0)" } ?? ""
                let next = delivery.state == .pending ? ", next \(delivery.nextAttempt)" : ""
                return
                    "    \(delivery.receiver): \(delivery.state.rawValue) after \(delivery.attempts) attempt\(delivery.attempts == 1 ? "" : "s")\(last)\(next)"
                    + " (\(delivery.id))"
            }
    }

    static func rounded(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let digits = String(abs(hundredths))
        let padded = String(repeating: "0", count: max(0, 3 - digits.count)) + digits
        return "\(hundredths < 0 ? "-" : "")\(padded.dropLast(2)).\(padded.suffix(2))"
    }
}
