import Domain
import Foundation
import Testing

/// The contract's invariants 4 and 5: what dates, guids and addresses may decide, and what not.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(10)))
struct IdentityTests {
    private typealias Story = (id: String, title: String, summary: String)

    private static let summit = WholeWayTests.summit
    private static let call = WholeWayTests.call
    private static let football = WholeWayTests.football

    /// One RSS item: `date` as the publisher writes it, `guid` verbatim.
    private static func row(_ story: Story, date: String?, guid: String? = nil, link: String? = nil) -> String {
        "<item><title>\(story.title)</title><link>\(link ?? "https://outlet.example/\(story.id)")</link>"
            + "<description>\(story.summary)</description>" + (guid.map { "<guid>\($0)</guid>" } ?? "")
            + (date.map { "<pubDate>\($0)</pubDate>" } ?? "") + "</item>"
    }

    private static func rss(_ rows: [String]) -> String {
        """
        <rss version="2.0"><channel><title>t</title><link>https://outlet.example/</link><description>d</description>
        \(rows.joined())</channel></rss>
        """
    }

    private static func date(_ seconds: Int64) -> String { SystemTime.now.advanced(by: seconds).description }

    /// A first document, so that what follows is no backlog.
    private static var before: String { rss([row(football, date: date(-600))]) }

    @Test(arguments: ["Thu, 01 Jan 1970 00:00:00 GMT", "Mon, 01 Jan 2290 00:00:00 GMT", "yesterday, about noon", ""])
    func `a date that cannot be hides nothing`(_ date: String) async throws {
        let page = Self.rss([Self.row(Self.summit, date: date), Self.row(Self.football, date: Self.date(-600))])
        #expect(try await Watch.polled([Self.before, page]) == [Self.summit.title])
    }

    @Test func `a date ahead of the clock hides nothing, and is told as no time that is to come`() async throws {
        let page = Self.rss([Self.row(Self.summit, date: Self.date(5 * 3_600)), Self.row(Self.football, date: nil)])
        #expect(try await Watch.polled([Self.before, page]) == [Self.summit.title])
    }

    @Test func `a credible old date is stale, on whatever page it stands`() async throws {
        let page = Self.rss([Self.row(Self.summit, date: Self.date(-72 * 3_600)), Self.row(Self.football, date: nil)])
        #expect(try await Watch.polled([Self.before, page]) == [])
    }

    @Test func `bumped dates raise nothing again`() async throws {
        let pages = [-7_200, -3_600, -60].map { time in
            Self.rss([Self.row(Self.summit, date: Self.date(time)), Self.row(Self.football, date: Self.date(time))])
        }
        let titles = try await Watch.polled([Self.before] + pages)
        #expect(titles == [Self.summit.title])
    }

    @Test func `one guid for all entries of a page hides none of them`() async throws {
        let page = Self.rss([
            Self.row(Self.summit, date: Self.date(-120), guid: "0"),
            Self.row(Self.call, date: Self.date(-60), guid: "0"),
            Self.row(Self.football, date: Self.date(-600), guid: "0"),
        ])
        let titles = try await Watch.polled([Self.before, page, page + " "])
        #expect(titles == [Self.summit.title, Self.call.title])
    }

    @Test func `a guid that is given to another event is a new development`() async throws {
        let first = Self.rss([Self.row(Self.summit, date: Self.date(-120), guid: "post-1")])
        let second = Self.rss([Self.row(Self.call, date: Self.date(-60), guid: "post-1")])
        let titles = try await Watch.polled([Self.before, first, second])
        #expect(titles == [Self.summit.title, Self.call.title])
    }

    @Test func `a guid of one feed says nothing about another feed's, a URL does`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        desk.publish("/one", Self.rss([Self.row(Self.summit, date: Self.date(-120), guid: "7")]))
        desk.publish("/two", Self.before)
        let daemon = try Program(["run", "--config", try desk.configure(["/one", "/two"])], in: desk)
        await eventually { desk.posts.count == 1 && desk.requests(of: "/two").count > 1 }
        // The other feed's guid 7 is another event; the summit's page it links under its own guid.
        let link = "https://outlet.example/\(Self.summit.id)?utm_source=two"
        desk.publish(
            "/two",
            Self.rss([
                Self.row(Self.call, date: Self.date(-30), guid: "7", link: "https://second.example/7"),
                Self.row(Self.summit, date: Self.date(-30), guid: "8", link: link),
                Self.row(Self.football, date: Self.date(-600)),
            ])
        )
        await eventually { desk.posts.count >= 2 }
        let asked = desk.requests(of: "/two").count
        await eventually { desk.requests(of: "/two").count > asked + 1 }
        #expect(await daemon.stop() == 0, "\(daemon.told)")
        #expect(desk.posts.map(\.title) == [Self.summit.title, Self.call.title])
    }
}
