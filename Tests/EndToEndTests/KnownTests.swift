import Domain
import Foundation
import Glibc
import HTTP
import Testing

/// The contract's invariants 1 to 3: what is known stays known, whatever happens to program, rules and feed.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(10)))
struct KnownTests {
    private typealias Story = (id: String, title: String, summary: String)

    private static let summit = WholeWayTests.summit
    private static let call = WholeWayTests.call
    private static let football = WholeWayTests.football

    /// The same entries in other bytes, so that no validator and no hash tells that they are known.
    private static func page(_ stories: [Story], _ number: Int = 0) -> String {
        NewsDesk.atom(stories) + "<!-- \(number) -->"
    }

    /// Entries without any date.
    private static func undated(_ stories: [Story], _ number: Int = 0) -> String {
        let rows = stories.map {
            "<item><title>\($0.title)</title><link>https://outlet.example/\($0.id)</link><description>\($0.summary)</description></item>"
        }
        return """
            <rss version="2.0"><channel><title>t</title><link>https://outlet.example/</link><description>d</description>
            \(rows.joined())</channel></rss><!-- \(number) -->
            """
    }

    @Test func `restarts, kills and lost validators raise nothing again, and what is live still alerts`() async throws {
        let titles = try await Watch.told([
            .publish(Self.page([Self.summit, Self.football])), .restart, .publish(Self.page([Self.summit], 1)), .kill,
            .publish(Self.page([Self.call, Self.summit], 2)), .restart,
            .publish(Self.page([Self.call, Self.summit], 3)),
        ])
        #expect(titles == [Self.summit.title, Self.call.title])
    }

    @Test func `entries without dates survive a restart, too`() async throws {
        let titles = try await Watch.polled([
            Self.undated([Self.summit, Self.football]), Self.undated([Self.summit, Self.football], 1),
            Self.undated([Self.call, Self.summit, Self.football], 2),
        ])
        #expect(titles == [Self.summit.title, Self.call.title])
    }

    @Test func `guid churn over a restart raises nothing again`() async throws {
        let real = Self.page([Self.summit])
        let churned = (1...3).map { real.replacing("<id>a1</id>", with: "<id>urn:turn:\($0)</id>") }
        let moved = churned[2].replacing("https://outlet.example/a1", with: "https://outlet.example/new/path-7")
        let titles = try await Watch.polled([real] + churned + [moved])
        #expect(titles == [Self.summit.title])
    }

    @Test func `a changed topic raises nothing that was there, and judges what comes`() async throws {
        let titles = try await Watch.told([
            // Without the topic the summit is nobody's news.
            .reload { text, _ in
                let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                    line.hasPrefix("topic:")
                        ? "# \(line)\ntopic: null\nwatch: [{name: football, match: [derby]}]" : String(line)
                }
                return lines.joined(separator: "\n")
            },
            .publish(Self.page([Self.summit, Self.football])),
            .reload { text, _ in text.replacing("topic: null\n", with: "").replacing("# topic:", with: "topic:") },
            .publish(Self.page([Self.summit, Self.football], 1)),
            .publish(Self.page([Self.call, Self.summit, Self.football], 2)),
        ])
        #expect(titles == [Self.football.title, Self.call.title])
    }

    @Test func `added seeds raise nothing again, silence what they tell, and no more`() async throws {
        let third: Story = (
            id: "a3", title: "Trump imposes new sanctions on Russian oil after talks with Putin stall",
            summary: "The Treasury named two companies and eighty tankers; the Kremlin called the step unfriendly."
        )
        let titles = try await Watch.told([
            .publish(Self.page([Self.summit])),
            .reload { text, desk in
                let seeds = desk.folder.appendingPathComponent("seeds")
                try FileManager.default.createDirectory(at: seeds, withIntermediateDirectories: true)
                let document = "\(Self.call.title)\n\n\(Self.call.title), aides told reporters. \(Self.call.summary)\n"
                try Data(document.utf8).write(to: seeds.appendingPathComponent("call.txt"))
                return text.replacing("seeds: null", with: "seeds: seeds")
            },
            .publish(Self.page([Self.call, Self.summit], 1)), .publish(Self.page([third, Self.call, Self.summit], 2)),
        ])
        #expect(titles == [Self.summit.title, third.title])
    }

    @Test func `an error page first, and others in between, change nothing`() async throws {
        let wall = "<!DOCTYPE html><html><body>Checking your browser</body></html>"
        let titles = try await Watch.polled([
            wall, Self.page([Self.summit]), wall, "", Self.page([Self.summit], 1),
            Self.page([Self.call, Self.summit], 2),
        ])
        #expect(titles == [Self.summit.title, Self.call.title])
    }

    @Test func `after an error page the feed is asked with the validators of its last document`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        let config = try desk.configure(["/feed"])
        let page = Self.page([Self.summit])
        for answer in [page, page, "<!DOCTYPE html><html><body>Just a moment</body></html>", page] {
            desk.publish("/feed", answer)
            let poll = try Program(["poll", "--config", config], in: desk)
            let status = await poll.wait()
            #expect(status == 0 || status == 69, "\(poll.told)")
        }
        let tags = desk.requests(of: "/feed").map { $0.header("If-None-Match") }
        #expect(tags.count == 4 && tags[0] == nil && tags[1] != nil)
        #expect(tags[2] == tags[1] && tags[3] == tags[1])
    }

    @Test func `a feed that is added with an old backlog says how much it took in silently`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        desk.publish("/one", NewsDesk.atom([Self.football]))
        let old = SystemTime.now.advanced(by: -20 * 3_600)
        desk.publish("/two", NewsDesk.atom([Self.summit, Self.call], at: old))
        let config = try desk.configure(["/one"])
        let daemon = try Program(["run", "--log-level", "info", "--config", config], in: desk)
        await eventually { desk.requests(of: "/one").count > 1 }
        let text = try String(contentsOfFile: config, encoding: .utf8)
        let more = text.replacing("feeds:\n", with: "feeds:\n  - {name: Two, url: \"\(desk.url("/two"))\"}\n")
        try Data(more.utf8).write(to: URL(fileURLWithPath: config))
        daemon.send(SIGHUP)
        await eventually { desk.requests(of: "/two").count > 2 }
        #expect(await daemon.stop() == 0, "\(daemon.told)")
        #expect(desk.posts.isEmpty)
        #expect(daemon.told.contains("backlog taken in silently"), "\(daemon.told)")
    }
}
