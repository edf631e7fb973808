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
        let (isSound, what) = Self.told(await fetcher.fetch(feed, state: state), state)
        line = isSound ? "ok      \(feed.name): \(what)" : "failed  \(shown): \(what)"
        result = isSound ? .sound : .failed
    }

    private static func told(_ outcome: FetchOutcome, _ state: FeedState) -> (isSound: Bool, what: String) {
        switch outcome {
        case .modified(let response):
            do throws(NotAFeed) {
                return (true, told(try document(response), response))
            } catch {
                return (false, "no feed (\(error.code)): \(error.message)")
            }
        case .notModified(let freshness):
            let since = (state.lastDocument ?? state.lastSuccess).map { "\($0)" } ?? "the last time"
            return (true, "\(freshness.hasBody ? "the same bytes as" : "unchanged since") \(since)")
        case .gone: return (false, "410: the publisher has ended it; take it out")
        case .throttled(let status, let wait):
            return (false, "\(status): asked too often\(wait.map { ", again in \($0) s" } ?? "")")
        case .failed(let failure): return (false, failure.message)
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
