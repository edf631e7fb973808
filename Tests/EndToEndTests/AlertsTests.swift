import Domain
import Foundation
import Glibc
import HTTP
import Testing

/// What is alerted, and when: storms, quiet hours, feeds that fail, waiting for outlets, over kills and reloads.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(10)))
struct AlertsTests {
    private static let watch = "watch: [{match: zebra}]"

    /// Each of these is an alert of its own: watched words are told whole.
    private static func zebras(_ numbers: ClosedRange<Int>) -> String {
        NewsDesk.atom(numbers.map { ("z\($0)", "Zebra number \($0) has left the zoo", "") })
    }

    private func change(_ config: String, _ old: String, to new: String) throws {
        let text = try String(contentsOfFile: config, encoding: .utf8)
        #expect(text.contains(old))
        try Data(text.replacingOccurrences(of: old, with: new).utf8).write(to: URL(fileURLWithPath: config))
    }

    private func data(_ post: NewsDesk.Post) throws -> [String: Any] {
        let object = try JSONSerialization.jsonObject(with: Data(post.body)) as? [String: Any]
        return object?["data"] as? [String: Any] ?? [:]
    }

    @Test func `a story that waits for a second outlet waits over a restart, too`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        desk.publish("/one", NewsDesk.atom([WholeWayTests.summit]))
        let config = try desk.configure(["/one", "/two"], topic: .small)
        try change(config, "alerts:", to: "alerts:\n  min_outlets: 2")
        let first = try Program(["run", "--config", config], in: desk)
        await eventually { desk.requests(of: "/one").count > 2 }
        first.send(SIGKILL)
        _ = await first.wait()
        #expect(desk.posts.isEmpty)
        desk.publish(
            "/two",
            NewsDesk.atom([WholeWayTests.rewrite]).replacing("outlet.example", with: "second.example")
        )
        let second = try Program(["run", "--config", config], in: desk)
        await eventually { desk.posts.count == 1 }
        #expect(await second.stop() == 0, "\(second.told)")
        #expect(desk.posts.map(\.title) == [WholeWayTests.rewrite.title])
        #expect(try data(desk.posts[0])["severity"] as? String == "urgent", "two outlets tell a new development")
    }

    @Test func `a storm folds into a digest, and a kill in it loses no story`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        desk.publish("/one", Self.zebras(1...7))
        let config = try desk.configure(["/one"], extra: Self.watch, topic: .small)
        try change(config, "alerts:", to: "alerts:\n  storm: 2/3s")
        let first = try Program(["run", "--config", config], in: desk)
        await eventually { desk.alertLog.count >= 7 }
        first.send(SIGKILL)
        _ = await first.wait()
        let second = try Program(["run", "--config", config], in: desk)
        await eventually { desk.posts.contains { String(decoding: $0.body, as: UTF8.self).contains("storm.digest") } }
        // Before it is on duty, a signal ends it as it ends any program.
        await eventually { second.told.contains("on duty") }
        #expect(await second.stop() == 0, "\(second.told)")
        var told: Set<String> = []
        var digests: Set<String> = []
        for post in desk.posts {
            guard let stories = try data(post)["stories"] as? [[String: Any]] else {
                told.insert(post.title)
                continue
            }
            digests.insert(post.id)
            told.formUnion(stories.compactMap { $0["title"] as? String })
        }
        #expect(told.count == 7 && digests.count == 1, "\(told)")
        #expect(Set(desk.posts.map(\.id)).count == 3, "two stories and a digest")
    }

    @Test func `quiet hours hold alerts over a restart, and give them all in order when they end`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        desk.publish("/one", Self.zebras(1...3))
        let config = try desk.configure(["/one"], extra: Self.watch, topic: .small)
        // The hour that is, and the next: quiet whenever this runs.
        let hour = SystemTime.now.civil.hour
        let quiet = "quiet_hours: {from: \"\(hour):00\", to: \"\((hour + 2) % 24):00\", zone: UTC, bypass: flash}"
        try change(config, "alerts:", to: "alerts:\n  \(quiet)")
        let first = try Program(["run", "--config", config], in: desk)
        await eventually { desk.alertLog.count == 3 }
        let list = try Program(["alerts", "list", "--config", config], in: desk)
        #expect(await list.wait() == 0)
        #expect(list.printed.contains("desk: held until"), "\(list.printed)")
        first.send(SIGKILL)
        _ = await first.wait()
        let second = try Program(["run", "--config", config], in: desk)
        await eventually { second.told.contains("on duty") }
        #expect(desk.posts.isEmpty)
        try change(config, quiet, to: "quiet_hours: null")
        second.send(SIGHUP)
        await eventually { desk.posts.count == 3 }
        #expect(await second.stop() == 0, "\(second.told)")
        let logged = desk.alertLog.compactMap { line in (1...3).first { line.contains("Zebra number \($0) ") } }
        let posted = desk.posts.compactMap { post in (1...3).first { post.title.contains("number \($0) ") } }
        #expect(posted.count == 3 && posted == logged)
    }

    @Test func `a webhook that said 410 is listed as disabled, and enabled when its URL is another one`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        desk.answerHook(with: 410)
        desk.publish("/one", Self.zebras(1...1))
        let config = try desk.configure(["/one"], extra: Self.watch, topic: .small)
        let daemon = try Program(["run", "--config", config], in: desk)
        await eventually { daemon.told.contains("410") }
        let list = try Program(["alerts", "list", "--config", config], in: desk)
        #expect(await list.wait() == 0)
        #expect(list.printed.contains("disabled: desk answered 410"), "\(list.printed)")
        #expect(list.printed.contains("desk: dead"), "\(list.printed)")
        desk.answerHook(with: 204)
        desk.publish("/one", Self.zebras(1...2))
        let polls = desk.requests(of: "/one").count
        await eventually { desk.requests(of: "/one").count > polls + 1 }
        #expect(desk.posts.count == 1, "nothing after 410")
        try change(config, "/hook\"", to: "/hook2\"")
        daemon.send(SIGHUP)
        await eventually { daemon.told.contains("has another URL since its 410") }
        desk.publish("/one", Self.zebras(1...3))
        await eventually { desk.posts.count == 2 }
        let resend = try Program(["alerts", "resend", "--dead", "--config", config], in: desk)
        #expect(await resend.wait() == 0)
        await eventually { desk.posts.count == 4 }
        #expect(await daemon.stop() == 0, "\(daemon.told)")
        #expect(Set(desk.posts.map(\.id)).count == 3)
    }

    @Test func `resending what nobody knows is an error that names it`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        desk.publish("/one", Self.zebras(1...1))
        let config = try desk.configure(["/one"], extra: Self.watch, topic: .small)
        let poll = try Program(["poll", "--config", config], in: desk)
        #expect(await poll.wait() == 0)
        let resend = try Program(["alerts", "resend", "nope", "--config", config], in: desk)
        #expect(await resend.wait() == 66)
        #expect(resend.told.contains("no alert or delivery \"nope\" is known; `hotline alerts list`"), "\(resend.told)")
    }

    @Test func `check tells a template's mistakes with file, line and column`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        let config = try desk.configure(["/one"], topic: .small)
        try Data("{\n  \"text\": \"{{item.titel}}\"\n}\n".utf8).write(
            to: desk.folder.appendingPathComponent("desk.mustache")
        )
        try change(config, "webhooks: [{", to: "webhooks: [{format: template, template: {file: desk.mustache}, ")
        let check = try Program(["check", "--config", config], in: desk)
        #expect(await check.wait() == 78)
        #expect(check.told.contains("desk.mustache:2:12: no alert has \"item.titel\""), "\(check.told)")
    }

    @Test func `no secret is told anywhere, not even where everything fails`() async throws {
        let marker = "mArKeRoFaSeCrEt"
        let desk = try NewsDesk()
        defer { desk.close() }
        desk.publish("/one?key=\(marker)", Self.zebras(1...1))
        desk.answerHook(with: 500)
        let config = try desk.configure(["/one?key=\(marker)"], extra: Self.watch, topic: .small)
        try change(config, "name: \"Feed /one?key=\(marker)\"", to: "name: One")
        try change(
            config,
            "webhooks: [",
            to: "webhooks: [{name: dead, url: \"http://user:\(marker)@127.0.0.1:1/\(marker)?token=\(marker)\"}, "
        )
        try change(config, "\(desk.url("/hook"))", to: "\(desk.url("/hook"))/\(marker)")
        let daemon = try Program(["run", "--config", config, "--log-level", "debug"], in: desk)
        await eventually { daemon.told.contains("delivery failed") && desk.alertLog.count == 1 }
        let commands = [
            "alerts list", "stories list", "feeds list", "feeds list --json", "check", "why https://outlet.example/z1",
        ]
        let shown = try await commands.asyncFlatMap { command in
            let program = try Program(command.split(separator: " ").map(String.init) + ["--config", config], in: desk)
            #expect(await program.wait() == 0, "\(command): \(program.told)")
            return [program.told, program.printed]
        }
        #expect(await daemon.stop() == 0)
        for text in [daemon.told, daemon.printed] + desk.alertLog + shown { #expect(!text.contains(marker), "\(text)") }
        for post in desk.posts { #expect(!String(decoding: post.body, as: UTF8.self).contains(marker)) }
        #expect(!desk.posts.isEmpty && !daemon.told.contains(NewsDesk.secret))
    }
}

extension Array {
    /// One after the other.
    fileprivate func asyncFlatMap<Value>(_ body: (Element) async throws -> [Value]) async rethrows -> [Value] {
        var all: [Value] = []
        for element in self { all += try await body(element) }
        return all
    }
}
