import Domain
import Foundation
import Testing

@testable import Daemon

struct CheckRunTests {
    private static let now = Timestamp(seconds: 1_755_284_400)

    /// Answers by the feed's name.
    private struct Answers: Fetcher {
        let outcomes: [String: FetchOutcome]

        func fetch(_ feed: Feed, state: FeedState) async -> FetchOutcome {
            outcomes[feed.name] ?? .failed(FetchFailure(.dns, "no such host"))
        }
    }

    private static func feed(_ name: String) -> Feed {
        Feed(id: FeedID("https://\(name).example/rss"), name: name, policy: PollPolicy())
    }

    private static func answer(_ body: String) -> FetchOutcome {
        .modified(
            FetchResponse(
                url: "https://a.example/rss",
                status: 200,
                contentType: "text/xml",
                body: Array(body.utf8),
                freshness: Freshness()
            )
        )
    }

    @Test func `feeds that give no feed are counted`() async {
        let rss = "<rss version=\"2.0\"><channel><title>A</title><item><title>One</title></item></channel></rss>"
        let answers = Answers(outcomes: [
            "good": Self.answer(rss), "page": Self.answer("<!doctype html><html><body>Hello</body></html>"),
            "gone": .gone, "busy": .throttled(status: 429, retryAfter: 60),
        ])
        let feeds = ["good", "page", "gone", "busy", "lost"].map(Self.feed)
        #expect(await CheckRun.check(feeds, with: answers, limit: 2, now: Self.now) == 4)
        #expect(await CheckRun.check([Self.feed("good")], with: answers, limit: 64, now: Self.now) == 0)
    }

    @Test func `a state folder that is there, or can be made, is in order`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hotline-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) } }
        #expect(CheckRun.stateProblem(.folder(folder.path), path: "c") == nil)
        #expect(CheckRun.stateProblem(.folder("\(folder.path)/a"), path: "c") == nil, "it will be made")
        let deeper = CheckRun.stateProblem(.folder("\(folder.path)/a/b"), path: "c")
        #expect(deeper?.place == .path("\(folder.path)/a"), "as run says: only one folder is made")
        #expect(CheckRun.stateProblem(.postgres("postgres://db/"), path: "c") != nil)
    }

    @Test func `a file in the place of the state folder is told`() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "hotline-\(UUID().uuidString)")
        try Data().write(to: file)
        defer { do { try FileManager.default.removeItem(at: file) } catch { Issue.record(error) } }
        for path in [file.path, "\(file.path)/state"] {
            let problem = CheckRun.stateProblem(.folder(path), path: "c.yaml")
            #expect(problem?.place == .path(file.path))
            #expect(problem?.message == "is no folder, so no state can be kept there")
            #expect(problem?.remedy?.contains("c.yaml") == true)
        }
    }
}
