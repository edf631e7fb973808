import Domain
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

    @Test(arguments: [
        ("https://Example.ORG/feed", "example.org"), ("http://a.example:8080/x?y#z", "a.example:8080"),
        ("https://user:secret@a.example/", "a.example"), ("https://a.example", "a.example"), ("nonsense", ""),
    ])
    func `the host of a URL is what its turns go by`(_ url: String, _ host: String) {
        #expect(HostQueue.host(of: url) == host)
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
