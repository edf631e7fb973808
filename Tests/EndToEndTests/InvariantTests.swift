import Domain
import Foundation
import Testing

/// The contract's "What always holds", from outside.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(10)))
struct InvariantTests {
    private func told(_ shapes: [String]) async throws -> [String] {
        try await Watch.told(shapes.map { .publish($0) })
    }

    @Test func `an error page, an empty answer and half a document raise nothing again`() async throws {
        let real = NewsDesk.atom([WholeWayTests.summit, WholeWayTests.football])
        let half = String(real.prefix(real.count / 2))
        let wall = "<!DOCTYPE html><html><body>Just a moment...</body></html>"
        let titles = try await Watch.polled([real, wall, "", half, real])
        #expect(titles == [WholeWayTests.summit.title])
    }

    @Test func `a new guid, a moved host and an edited title raise nothing again`() async throws {
        let summit = WholeWayTests.summit
        let real = NewsDesk.atom([summit])
        let churned = real.replacingOccurrences(of: "<id>a1</id>", with: "<id>urn:new:a1</id>")
        let moved = churned.replacingOccurrences(
            of: "https://outlet.example/a1",
            with: "http://www.outlet.example/a1?utm_source=rss"
        )
        let edited = moved.replacingOccurrences(of: "agree to meet in Geneva", with: "have agreed to meet in Geneva")
        let titles = try await told([real, churned, moved, edited])
        #expect(titles == [summit.title])
    }

    @Test func `another event under the old URL is a new development`() async throws {
        let summit = WholeWayTests.summit
        let call = (id: summit.id, title: WholeWayTests.call.title, summary: WholeWayTests.call.summary)
        let titles = try await told([NewsDesk.atom([summit]), NewsDesk.atom([call])])
        #expect(titles == [summit.title, call.title])
    }

    @Test func `a new feed's old backlog is taken in silently, and live news after it alerts`() async throws {
        let yesterday = SystemTime.now.advanced(by: -30 * 3_600)
        let old = NewsDesk.atom([WholeWayTests.summit], at: yesterday)
        let live = NewsDesk.atom([WholeWayTests.call])
        let titles = try await told([old, live])
        #expect(titles == [WholeWayTests.call.title])
    }

    @Test func `an empty first document does not end the backlog's silence`() async throws {
        let yesterday = SystemTime.now.advanced(by: -30 * 3_600)
        let titles = try await told([NewsDesk.atom([]), NewsDesk.atom([WholeWayTests.summit], at: yesterday)])
        #expect(titles == [])
    }

    @Test func `an item without a date is told`() async throws {
        let undated = """
            <rss version="2.0"><channel><title>t</title><link>https://outlet.example/</link><description>d</description>
            <item><title>\(WholeWayTests.summit.title)</title><link>https://outlet.example/u1</link>
            <description>\(WholeWayTests.summit.summary)</description></item></channel></rss>
            """
        let first = NewsDesk.atom([WholeWayTests.football])
        let titles = try await told([first, undated])
        #expect(titles == [WholeWayTests.summit.title])
    }
}
