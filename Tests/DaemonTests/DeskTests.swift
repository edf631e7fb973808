import Domain
import Fetching
import TestSupport
import Testing

@testable import Daemon

struct DeskTests {
    private let room = DeskOfTests()

    // MARK: one story, one alert

    @Test func `two feeds that bring one story raise one alert`() async throws {
        let first = try await room.settle([room.entry(DeskOfTests.truce, "a")])
        let second = try await room.settle(
            [room.entry(DeskOfTests.truce, "b", host: "two.example")],
            host: "two.example"
        )
        #expect(first.alerts == 1 && second.alerts == 0 && second.new == 1)
        #expect(try await room.alerts().count == 1)
        #expect(try await room.store.deliveries(alert: nil, state: .pending, since: nil, limit: 9).count == 1)
        #expect(try await room.store.stories(limit: 9).map(\.outlets.count) == [2])
        #expect(room.wakes.withLock { $0 } == 1)
    }

    @Test func `feeds that bring one story at the same moment raise one alert`() async throws {
        let hosts = (0..<12).map { "h\($0).example" }
        let total = try await withThrowingTaskGroup(of: Int.self) { group in
            for host in hosts {
                group.addTask {
                    try await room.settle([room.entry(DeskOfTests.truce, "x", host: host)], host: host).alerts
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(total == 1)
        #expect(try await room.store.stories(limit: 9).count == 1)
    }

    @Test func `polls that bring nothing wait for each other, and one that brings something takes them along`()
        async throws
    {
        let quiet = (0..<150).map { "q\($0).example" }
        let now = room.clock.now
        _ = try await room.store.subscribe(quiet.map { DeskOfTests.feed($0).id }) { id in
            FeedState(url: id.url, nextDue: now, interval: 300)
        }
        let reports = try await withThrowingTaskGroup(of: Int.self) { group in
            for (index, host) in quiet.enumerated() {
                group.addTask { try await room.settle(.notModified(Freshness()), host: host).alerts }
                guard index % 30 == 7 else { continue }
                group.addTask {
                    try await room.settle([room.entry(DeskOfTests.truce, "x", host: "n\(host)")], host: "n\(host)")
                        .alerts
                }
            }
            group.addTask {
                try await room.desk.forget(before: room.clock.now.advanced(by: -86_400))
                return 0
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(reports.count == 156 && reports.reduce(0, +) == 1)
        for host in quiet { #expect(try await room.state(host).lastSuccess == room.clock.now) }
    }

    @Test func `silent backlogs wait for each other, and an alert among them for nobody`() async throws {
        let reports = try await withThrowingTaskGroup(of: Settled.self) { group in
            for index in 0..<90 {
                let host = "b\(index).example"
                let title = index % 30 == 7 ? DeskOfTests.truce : "Market number \(index) opens with music and cake"
                group.addTask { try await room.settle([room.entry(title, "x", host: host)], host: host) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(reports.count == 90 && reports.allSatisfy { $0.new == 1 })
        #expect(reports.reduce(0) { $0 + $1.alerts } == 1)
        #expect(try await room.store.itemCounts().count == 90)
    }

    @Test func `the same document again is nothing new`() async throws {
        let entries = [room.entry(DeskOfTests.truce, "a"), room.entry(DeskOfTests.offTopic, "b")]
        let first = try await room.settle(entries)
        room.clock.advance(by: 300)
        let again = try await room.settle(entries)
        #expect(first.new == 2 && first.items == 2 && first.titles == entries.map { $0.title ?? "" })
        #expect(again.new == 0 && again.items == 2 && again.alerts == 0 && !again.hasGap)
    }

    @Test func `a receiver that is disabled gets nothing, the alert is kept`() async throws {
        try await room.store.setDisabled(receiver: "desk", true)
        #expect(try await room.settle([room.entry(DeskOfTests.truce, "a")]).alerts == 1)
        #expect(try await room.alerts().count == 1)
        #expect(try await room.store.deliveries(alert: nil, state: .pending, since: nil, limit: 9).isEmpty)
    }

    // MARK: all or nothing

    @Test func `a full disk makes nothing known, and the next poll alerts`() async throws {
        try await room.settle([room.entry(DeskOfTests.offTopic, "0")], etag: "old")
        let before = try await room.state()
        let entries = [room.entry(DeskOfTests.truce, "a"), room.entry(DeskOfTests.offTopic, "0")]
        await room.store.fail(with: .full("no space"))
        for _ in 0..<2 {
            await #expect(throws: StoreError.self) { try await room.settle(entries) }
        }
        #expect(try await room.state() == before && before.validators.etag == "old")
        #expect(try await room.alerts().isEmpty)
        #expect(room.wakes.withLock { $0 } == 0)
        await room.store.fail(with: nil)
        let report = try await room.settle(entries)
        #expect(report.alerts == 1 && report.new == 1 && report.items == 2)
        #expect(try await room.state().validators.etag == "new")
    }

    @Test func `what one feed could not store, another feed alerts`() async throws {
        await room.store.fail(with: .full("no space"))
        await #expect(throws: StoreError.self) { try await room.settle([room.entry(DeskOfTests.truce, "a")]) }
        await room.store.fail(with: nil)
        let other = try await room.settle(
            [room.entry(DeskOfTests.truce, "b", host: "two.example")],
            host: "two.example"
        )
        #expect(other.alerts == 1)
        #expect(try await room.settle([room.entry(DeskOfTests.truce, "a")]).alerts == 0)
    }

    // MARK: no document

    @Test(arguments: ["empty", "html", "bot-wall", "not-a-feed", "too-deep"])
    func `what is no feed changes nothing that is known`(_ code: String) async throws {
        let entries = [room.entry(DeskOfTests.truce, "a")]
        try await room.settle(entries, etag: "old")
        let before = try await room.state()
        let reason = NotAFeed(code: code, message: "the reason")
        let report = try await room.settle(DeskOfTests.answer("html"), .failure(reason))
        let state = try await room.state()
        #expect(report.outcome == .error && report.items == 1)
        #expect(report.error?.contains("the reason") == true)
        #expect(state.validators == before.validators && state.bodyHash == before.bodyHash && state.hasBacklog)
        #expect(state.interval == before.interval && state.failures == 1 && state.lastSuccess == before.lastSuccess)
        #expect(state.nextDue.seconds(since: room.clock.now) >= state.interval)
        #expect(try await room.settle(entries).new == 0)
    }

    @Test func `a first answer that is no feed leaves the first poll to come`() async throws {
        let reason = NotAFeed(code: "html", message: "a page")
        _ = try await room.settle(DeskOfTests.answer("html"), .failure(reason))
        #expect(try await !room.state().hasBacklog)
        #expect(try await room.settle([room.entry(DeskOfTests.truce, "a", age: 40_000)]).alerts == 0)
    }

    @Test func `304 keeps everything`() async throws {
        try await room.settle([room.entry(DeskOfTests.truce, "a")], etag: "old")
        let before = try await room.state()
        let report = try await room.settle(.notModified(Freshness(validators: before.validators)))
        let state = try await room.state()
        #expect(report.outcome == .notmodified && report.items == 1 && report.new == 0 && report.error == nil)
        #expect(state.validators == before.validators && state.bodyHash == before.bodyHash && state.hasBacklog)
        #expect(!report.hasGap && !report.recovered && !report.becameFailing)
    }

    @Test func `failing and well again are told once each`() async throws {
        var told: [String] = []
        try await room.settle([room.entry(DeskOfTests.offTopic, "0")])
        for isWell in [false, false, false, false, false, true, true, true] {
            room.clock.advance(by: 600)
            let report =
                isWell
                ? try await room.settle(.notModified(Freshness()))
                : try await room.settle(.failed(FetchFailure(.timeout, "no answer")))
            if report.becameFailing { told.append("failing") }
            if report.recovered { told.append("well") }
        }
        #expect(told == ["failing", "well"])
    }

    // MARK: the first poll

    @Test func `a backlog is taken in silently, what is live in it speaks`() async throws {
        let old = try await room.settle([room.entry(DeskOfTests.truce, "a", age: 7 * 3_600)])
        #expect(old.alerts == 0 && old.silenced == 1 && old.new == 1)
        let live = try await room.settle(
            [room.entry("Birch phones Alder about grain in Lima", "c", age: 3_600, host: "two.example")],
            host: "two.example"
        )
        #expect(live.alerts == 1 && live.silenced == 0)
    }

    @Test func `after the first poll an entry of seven hours speaks`() async throws {
        try await room.settle([room.entry(DeskOfTests.offTopic, "0")])
        let entries = [room.entry(DeskOfTests.truce, "a", age: 7 * 3_600), room.entry(DeskOfTests.offTopic, "0")]
        #expect(try await room.settle(entries).alerts == 1)
    }

    @Test func `the head of a first document without dates speaks, the rest is silent`() async throws {
        func document(_ place: Int) -> [Entry] {
            (0..<8).map {
                room.entry($0 == place ? DeskOfTests.truce : "\(DeskOfTests.offTopic) \($0)", "\($0)", age: nil)
            }
        }
        let rest = try await room.settle(document(5))
        #expect(rest.alerts == 0 && rest.silenced == 1 && rest.items == 8)
        let other = DeskOfTests()
        #expect(try await other.settle(document(4)).alerts == 1)
    }

    @Test func `an empty first document does not end the first poll`() async throws {
        let empty = try await room.settle([])
        #expect(empty.outcome == .ok && empty.items == 0 && !empty.hasGap)
        #expect(try await !room.state().hasBacklog)
        #expect(try await room.settle([room.entry(DeskOfTests.truce, "a", age: 40_000)]).alerts == 0)
        #expect(try await room.state().hasBacklog)
    }

    // MARK: gaps

    @Test func `two documents that share nothing are a gap, and the feed is asked faster`() async throws {
        let first = try await room.settle([room.entry("\(DeskOfTests.offTopic) 1", "1")])
        #expect(!first.hasGap)
        let second = try await room.settle([room.entry("\(DeskOfTests.offTopic) 2", "2")])
        #expect(second.hasGap && second.items == 2)
        #expect(try await room.state().interval == 60)
        let third = try await room.settle(
            [room.entry("\(DeskOfTests.offTopic) 3", "3"), room.entry("\(DeskOfTests.offTopic) 2", "2")])
        #expect(!third.hasGap && third.items == 3)
        #expect(try await !room.settle([]).hasGap)
    }
}
