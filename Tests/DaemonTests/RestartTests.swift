import Deduplicating
import Domain
import TestSupport
import Testing

@testable import Daemon

/// A restart is not seen in what is decided later: not in a decision, a story or an alert, to the last letter.
struct RestartTests {
    /// One newsroom's polls, drawn from a seed: on-topic and beside it, copies, edits, other words, old dates and gaps of days.
    private struct Newsroom {
        var random: SeededRandom
        var told = ["Alder and Birch meet in Oslo"]
        private let who = ["Alder and Birch", "Birch", "Alder", "Alder, Birch", "Carr"]
        private let act = ["meet", "phone", "meeting", "phoned"]
        private let place = ["in Oslo", "in Lima", "about grain", "to discuss a truce"]
        private let rest = [
            "on Monday", "as 40 prisoners return", "after the talks of May", "says the harbour office", "again",
            "for the second time this year", "with 300 guests", "late at night",
        ]

        mutating func any(_ list: [String]) -> String { list[random.below(list.count)] }

        mutating func title() -> String {
            if random.below(4) == 0 { return any(told) }
            if random.below(9) == 0 { return "Live updates: \(any(who)) \(any(act)) \(any(place))" }
            let title = "\(any(who)) \(any(act)) \(any(place)) \(any(rest)) \(any(rest))"
            told.append(title)
            return title
        }

        mutating func entry(_ number: Int, in room: DeskOfTests, host: String) -> Entry {
            let age: Int64? = random.below(6) == 0 ? nil : Int64(random.below(random.below(5) == 0 ? 900_000 : 9_000))
            let guid = random.below(8) == 0 ? max(0, number - 3) : number
            var entry = room.entry(title(), "\(guid)", age: age, host: host)
            if random.below(3) == 0 { entry.summary = "\(any(told)). The office said so \(any(rest)), \(any(rest))." }
            return entry
        }
    }

    /// All that the store can tell of what was decided.
    private func told(_ room: DeskOfTests, of urls: Set<String>) async throws -> [String] {
        var found: [String] = []
        for url in urls.sorted() {
            guard let item = try await room.store.item(url) else { continue }
            found.append("\(item.item.id) \(item.decision) \(item.verdict.isOnTopic)")
        }
        let stories = try await room.store.stories(limit: 500).map { "\($0)" }
        let alerts = try await room.store.alerts(since: nil, limit: 500).map {
            "\($0.id) \($0.item.title) \($0.nearness)"
        }
        return found + stories + alerts
    }

    /// `restarts`: how often in a hundred polls the one room is opened anew.
    private func play(seed: UInt64, restarts: Int, policy: AlertPolicy) async throws -> [String] {
        var random = SeededRandom(seed: seed &+ 99)
        var newsroom = Newsroom(random: SeededRandom(seed: seed))
        var room = DeskOfTests(policy: policy)
        let hosts = ["one.example", "two.example", "three.example"]
        try await room.subscribe("one.example", "two.example", "three.example")
        var urls: Set<String> = []
        for poll in 0..<100 {
            let host = hosts[newsroom.random.below(hosts.count)]
            let entries = (0...newsroom.random.below(3)).map { newsroom.entry(3 * poll + $0, in: room, host: host) }
            urls.formUnion(entries.compactMap(\.url))
            try await room.settle(entries, host: host, etag: "\(poll)")
            room.clock.advance(by: Int64(newsroom.random.below(newsroom.random.below(8) == 0 ? 300_000 : 9_000)))
            if poll % 9 == 8 { try await room.desk.forget(before: room.clock.now.advanced(by: -20 * 86_400)) }
            if random.below(100) < restarts { room = try await room.restarted() }
        }
        return try await told(room, of: urls)
    }

    @Test(arguments: [(1, 1), (2, 1), (3, 1), (4, 2), (5, 2)])
    func `restarts at any time change no later decision`(_ seed: UInt64, _ outlets: Int) async throws {
        var policy = AlertPolicy()
        policy.minOutlets = outlets
        let without = try await play(seed: seed, restarts: 0, policy: policy)
        #expect(without.contains { $0.contains("alert") } && without.count > 100)
        #expect(try await play(seed: seed, restarts: 100, policy: policy) == without)
        #expect(try await play(seed: seed, restarts: 20, policy: policy) == without)
    }

    @Test func `a copy of adopted coverage that turns on-topic alerts nobody after a restart`() async throws {
        let lead =
            "The two spoke for nearly two hours, their offices said late on Monday, and agreed to meet again soon."
        for isRestarted in [false, true] {
            var room = DeskOfTests()
            try await room.subscribe("one.example", "two.example", "three.example")
            for host in ["one.example", "two.example", "three.example"] { try await room.settle([], host: host) }
            func tell(_ title: String, _ host: String, _ summary: String = lead) async throws -> Settled {
                var entry = room.entry(title, title, host: host)
                entry.summary = summary
                return try await room.settle([entry], host: host, etag: title)
            }
            let beside = try await tell("Alder phones over a truce", "one.example")
            #expect(beside.alerts == 0 && beside.decisions[.offTopic] == 1)
            #expect(try await tell("Alder and Birch phone over a truce", "two.example", "").alerts == 1)
            if isRestarted { room = try await room.restarted() }
            let again = try await tell("Alder and Birch phone: truce near", "three.example")
            #expect(again.alerts == 0, "restarted: \(isRestarted)")
        }
    }
}
