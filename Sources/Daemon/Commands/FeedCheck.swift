import Domain
import Fetching
import HTTP
import Parsing

/// One feed asked once, and what came of it.
struct FeedCheck {
    enum Result { case sound, held, failed }

    let line: String
    let result: Result

    /// Asks the feed as its state says; nil where nothing is known of it yet. One that its server holds back is not asked, by
    /// itself or with its host.
    init(_ feed: Feed, _ known: FeedState?, _ holds: HostHolds, by fetcher: any Fetcher, now: Timestamp) async {
        let state = PollSchedule.settled(known ?? PollSchedule.first(of: feed, now: now), now: now)
        let shown = "\(feed.name) <\(WebURL.withoutSecrets(feed.id.url))>"
        if PollSchedule.isHeldBack(state, now: now) {
            let until = max(state.heldUntil ?? state.nextDue, state.nextDue)
            let isGone = state.goneSince != nil
            let why = isGone ? "410: the publisher has ended it; take it out" : "held back by its server"
            line = "\(isGone ? "failed" : "held  ")  \(shown): \(why); not asked before \(until)"
            result = isGone ? .failed : .held
            return
        }
        if let end = holds.end(of: HostQueue.host(of: state.url), now: now) {
            line = "held    \(shown): its host has refused other feeds; not asked before \(end)"
            result = .held
            return
        }
        let outcome = await fetcher.fetch(feed, state: state)
        if let sound = Self.told(outcome, state) {
            line = "ok      \(feed.name): \(sound)"
            result = .sound
        } else {
            line = "failed  \(shown): \(Self.trouble(outcome))"
            result = .failed
        }
    }

    /// Nil where it gave no feed.
    private static func told(_ outcome: FetchOutcome, _ state: FeedState) -> String? {
        switch outcome {
        case .modified(let response):
            do { return told(try document(response), response) } catch { return nil }
        case .notModified(let freshness):
            let since = state.lastDocument ?? state.lastSuccess
            let what = freshness.hasBody ? "the same bytes as" : "unchanged since"
            return "\(what) \(since.map { "\($0)" } ?? "the last time")"
        case .gone, .throttled, .failed: return nil
        }
    }

    private static func trouble(_ outcome: FetchOutcome) -> String {
        switch outcome {
        case .modified(let response):
            do {
                _ = try document(response)
                return "no feed"
            } catch {
                return "no feed (\(error.code)): \(error.message)"
            }
        case .notModified: return "304 to a request without validators"
        case .gone: return "410: the publisher has ended it; take it out"
        case .throttled(let status, let wait):
            return "\(status): asked too often\(wait.map { ", again in \($0) s" } ?? "")"
        case .failed(let failure): return failure.message
        }
    }

    private static func document(_ response: FetchResponse) throws(NotAFeed) -> FeedDocument {
        try FeedParser.parse(response.body, contentType: response.contentType, base: response.url)
    }

    private static func told(_ document: FeedDocument, _ response: FetchResponse) -> String {
        var parts = ["\(document.format.rawValue), \(document.entries.count) entries"]
        if let newest = document.entries.compactMap({ $0.published ?? $0.updated }).max() {
            parts.append("newest \(newest)")
        }
        if let moved = response.permanentURL { parts.append("moved for good to <\(WebURL.withoutSecrets(moved))>") }
        if !document.problems.isEmpty { parts.append("\(document.problems.count) mended faults") }
        return parts.joined(separator: ", ")
    }
}
