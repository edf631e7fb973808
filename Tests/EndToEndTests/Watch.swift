import Foundation
import Glibc
import Testing

/// A daemon on one feed, and what happens to both, one after the other.
enum Watch {
    enum Step: Sendable {
        /// The feed answers with this from here on.
        case publish(String, status: Int = 200)
        /// SIGTERM, and a new process on the same state.
        case restart
        /// SIGKILL, and a new process on the same state.
        case kill
        /// The configuration is changed by hand, then SIGHUP.
        case reload(@Sendable (_ configuration: String, _ desk: NewsDesk) throws -> String)
    }

    /// Publishes one page after the other, each asked once by a `hotline poll` of its own. Returns the headlines that were told.
    ///
    /// A failing feed is left alone by the daemon for half a minute, by `poll` it is not.
    static func polled(_ pages: [String]) async throws -> [String] {
        let desk = try NewsDesk()
        defer { desk.close() }
        let config = try desk.configure(["/feed"])
        for page in pages {
            desk.publish("/feed", page)
            let poll = try Program(["poll", "--config", config], in: desk)
            #expect(await poll.wait() == 0, "\(poll.told)")
        }
        return headlines(desk)
    }

    private static func headlines(_ desk: NewsDesk) -> [String] {
        #expect(Set(desk.posts.map(\.id)).count == desk.posts.count, "no alert comes twice, nor under two ids")
        #expect(desk.alertLog.count == desk.posts.count)
        return desk.posts.map(\.title)
    }

    /// Takes the steps; each is polled at least twice before the next. Returns the headlines that were told, in order.
    static func told(_ steps: [Step]) async throws -> [String] {
        let desk = try NewsDesk()
        defer { desk.close() }
        desk.publish("/feed", NewsDesk.atom([]))
        if case .publish(let text, let status)? = steps.first { desk.publish("/feed", text, status: status) }
        let config = try desk.configure(["/feed"])
        var daemon = try Program(["run", "--config", config], in: desk)
        // A signal before it is on duty would end it.
        await eventually { !desk.requests(of: "/feed").isEmpty }
        for step in steps {
            switch step {
            case .publish(let text, let status): desk.publish("/feed", text, status: status)
            case .restart:
                #expect(await daemon.stop() == 0, "\(daemon.told)")
                daemon = try Program(["run", "--config", config], in: desk)
            case .kill:
                daemon.send(SIGKILL)
                _ = await daemon.wait()
                daemon = try Program(["run", "--config", config], in: desk)
            case .reload(let change):
                let before = Self.shifts(of: daemon)
                let text = try change(String(contentsOfFile: config, encoding: .utf8), desk)
                try Data(text.utf8).write(to: URL(fileURLWithPath: config))
                daemon.send(SIGHUP)
                await eventually { Self.shifts(of: daemon) > before }
                #expect(Self.shifts(of: daemon) > before, "\(daemon.told)")
            }
            await twoPolls(of: desk)
        }
        await twoPolls(of: desk)
        #expect(await daemon.stop() == 0, "\(daemon.told)")
        return headlines(desk)
    }

    private static func twoPolls(of desk: NewsDesk) async {
        let asked = desk.requests(of: "/feed").count
        await eventually { desk.requests(of: "/feed").count >= asked + 2 }
        #expect(desk.requests(of: "/feed").count >= asked + 2, "the feed is polled on")
    }

    private static func shifts(of daemon: Program) -> Int {
        daemon.told.split(separator: "\n").count { $0.contains("on duty") }
    }
}
