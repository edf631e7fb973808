import Domain
import Testing

@testable import Fetching

extension PollScheduleTests {
    private func moved(to target: String?, _ count: Int, from first: FeedState = Ask.state()) -> FeedState {
        (0..<count).reduce(first) { state, _ in Ask().took(overlap: 1, permanentURL: target, from: state) }
    }

    @Test func `a permanent redirect is adopted at its third sighting in a row`() {
        let target = "https://b.example/feed"
        let twice = moved(to: target, 2)
        #expect(twice.url == Ask.url && twice.movingSeen == 2)
        let moved = moved(to: target, 1, from: twice)
        #expect(moved.url == target && moved.movingTo == nil && moved.movingSeen == 0)
        #expect(self.moved(to: target, 2, from: self.moved(to: nil, 1, from: twice)).url == Ask.url)
        #expect(self.moved(to: target, 2, from: self.moved(to: "https://c.example/", 1, from: twice)).url == Ask.url)
        let unchanged = Ask().unchanged(Freshness(permanentURL: target), from: twice)
        #expect(unchanged.url == target)
    }

    @Test func `a redirect to another feed, or to none, is never adopted`() {
        let target = "https://login.example/"
        var state = Ask.rich
        // It is a feed of its own, which shares all with what it told before.
        for overlap in [0, 1, 1, 1, 1, 1] as [Double] {
            state = Ask().took(overlap: overlap, permanentURL: target, from: state) { $0.title = "Sign in" }
        }
        #expect(state.url == Ask.url && state.movingSeen == 6)
        let other = "https://b.example/feed"
        for _ in 0..<3 { state = Ask().took(overlap: 0.5, permanentURL: other, from: state) }
        #expect(state.url == other, "another target begins anew")
        state.url = Ask.url
        for _ in 0..<10 { state = Ask().after(Ask.modified(permanentURL: target), from: state) }
        #expect(state.url == Ask.url)
    }

    @Test(arguments: [
        ("https://a.example/feed", "http://b.example/feed", false),
        ("HTTPS://a.example/feed", "http://a.example/", false),
        ("http://a.example/feed", "https://a.example/feed", true), ("http://a.example/feed", "http://b.example/", true),
        ("https://a.example/feed", "HTTPS://b.example/", true),
    ])
    func `no redirect leads from https to http`(_ from: String, _ to: String, _ isAdopted: Bool) {
        #expect(moved(to: to, 10, from: Ask.state { $0.url = from }).url == (isAdopted ? to : from))
    }

    @Test func `a move is the same feed by its title, its entries, or as it was met at the first poll`() {
        let target = "https://b.example/feed"
        var titled = Ask.rich
        for _ in 0..<3 { titled = Ask().took(overlap: 0, permanentURL: target, from: titled) { $0.title = "A" } }
        #expect(titled.url == target)
        var new = Ask.state()
        for overlap in [nil, 0.2, 1] { new = Ask().took(overlap: overlap, permanentURL: target, from: new) }
        #expect(new.url == target)
        // An older version has kept the sightings alone.
        var older = Ask.rich
        (older.movingTo, older.movingSeen) = (target, 2)
        older = Ask().took(overlap: 0.5, permanentURL: target, from: older)
        #expect(older.url == Ask.url && older.movingSeen == 1 && older.movingIsSame == true)
    }

    @Test(
        arguments: [
            (Ask.failure(.http, status: 404), true), (Ask.failure(.dns), true), (.gone, true), (Ask.modified(), true),
            (.throttled(status: 503, retryAfter: 60), true), (.throttled(status: 503, retryAfter: nil), true),
            (.throttled(status: 429, retryAfter: 60), false), (.throttled(status: 429, retryAfter: nil), false),
        ] as [(FetchOutcome, Bool)]
    )
    func `a move is undone after five failures in a row`(_ outcome: FetchOutcome, _ isUndone: Bool) {
        let moved = Ask.state { $0.url = "https://b.example/feed" }
        let states = repeated(outcome, 5, from: moved)
        #expect(states.map { $0.url == Ask.url } == [false, false, false, false, isUndone])
    }
}
