import Domain
import Foundation
import Glibc
import Testing

/// Whatever dies in between: nothing is lost, nothing is told under a second id.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(10)))
struct SurvivalTests {
    @Test func `a kill before the webhook answers repeats the delivery with its id and bytes`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        desk.answerHook(with: 500)
        desk.publish("/one", NewsDesk.atom([WholeWayTests.summit]))
        let config = try desk.configure(["/one"], topic: .small)
        let first = try Program(["run", "--config", config], in: desk)
        await eventually { !desk.posts.isEmpty }
        first.send(SIGKILL)
        _ = await first.wait()
        let before = desk.posts.count
        desk.answerHook(with: 204)
        let second = try Program(["run", "--config", config], in: desk)
        await eventually { desk.posts.count > before }
        #expect(await second.stop() == 0)
        #expect(Set(desk.posts.map(\.id)).count == 1)
        #expect(Set(desk.posts.map(\.body)).count == 1)
        #expect(desk.alertLog.count == 1)
    }

    @Test func `a second daemon on the same state is refused with a clear message`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        desk.publish("/one", NewsDesk.atom([WholeWayTests.football]))
        let config = try desk.configure(["/one"], topic: .small)
        let first = try Program(["run", "--config", config], in: desk)
        await eventually { !desk.requests(of: "/one").isEmpty }
        let second = try Program(["run", "--config", config], in: desk)
        #expect(await second.wait() == 69)
        #expect(second.told.contains("state"), "\(second.told)")
        #expect(await first.stop() == 0)
    }

    @Test func `a bad file at SIGHUP changes nothing, a good one is taken`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        desk.publish("/one", NewsDesk.atom([WholeWayTests.summit]))
        desk.publish("/two", NewsDesk.atom([WholeWayTests.call]))
        let config = try desk.configure(["/one"], topic: .small)
        let daemon = try Program(["run", "--config", config], in: desk)
        await eventually { desk.posts.count == 1 }
        let good = try String(contentsOfFile: config, encoding: .utf8)
        try Data("feeds: [".utf8).write(to: URL(fileURLWithPath: config))
        daemon.send(SIGHUP)
        await eventually { daemon.told.contains("reload refused") }
        let polls = desk.requests(of: "/one").count
        await eventually { desk.requests(of: "/one").count > polls }
        #expect(desk.requests(of: "/one").count > polls)

        let two = good.replacingOccurrences(
            of: "feeds:\n",
            with: "feeds:\n  - {name: Two, url: \"\(desk.url("/two"))\"}\n"
        )
        try Data(two.utf8).write(to: URL(fileURLWithPath: config))
        daemon.send(SIGHUP)
        await eventually { desk.posts.count == 2 }
        #expect(await daemon.stop() == 0, "\(daemon.told)")
        #expect(desk.posts.map(\.title) == [WholeWayTests.summit.title, WholeWayTests.call.title])
    }

    @Test func `a dead webhook delays nobody and loses nothing`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        desk.publish("/one", NewsDesk.atom([WholeWayTests.summit]))
        let config = try desk.configure(["/one"], topic: .small)
        let text = try String(contentsOfFile: config, encoding: .utf8).replacingOccurrences(
            of: "webhooks: [",
            with: "webhooks: [{name: dead, url: \"http://127.0.0.1:1/hook\"}, "
        )
        try Data(text.utf8).write(to: URL(fileURLWithPath: config))
        let daemon = try Program(["run", "--config", config], in: desk)
        await eventually { desk.posts.count == 1 }
        #expect(await daemon.stop() == 0)
        #expect(desk.posts.count == 1)
        let list = try Program(["alerts", "list", "--config", config], in: desk)
        #expect(await list.wait() == 0)
        #expect(list.printed.contains("dead: pending"), "\(list.printed)")
        #expect(list.printed.contains("desk: delivered"), "\(list.printed)")
    }
}
