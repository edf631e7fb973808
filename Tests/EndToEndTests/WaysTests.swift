import Domain
import Foundation
import Glibc
import TestSupport
import Testing

/// Programs, mails, the alert log and what is sent again, from outside.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(10)))
struct WaysTests {
    @Test func `one alert reaches a webhook, a program and a mailbox, each tried again until it is taken`() async throws
    {
        let desk = try NewsDesk()
        defer { desk.close() }
        let server = try ScriptedMailServer()
        defer { server.stop() }
        server.reply(to: "RCPT", "451 4.7.1 later")
        let program = desk.folder.appendingPathComponent("page")
        let script = """
            #!/bin/sh
            cat > '\(desk.folder.path)'/page.$$
            [ -f '\(desk.folder.path)'/ready ] || { echo 'no modem' >&2; exit 75; }
            cp '\(desk.folder.path)'/page.$$ '\(desk.folder.path)'/paged

            """
        try Data(script.utf8).write(to: program)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: program.path)
        desk.publish("/one", NewsDesk.atom([WholeWayTests.summit]))
        let ways = """
              exec: {name: pager, command: [/bin/sh, \(program.path), "a b"]}
              email: {name: inbox, url: "\(server.url)", from: hotline@example.org, to: desk@example.org}
            """
        let config = try desk.configure(["/one"], extra: ways, topic: .small)
        let daemon = try Program(["run", "--config", config], in: desk)
        await eventually {
            daemon.told.contains("exit status 75: no modem") && daemon.told.contains("451 4.7.1")
                && desk.posts.count == 1
        }
        #expect(daemon.told.contains("exit status 75: no modem"), "\(daemon.told)")
        #expect(desk.posts.count == 1)
        try Data().write(to: desk.folder.appendingPathComponent("ready"))
        server.reply(to: "RCPT", nil)
        let paged = desk.folder.appendingPathComponent("paged")
        await eventually { !server.mails.isEmpty && FileManager.default.fileExists(atPath: paged.path) }
        await eventually { daemon.told.components(separatedBy: "delivered attempts").count > 3 }
        #expect(await daemon.stop() == 0)
        #expect(try Data(contentsOf: paged) == Data(desk.posts.first?.body ?? []))
        let text = String(decoding: server.mails.first?.message ?? [], as: UTF8.self)
        #expect(text.hasPrefix("Subject: \(WholeWayTests.summit.title)\r\n"), "\(text)")
        let list = try Program(["alerts", "list", "--config", config], in: desk)
        #expect(await list.wait() == 0)
        for name in ["desk", "pager", "inbox"] {
            #expect(list.printed.contains("\(name): delivered"), "\(list.printed)")
        }
    }

    @Test func `a program that never ends and a mail server that never answers delay no webhook`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        let server = try ScriptedMailServer()
        defer { server.stop() }
        server.reply(to: "MAIL", "250-")  // and no last line
        let began = desk.folder.appendingPathComponent("began").path
        let ways = """
              exec: {name: pager, command: [/bin/sh, -c, "cat >/dev/null; : > '\(began)'; exec sleep 1000"], timeout: 45s}
              email: {name: inbox, url: "\(server.url)", from: hotline@example.org, to: desk@example.org}
            watch: [{match: zebra}]
            """
        func zebras(_ numbers: ClosedRange<Int>) -> String {
            NewsDesk.atom(numbers.map { ("z\($0)", "Zebra number \($0) has left the zoo", "") })
        }
        desk.publish("/one", zebras(1...1))
        let config = try desk.configure(["/one"], extra: ways, topic: .small)
        let daemon = try Program(["run", "--config", config], in: desk)
        await eventually {
            FileManager.default.fileExists(atPath: began) && server.commands.contains { $0.hasPrefix("MAIL") }
        }
        // Both are stuck with the first alert; what comes after it goes to the webhook all the same.
        desk.publish("/one", zebras(1...5))
        await eventually { desk.posts.count == 5 }
        #expect(desk.posts.count == 5, "\(daemon.told)")
        #expect(server.mails.isEmpty)
        #expect(await daemon.stop() == 0, "\(daemon.told)")
    }

    @Test(arguments: ["desk", "pager", "inbox", "nobody"])
    func `webhook test shows what was sent, what came back and no secret`(_ name: String) async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        let server = try ScriptedMailServer(offersLogin: true)
        defer { server.stop() }
        let ways = """
              exec: {name: pager, command: [/bin/sh, -c, "cat >/dev/null; echo rang twice"]}
              email:
                name: inbox
                url: "\(server.url)"
                from: hotline@example.org
                to: desk@example.org
                username: desk
                password: word of the day
            """
        let config = try desk.configure(["/one"], extra: ways, topic: .small)
        let test = try Program(["webhook", "test", name, "--config", config], in: desk)
        let status = await test.wait()
        guard name != "nobody" else {
            #expect(status == 64)
            #expect(test.told.contains("known: desk, pager, inbox"), "\(test.told)")
            return
        }
        #expect(status == 0, "\(test.told)")
        let wanted = [
            "desk": ["webhook-signature: v1,", "HTTP 200", "test.ping", "openssl dgst -sha256"],
            "pager": ["run /bin/sh -c", "HOTLINE_ID=msg_", "test.ping", "rang twice", "status 0"],
            "inbox": ["Subject: Test of", "Message-ID: <msg_", "SMTP 250"],
        ]
        for text in wanted[name] ?? [] { #expect(test.printed.contains(text), "\(text): \(test.printed)") }
        #expect(!test.printed.contains("word of the day"))
        #expect(!test.printed.contains(NewsDesk.secret.dropFirst(6)))
    }

    @Test func `a log that was moved away is opened anew at SIGHUP, and no line is lost or repeated`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        let odd = (
            id: "a1", title: "\(WholeWayTests.summit.title)\u{2028}&#10;second&#13;line",
            summary: WholeWayTests.summit.summary
        )
        desk.publish("/one", NewsDesk.atom([odd]))
        desk.publish("/two", NewsDesk.atom([WholeWayTests.football]))
        let config = try desk.configure(["/one", "/two"], topic: .small)
        let daemon = try Program(["run", "--config", config], in: desk)
        await eventually { desk.alertLog.count == 1 }
        let log = desk.folder.appendingPathComponent("state/alerts.jsonl")
        let moved = desk.folder.appendingPathComponent("state/alerts.jsonl.1")
        try FileManager.default.moveItem(at: log, to: moved)
        daemon.send(SIGHUP)
        await eventually { FileManager.default.fileExists(atPath: log.path) }
        desk.publish("/two", NewsDesk.atom([WholeWayTests.football, WholeWayTests.call]))
        await eventually { desk.alertLog.count == 1 }
        #expect(await daemon.stop() == 0, "\(daemon.told)")
        #expect(desk.alertLog.count == 1)
        #expect(desk.alertLog.first?.contains(WholeWayTests.call.title) == true)
        let first = try String(contentsOf: moved, encoding: .utf8)
        #expect(first.unicodeScalars.filter { $0 == "\n" || $0 == "\r" || $0 == "\u{2028}" } == ["\n"])
        var status = stat()
        let isThere = unsafe stat(log.path, &status) == 0
        #expect(isThere && status.st_mode & 0o777 == 0o600)
    }

    @Test func `what was given up is sent again under its id, by --dead and by --since`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        desk.answerHook(with: 500)
        desk.publish("/one", NewsDesk.atom([WholeWayTests.summit]))
        let config = try desk.configure(["/one"], topic: .small, retries: 1)
        let daemon = try Program(["run", "--config", config], in: desk)
        await eventually { daemon.told.contains("delivery given up") }
        #expect(desk.posts.count == 2)
        desk.answerHook(with: 204)
        let dead = try Program(["alerts", "resend", "--dead", "--config", config], in: desk)
        #expect(await dead.wait() == 0)
        #expect(dead.printed == "1 deliveries will be sent again\n", "\(dead.told)")
        await eventually { desk.posts.count == 3 }
        let since = try Program(["alerts", "resend", "--since", "2020-01-01", "--config", config], in: desk)
        #expect(await since.wait() == 0)
        await eventually { desk.posts.count == 4 }
        let none = try Program(["alerts", "resend", "--dead", "--config", config], in: desk)
        #expect(await none.wait() == 0)
        #expect(none.printed == "nothing to send again\n")
        #expect(await daemon.stop() == 0)
        #expect(desk.posts.count == 4)
        #expect(Set(desk.posts.map(\.id)).count == 1)
        #expect(Set(desk.posts.map(\.body)).count == 1)
    }
}
