import Domain
import TestSupport
import Testing

@testable import Daemon

struct HostQueueTests {
    @Test func `hosts take turns, whatever one of them has waiting`() {
        var queue = HostQueue(concurrency: 10, perHost: 1)
        queue.add(feeds("https://slow.example/1", "https://slow.example/2", "https://good.example/1"))
        #expect(queue.next()?.id.url == "https://slow.example/1")
        #expect(queue.next()?.id.url == "https://good.example/1")
        #expect(queue.next() == nil)
    }

    @Test func `a place that ends is given to the next of its host`() {
        var queue = HostQueue(concurrency: 10, perHost: 1)
        let all = feeds("https://a.example/1", "https://a.example/2")
        queue.add(all)
        #expect(queue.next()?.id.url == "https://a.example/1")
        queue.finish(all[0])
        #expect(queue.next()?.id.url == "https://a.example/2")
        queue.finish(all[1])
        #expect(queue.isEmpty)
    }

    @Test func `no more than the concurrency is in flight`() {
        var queue = HostQueue(concurrency: 2, perHost: 2)
        queue.add(feeds("https://a.example/1", "https://b.example/1", "https://c.example/1"))
        #expect(queue.next() != nil)
        #expect(queue.next() != nil)
        #expect(queue.next() == nil)
        #expect(queue.inFlight == 2)
    }

    @Test func `a feed that waits or runs is not taken in twice`() {
        var queue = HostQueue(concurrency: 9, perHost: 9)
        let feed = feeds("https://a.example/1")
        queue.add(feed)
        queue.add(feed)
        #expect(queue.next() != nil)
        queue.add(feed)
        #expect(queue.next() == nil)
    }

    // MARK: places kept for feeds that are well

    @Test
    func `feeds that fail or are new leave a quarter of the places, and one of their host's, to those that are well`() {
        var queue = HostQueue(concurrency: 4, perHost: 2, keepsPlaces: true)
        queue.add((0..<9).flatMap { feeds("https://bad\($0).example/1", "https://bad\($0).example/2") })
        var running = 0
        while queue.next() != nil { running += 1 }
        #expect(running == 3)
        queue.add([well("https://bad0.example/3"), well("https://good.example/1"), well("https://good.example/2")])
        #expect(queue.next()?.state.lastSuccess != nil)
        #expect(queue.next() == nil)
    }

    @Test func `a place for a doubtful feed that ends is given to the next host that waits for it`() {
        var queue = HostQueue(concurrency: 2, perHost: 2, keepsPlaces: true)
        let all = feeds("https://a.example/1", "https://b.example/1", "https://c.example/1")
        queue.add(all)
        var order: [String] = []
        while let feed = queue.next() {
            order.append(feed.id.url)
            queue.finish(feed)
        }
        #expect(order == all.map(\.id.url))
        #expect(queue.isEmpty)
    }

    @Test func `with one place in all every feed gets it`() {
        var queue = HostQueue(concurrency: 1, perHost: 1, keepsPlaces: true)
        queue.add(feeds("https://a.example/1") + [well("https://a.example/2")])
        for _ in 0..<2 {
            let feed = queue.next()
            #expect(feed != nil && queue.next() == nil)
            if let feed { queue.finish(feed) }
        }
        #expect(queue.isEmpty)
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `whatever happens, all are polled once and no limit is passed`(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let all = (0..<60).map { number in
            let url = "https://h\(Int.random(in: 0..<6, using: &random)).example/\(number)"
            return Bool.random(using: &random) ? well(url) : feeds(url)[0]
        }
        let configured = all.map { Feed(id: $0.id, name: "", policy: PollPolicy()) }
        var queue = HostQueue(
            concurrency: 5,
            perHost: 2,
            spacing: HostSpacing(configured, pause: 2),
            keepsPlaces: Bool.random(using: &random)
        )
        queue.add(all)
        var (running, polled, now): ([LeasedFeed], [FeedID], Int64) = ([], [], 0)
        for _ in 0..<2_000 where !queue.isEmpty {
            now += Int64.random(in: 0..<1_000, using: &random)
            queue.wake(at: now)
            while let feed = queue.next(at: now) {
                running.append(feed)
                polled.append(feed.id)
            }
            let hosts = Dictionary(grouping: running) { HostQueue.host(of: $0.id.url) }
            #expect(running.count <= 5 && hosts.values.allSatisfy { $0.count <= 2 })
            if let place = running.indices.randomElement(using: &random) { queue.finish(running.remove(at: place)) }
        }
        #expect(queue.isEmpty && polled.count == 60 && Set(polled).count == 60)
    }

    // MARK: pauses

    @Test func `a host rests between two starts, and others do not wait for it`() {
        let urls = ["https://a.example/1", "https://a.example/2", "https://b.example/1"]
        let configured = urls.map { Feed(id: FeedID($0), name: "", policy: PollPolicy()) }
        var queue = HostQueue(concurrency: 9, perHost: 9, spacing: HostSpacing(configured, pause: 2))
        queue.add(urls.flatMap { feeds($0) })
        #expect(queue.next(at: 0)?.id.url == urls[0])
        #expect(queue.next(at: 0)?.id.url == urls[2])
        queue.wake(at: 1_999)
        #expect(queue.next(at: 1_999) == nil)
        queue.wake(at: 2_000)
        #expect(queue.next(at: 2_000)?.id.url == urls[1])
    }

    struct Pause: Sendable, CustomTestStringConvertible {
        let feeds: Int
        let interval: Int64
        let pause: Int64
        let milliseconds: Int64
        var testDescription: String { "\(feeds) feeds every \(interval) s, pause \(pause) s" }
    }

    @Test(arguments: [
        Pause(feeds: 1, interval: 300, pause: 2, milliseconds: 0),
        Pause(feeds: 2, interval: 300, pause: 2, milliseconds: 2_000),
        Pause(feeds: 75, interval: 300, pause: 2, milliseconds: 2_000),
        Pause(feeds: 100, interval: 300, pause: 2, milliseconds: 1_500),
        Pause(feeds: 1_000, interval: 300, pause: 2, milliseconds: 0),
        Pause(feeds: 2, interval: 1, pause: 2, milliseconds: 250),
        Pause(feeds: 5, interval: 1, pause: 2, milliseconds: 0),
        Pause(feeds: 2, interval: 300, pause: 0, milliseconds: 0),
        Pause(feeds: 2, interval: .max, pause: .max, milliseconds: 3_600_000),
        Pause(feeds: 2, interval: .min, pause: .min, milliseconds: 0),
    ])
    func `a pause is no longer than the host's feeds have time for`(_ row: Pause) {
        let feeds = (0..<row.feeds).map { number in
            Feed(id: FeedID("https://A.example/\(number)"), name: "", policy: PollPolicy(interval: row.interval))
        }
        #expect(HostSpacing(feeds, pause: row.pause).pause(of: "a.example") == row.milliseconds)
    }

    @Test func `what waits for a held host is taken out`() {
        var queue = HostQueue(concurrency: 9, perHost: 1)
        queue.add(feeds("https://a.example/1", "https://a.example/2", "https://b.example/1"))
        let running = queue.next()
        #expect(queue.remove(host: "a.example").map(\.id.url) == ["https://a.example/2"])
        #expect(queue.next()?.id.url == "https://b.example/1")
        if let running { queue.finish(running) }
        #expect(queue.next() == nil)
        queue.add(feeds("https://a.example/2"))
        #expect(queue.next()?.id.url == "https://a.example/2")
    }

    @Test(arguments: [
        ("https://Example.ORG/feed", "example.org"), ("http://a.example:8080/x?y#z", "a.example:8080"),
        ("https://user:secret@a.example/", "a.example"), ("https://a.example", "a.example"), ("nonsense", ""),
    ])
    func `the host of a URL is what its turns go by`(_ url: String, _ host: String) {
        #expect(HostQueue.host(of: url) == host)
    }

    private func well(_ url: String) -> LeasedFeed {
        var state = FeedState(url: url, nextDue: Timestamp(seconds: 0), interval: 60)
        state.lastSuccess = Timestamp(seconds: 0)
        return LeasedFeed(id: FeedID(url), state: state)
    }

    private func feeds(_ urls: String...) -> [LeasedFeed] {
        urls.map {
            LeasedFeed(
                id: FeedID($0),
                state: FeedState(url: $0, nextDue: Timestamp(seconds: 0), interval: 60)
            )
        }
    }
}
