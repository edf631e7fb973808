import Alerting
import Deduplicating
import Domain
import Fetching
import Judging
import TestSupport

@testable import Daemon

/// A desk over a store in memory, with a small topic of invented people: documents in, reports out.
struct DeskOfTests {
    static let truce = "Alder and Birch meet in Oslo to discuss a truce"
    static let offTopic = "Rain expected over the weekend"

    let store: MemoryStore
    let clock: ManualClock
    let wakes = Locked(0)
    private(set) var desk: Desk
    private let open: @Sendable (Newsdesk) -> Desk

    private let restart: @Sendable () async throws(StoreError) -> Newsdesk

    init(
        receivers: [Receiver]? = nil,
        storm: StormRule? = nil,
        official: [String] = [],
        policy: AlertPolicy = AlertPolicy(),
        events: Set<EventType> = [.storyOpened]
    ) {
        let topic = Topic(
            name: "test",
            title: "Test",
            threshold: 0.5,
            concepts: [
                Self.concept("alder", .person, side: "a", "Alder"), Self.concept("birch", .person, side: "b", "Birch"),
                Self.concept("oslo", .place, "Oslo"), Self.concept("lima", .place, "Lima"),
                Self.concept("meet", .act, "meet*"), Self.concept("call", .act, "phone*"),
                Self.concept("truce", .object, "truce"), Self.concept("grain", .object, "grain"),
            ],
            weights: [:]
        )
        let receiver = Receiver(
            name: "desk",
            url: "https://hook.example/",
            format: .standard,
            secret: nil,
            events: events
        )
        let judge = Judge(topic: topic, watch: [WatchRule(name: "zebra", match: ["zebra"])])
        let empty = Newsdesk(topic: topic, seeds: [], policy: policy)
        let store = MemoryStore()
        let rebuild = { @Sendable () async throws(StoreError) -> Newsdesk in
            try await Recollection.newsdesk(empty, judge: judge, store: store)
        }
        let press = Press(topic: topic.name, receivers: receivers ?? [receiver], official: official) { [wakes] in
            wakes.withLock { $0 += 1 }
        }
        (self.store, clock, restart) = (store, ManualClock(), rebuild)
        open = {
            Desk(
                store: store,
                judge: judge,
                newsdesk: $0,
                press: press,
                storm: Storm(rule: storm, recent: [], folded: []),
                rebuild: rebuild
            )
        }
        desk = open(empty)
    }

    /// The same room after a restart: what is known is read from the store.
    func restarted() async throws -> DeskOfTests {
        var room = self
        room.desk = open(try await restart())
        return room
    }

    private static func concept(_ id: String, _ kind: Concept.Kind, side: String? = nil, _ names: String...) -> Concept
    {
        Concept(id: id, kind: kind, side: side, weight: 1, names: names.map { Concept.Name($0) })
    }

    static func feed(_ host: String = "one.example") -> Feed {
        Feed(id: FeedID("https://\(host)/feed"), name: host, policy: PollPolicy())
    }

    /// What is stored of `host`'s feed, or what a new feed has.
    func state(_ host: String = "one.example") async throws -> FeedState {
        try await store.state(of: Self.feed(host).id) ?? PollSchedule.first(of: Self.feed(host), now: clock.now)
    }

    /// Makes the hosts' feeds the subscribed ones.
    func subscribe(_ hosts: String...) async throws {
        let now = clock.now
        _ = try await store.subscribe(hosts.map { Self.feed($0).id }) { id in
            FeedState(url: id.url, nextDue: now, interval: 300)
        }
    }

    /// An entry that is one minute old, unless `age` (seconds) says otherwise; nil leaves the date out.
    func entry(_ title: String, _ id: String, age: Int64? = 60, host: String = "one.example") -> Entry {
        var entry = Entry()
        entry.id = id
        entry.url = "https://\(host)/\(id)"
        entry.title = title
        entry.language = "en"
        entry.published = age.map { clock.now.advanced(by: -$0) }
        return entry
    }

    @discardableResult
    func settle(_ entries: [Entry], host: String = "one.example", etag: String = "new") async throws -> Settled {
        var document = FeedDocument(format: .atom10)
        document.title = host
        document.entries = entries
        return try await settle(Self.answer(etag, host: host), .success(document), host: host)
    }

    func settle(
        _ outcome: FetchOutcome,
        _ document: Result<FeedDocument, NotAFeed>? = nil,
        host: String = "one.example"
    ) async throws -> Settled {
        let state = try await state(host)
        let report = try await desk.settle(outcome, document, of: Self.feed(host), from: state, at: clock.now)
        return Settled(report: report, items: try await store.itemCounts()[Self.feed(host).id] ?? 0)
    }

    static func answer(_ etag: String, host: String = "one.example") -> FetchOutcome {
        let url = "https://\(host)/feed"
        return .modified(
            FetchResponse(
                url: url,
                status: 200,
                contentType: nil,
                body: [],
                freshness: Freshness(validators: Validators(etag: etag, url: url)),
                bodyHash: etag
            )
        )
    }

    func alerts() async throws -> [Alert] { try await store.alerts(since: nil, limit: 100) }
}

/// What a poll came to, and how many items of the feed are known then.
@dynamicMemberLookup
struct Settled {
    let report: PollReport
    let items: Int

    subscript<Value>(dynamicMember path: KeyPath<PollReport, Value>) -> Value { report[keyPath: path] }
}
