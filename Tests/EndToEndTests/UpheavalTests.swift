import Domain
import Foundation
import Storing
import Testing

/// The contract's invariants 1 to 5 through everything that makes other programs tell old news again: one table, each row
/// an upheaval between two polls, each poll a process of its own.
///
/// Before it a feed has a live development, a backlog of weeks and what is off-topic. After it the feed shows the same: nobody
/// may be told of any of it (1, 2), whatever came in between (3), dated or not (4). What is live then alerts once, under a new
/// address, and under the old one that the first development had (5).
@Suite(.serialized, .inTurn, .timeLimit(.minutes(10)))
struct UpheavalTests {
    typealias Story = (id: String, title: String, summary: String)

    /// What lies between the two polls.
    struct Upheaval: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Documents that the feed answers with meanwhile, each polled once.
        var between: [String] = []
        /// What is done to the configuration and beside it.
        var change: @Sendable (_ configuration: String, _ desk: NewsDesk) async throws -> String = { text, _ in text }
        /// What the publisher makes of every document from now on.
        var publisher: @Sendable (String) -> String = { $0 }
    }

    private static let third: Story = (
        id: "a3", title: "Trump imposes new sanctions on Russian oil after talks with Putin stall",
        summary: "The Treasury named two companies and eighty tankers; the Kremlin called the step unfriendly."
    )

    /// Weeks old, each a development of its own.
    private static let backlog: [Story] = [
        ("o1", "Putin invites Trump to Moscow for a second round of talks", "The Kremlin named no date."),
        ("o2", "Trump writes to Putin about grain from Odesa", "The letter was handed over in Ankara, officials said."),
        ("o3", "Kremlin rejects White House offer on frozen assets", "Putin called it theft; Trump shrugged it off."),
        ("o4", "Trump calls Putin after the storm in Kamchatka", "He offered help; Putin thanked him by phone."),
        (
            "o5", "Putin and Trump fail to agree on missiles",
            "The talks between both presidents broke up after an hour."
        ),
        ("o6", "Trump says Putin wants a deal on Ukraine by winter", "He spoke to reporters on the plane."),
    ]

    /// The newest first; those of the backlog are weeks old, or without a date.
    private static func page(_ live: [Story], isDated: Bool, _ number: Int) -> String {
        let now = SystemTime.now
        func entry(_ story: Story, _ date: Timestamp?) -> String {
            """
            <entry><id>\(story.id)</id><link href="https://outlet.example/\(story.id)"/><title>\(story.title)</title>
            <summary>\(story.summary)</summary>\(date.map { "<published>\($0)</published><updated>\($0)</updated>" } ?? "")</entry>
            """
        }
        let rows =
            live.map { entry($0, now) }
            + backlog.enumerated().map { entry($1, isDated ? now.advanced(by: Int64(-9 - $0) * 86_400) : nil) }
        return """
            <feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><id>f</id><updated>\(now)</updated>\(rows.joined())
            </feed><!-- \(number) -->
            """
    }

    private static let upheavals: [Upheaval] = [
        Upheaval(testDescription: "a restart"),
        Upheaval(testDescription: "changed rules") { text, _ in
            text + "\nwatch: [{name: everything, match: [Trump, Putin, Kremlin]}]\n"
        },
        Upheaval(testDescription: "lost validators") { text, desk in
            let store = try SQLiteStore(folder: desk.folder.appendingPathComponent("state").path)
            for (feed, state) in try await store.states() {
                var state = state
                (state.validators, state.bodyHash) = (Validators(), nil)
                try await store.apply([.feed(feed, state)])
            }
            await store.close()
            return text
        },
        Upheaval(
            testDescription: "guid and host churn",
            publisher: {
                $0.replacing("<id>", with: "<id>urn:uuid:")
                    .replacing("https://outlet.example/", with: "https://www.outlet.example/new/")
            }
        ),
        Upheaval(
            testDescription: "error pages",
            between: [
                "<!DOCTYPE html><p>Checking your browser</p>", "",
                String(page([WholeWayTests.summit], isDated: true, 7).prefix(400)),
            ]
        ),
        Upheaval(testDescription: "added seeds") { text, desk in
            let seeds = desk.folder.appendingPathComponent("seeds")
            try FileManager.default.createDirectory(at: seeds, withIntermediateDirectories: true)
            let text = text.replacing("seeds: null", with: "seeds: seeds")
            let document = backlog.prefix(3).map { "\($0.title)\n\n\($0.title), it was said. \($0.summary)" }
            for (number, words) in document.enumerated() {
                try Data(words.utf8).write(to: seeds.appendingPathComponent("seed-\(number).txt"))
            }
            return text
        },
        Upheaval(testDescription: "another list of feeds") { text, desk in
            text.replacing("feeds:\n", with: "feeds:\n  - {name: Second, url: \"\(desk.url("/second"))\"}\n")
        },
    ]

    @Test(arguments: upheavals, [true, false])
    func `an upheaval tells nothing again, floods nobody and swallows nothing`(
        _ upheaval: Upheaval,
        _ isDated: Bool
    ) async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        let config = try desk.configure(["/feed"], topic: .small)
        func poll(_ page: String) async throws {
            desk.publish("/feed", page)
            desk.publish("/second", page)
            let poll = try Program(["poll", "--config", config], in: desk)
            let status = await poll.wait()
            #expect(status == 0 || status == 69, "\(poll.told)")
        }
        let old = [WholeWayTests.summit, WholeWayTests.football]
        // Undated entries at the head of a first document count as live: the backlog comes behind what has a date.
        try await poll(NewsDesk.atom([]))
        try await poll(Self.page(old, isDated: true, 0))
        let before = desk.posts.map(\.title)
        for page in upheaval.between { try await poll(page) }
        let text = try await upheaval.change(String(contentsOfFile: config, encoding: .utf8), desk)
        try Data(text.utf8).write(to: URL(fileURLWithPath: config))
        func shown(_ live: [Story], _ number: Int) -> String {
            upheaval.publisher(Self.page(live, isDated: isDated, number))
        }
        try await poll(shown(old, 1))
        try await poll(shown(old, 2))
        #expect(desk.posts.map(\.title) == before, "what is known stays known")
        try await poll(shown([WholeWayTests.call] + old, 3))
        let reused: Story = (id: WholeWayTests.summit.id, title: Self.third.title, summary: Self.third.summary)
        try await poll(shown([reused, WholeWayTests.call, WholeWayTests.football], 4))
        try await poll(shown([reused, WholeWayTests.call, WholeWayTests.football], 5))
        #expect(before == [WholeWayTests.summit.title])
        #expect(desk.posts.map(\.title) == before + [WholeWayTests.call.title, Self.third.title])
        #expect(Set(desk.posts.map(\.id)).count == desk.posts.count && desk.alertLog.count == desk.posts.count)
    }
}
