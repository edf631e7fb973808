import Foundation
import Testing

/// A story's growth from outside: told once a number, to those who asked for it.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(10)))
struct GrowthTests {
    private static let titles = [
        "Trump and Putin agree to meet in Geneva for a summit on Ukraine",
        "Trump and Putin to meet in Geneva for summit on Ukraine, Kremlin confirms",
        "Putin and Trump agree on Geneva summit about Ukraine, White House confirms",
    ]

    private func page(_ outlet: Int) -> String {
        let summary =
            "The White House and the Kremlin confirmed the two presidents will hold talks in Geneva next week."
        let page = NewsDesk.atom([(id: "g\(outlet)", title: Self.titles[outlet], summary: summary)])
        return page.replacing("https://outlet.example/", with: "https://outlet\(outlet).example/")
    }

    private func types(_ desk: NewsDesk) -> [String] {
        desk.posts.map { post in
            let object = try? JSONSerialization.jsonObject(with: Data(post.body)) as? [String: Any]
            let story = (object?["data"] as? [String: Any])?["story"] as? [String: Any]
            return "\(object?["type"] as? String ?? "") \(story?["outlets"] as? Int ?? 0)"
        }
    }

    @Test func `the second and the third outlet make a story grow, also over a restart`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        for outlet in 0..<3 { desk.publish("/\(outlet)", NewsDesk.atom([])) }
        let config = try desk.configure((0..<3).map { "/\($0)" })
        let text = try String(contentsOfFile: config, encoding: .utf8)
            .replacing("alerts:", with: "alerts:\n  grown: [2, 3]")
            .replacing("{name: desk,", with: "{name: desk, events: [story.opened, story.grown],")
        try Data(text.utf8).write(to: URL(fileURLWithPath: config))
        var daemon = try Program(["run", "--config", config], in: desk)
        for outlet in 0..<3 {
            desk.publish("/\(outlet)", page(outlet))
            await eventually { desk.posts.count == outlet + 1 }
            #expect(await daemon.stop() == 0, "\(daemon.told)")
            daemon = try Program(["run", "--config", config], in: desk)
        }
        let asked = desk.requests(of: "/2").count
        await eventually { desk.requests(of: "/2").count >= asked + 2 }
        #expect(await daemon.stop() == 0, "\(daemon.told)")
        #expect(types(desk) == ["story.opened 1", "story.grown 2", "story.grown 3"])
        #expect(desk.alertLog.count == 3)

        let why = try Program(["why", "https://outlet1.example/g1", "--config", config], in: desk)
        #expect(await why.wait() == 0)
        #expect(why.printed.contains("desk: delivered"), "\(why.printed)")
    }
}
