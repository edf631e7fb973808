import Domain
import Testing

@testable import Fetching

/// The table at the head of `PollSchedule`, row by row. Policy: 300 s, between 60 s and 3600 s.
@Suite struct PollScheduleTests {
    // MARK: overlap

    struct OverlapRow: Sendable, CustomTestStringConvertible {
        let from: Int64
        let overlap: Double?
        let to: Int64
        var testDescription: String { "\(from) s, overlap \(overlap.map { "\($0)" } ?? "unknown")" }

        init(_ from: Int64, _ overlap: Double?, _ to: Int64) {
            (self.from, self.overlap, self.to) = (from, overlap, to)
        }
    }

    @Test(arguments: [
        OverlapRow(3_600, 0, 60), OverlapRow(60, 0, 60),
        OverlapRow(300, 0.2, 150), OverlapRow(100, 0.33, 60), OverlapRow(3_600, 0.01, 1_800),
        OverlapRow(3_600, 0.5, 300), OverlapRow(300, 1.0 / 3, 300), OverlapRow(120, 0.6, 120),
        OverlapRow(200, 0.9, 250), OverlapRow(280, 0.9, 300), OverlapRow(3_600, 0.95, 300), OverlapRow(60, 0.7, 75),
        OverlapRow(300, 1, 330), OverlapRow(3_500, 1, 3_600), OverlapRow(3_600, 1, 3_600), OverlapRow(60, 1, 66),
        OverlapRow(300, nil, 300), OverlapRow(300, .nan, 300), OverlapRow(300, .infinity, 300),
        OverlapRow(300, 7, 330), OverlapRow(300, -1, 60),
        OverlapRow(.max, 1, 3_600), OverlapRow(.min, 0.9, 75), OverlapRow(0, nil, 60),
    ])
    func `the interval follows the overlap, within the bounds`(_ row: OverlapRow) {
        let state = Ask().took(overlap: row.overlap, from: Ask.state { $0.interval = row.from })
        #expect(state.interval == row.to)
        #expect(state.wait == row.to)
    }

    @Test func `two documents that share nothing are polled as fast as permitted, whatever came before`() {
        var state = Ask.state { $0.interval = 3_600 }
        state = Ask().took(overlap: 0, from: state)
        #expect(state.interval == 60 && state.overlap == 0)
    }

    @Test func `a silent feed is asked after a tenth of its silence, up to the maximum`() {
        var state = Ask.state()
        var now = Ask.now
        for _ in 0..<200 {
            state = Ask(now: now).unchanged(from: state)
            let silence = state.nextDue.seconds(since: Ask.now)
            #expect(state.interval <= 300 + silence / 10)
            now = state.nextDue
        }
        #expect(state.interval == 3_600)
    }

    @Test(arguments: [
        PollPolicy(interval: 300, minInterval: 900, maxInterval: 60),
        PollPolicy(interval: .max, minInterval: .max, maxInterval: .max),
        PollPolicy(interval: .min, minInterval: .min, maxInterval: .min),
        PollPolicy(interval: 0, minInterval: 0, maxInterval: 0),
    ])
    func `an impossible policy neither traps nor stops the feed`(_ policy: PollPolicy) {
        for outcome in Ask.everyOutcome {
            var state = Ask.state()
            for _ in 0..<20 {
                state = PollSchedule.state(
                    after: outcome,
                    document: nil,
                    overlap: 1,
                    of: Ask.feed(policy),
                    from: state,
                    now: Ask.now,
                    jitter: 0.9
                )
                #expect(state.wait >= 1 && state.wait <= 33 * 86_400)
            }
        }
    }

    // MARK: what is kept

    @Test func `validators and hash are kept from a whole document alone`() {
        let known = Ask.state { state in
            state.validators = Validators(etag: "old", url: "u")
            state.bodyHash = "old"
        }
        let fresh = Freshness(validators: Validators(etag: "new", url: "u"))
        let whole = Ask().took(freshness: fresh, from: known)
        let cut = Ask().took(freshness: fresh, from: known) { $0.isComplete = false }
        let part = Ask().took(freshness: fresh, status: 226, hash: nil, from: known)
        #expect(whole.validators.etag == "new" && whole.bodyHash == "hash" && whole.lastDocument == Ask.now)
        #expect(cut.validators.etag == "old" && cut.bodyHash == "old" && cut.lastDocument == nil)
        #expect(part.validators.etag == "new" && part.bodyHash == "old" && part.lastDocument == nil)
        #expect(Ask().unchanged(fresh, from: known).validators.etag == "new")
        #expect(Ask().unchanged(fresh, from: known).bodyHash == "old")
    }

    @Test func `a part leaves the interval, however little it shares`() {
        #expect(Ask().took(overlap: 0, status: 226).interval == 300)
    }

    @Test func `what is no feed changes nothing that is known`() {
        let known = Ask.rich
        var state = Ask().after(Ask.modified(), from: known)
        #expect(state.failures == 1 && state.lastError != nil && state.wait >= state.interval)
        (state.failures, state.lastError, state.nextDue, state.lastPoll) = (0, nil, known.nextDue, known.lastPoll)
        #expect(state == known)
    }

    @Test(arguments: Ask.everyFailure)
    func `no failure touches validators, hash, hints or backlog`(_ outcome: FetchOutcome) {
        let known = Ask.rich
        let state = Ask().after(outcome, from: known)
        #expect(state.validators == known.validators && state.bodyHash == known.bodyHash)
        #expect(state.hasBacklog && state.overlap == known.overlap && state.interval == known.interval)
        #expect(state.hubs == known.hubs && state.hintedInterval == known.hintedInterval)
        #expect(state.lastSuccess == known.lastSuccess && state.unchangedSince == known.unchangedSince)
    }

    @Test func `a cancelled poll changes nothing at all`() {
        #expect(Ask().after(.failed(FetchFailure(.cancelled, "stopped")), from: Ask.rich) == Ask.rich)
    }

    @Test func `a document without entries does not end the first poll`() {
        #expect(!Ask().took { $0.entries = [] }.hasBacklog)
        #expect(Ask().took().hasBacklog)
        #expect(Ask().took(from: Ask.state { $0.hasBacklog = true }) { $0.entries = [] }.hasBacklog)
    }

    @Test func `hubs are those of the document and of the answer, eight at most`() {
        let hubs = (0..<20).map { "https://hub.example/\($0)" }
        let state = Ask().took(freshness: Freshness(hubs: hubs)) { $0.hubs = [hubs[3], hubs[0]] }
        #expect(state.hubs == [3, 0, 1, 2, 4, 5, 6, 7].map { hubs[$0] })
    }

    // MARK: 304 for ever

    @Test func `after eight days of 304 the feed is asked without validators once`() {
        let fresh = Freshness(validators: Validators(etag: "e", url: "u"))
        var state = Ask.state { $0.validators = fresh.validators }
        var unconditional: [Int64] = []
        for hour in 0..<Int64(24 * 20) {
            state = Ask(now: Ask.now.advanced(by: hour * 3_600)).unchanged(fresh, from: state)
            if state.validators.isEmpty { unconditional.append(hour) }
        }
        #expect(unconditional == [192, 384])
        let document = Ask().took(from: state)
        #expect(document.unchangedSince == nil)
    }

    @Test func `the hash stays when the validators go, and the same body begins the eight days anew`() {
        let fresh = Freshness(validators: Validators(etag: "e", url: "u"))
        var state = Ask.state { state in
            state.validators = fresh.validators
            state.bodyHash = "hash"
            state.unchangedSince = Ask.now.advanced(by: -8 * 86_400)
        }
        state = Ask().unchanged(fresh, from: state)
        #expect(state.validators.isEmpty && state.bodyHash == "hash")
        var seen = fresh
        seen.hasBody = true
        state = Ask().unchanged(seen, from: state)
        #expect(state.validators == fresh.validators && state.unchangedSince == nil)
        #expect(Ask().unchanged(fresh, from: state).unchangedSince == Ask.now)
    }

    @Test func `a server that sends what is known again and again is asked more rarely than one that says 304`() {
        #expect(Ask().unchanged(Freshness(hasBody: true), from: Ask.state()).interval == 375)
        #expect(Ask().unchanged(from: Ask.state()).interval == 330)
    }

    @Test func `a first 304 in the future does not end conditional polls`() {
        let state = Ask.state { $0.unchangedSince = Ask.now.advanced(by: 900_000_000) }
        #expect(Ask().unchanged(from: state).unchangedSince == Ask.now)
    }
}
