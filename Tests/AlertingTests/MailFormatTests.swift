import Domain
import Foundation
import TestSupport
import Testing

@testable import Alerting

struct MailFormatTests {
    private func alert(_ title: String, summary: String = "They met.") -> Alert {
        Sample.alert(
            7,
            title: title,
            summary: summary,
            url: "https://news.example/2025/08/talks?a=1&b=2",
            feedName: "World <News>\r\nBcc: x@y.example"
        )
    }

    private func way(from: String = "Hotline <hotline@example.org>", to: [String] = ["desk@example.org"]) throws
        -> MailWay
    {
        MailWay(
            server: "smtp://localhost:25",
            from: try #require(MailAddress(from)),
            to: try to.map { try #require(MailAddress($0)) },
            username: nil,
            password: nil,
            security: .off,
            allowsPrivate: true
        )
    }

    private func mail(_ title: String, summary: String = "They met.", way: MailWay? = nil) throws -> String {
        let way = try way ?? self.way()
        return String(
            decoding: MailFormat.body(of: alert(title, summary: summary), id: "msg_abc", to: way),
            as: UTF8.self
        )
    }

    @Test func `a mail in full`() throws {
        let mail = try mail(
            "Envoys agree on talks",
            way: way(to: ["desk@example.org", "Anna Müller <anna@example.org>"])
        )
        #expect(
            mail
                == [
                    "Subject: Envoys agree on talks", "From: Hotline", " <hotline@example.org>",
                    "To: desk@example.org,",
                    " =?utf-8?B?QW5uYSBNw7xsbGVy?=", " <anna@example.org>", "Date: Fri, 15 Aug 2025 19:00:00 +0000",
                    "Message-ID: <msg_abc@example.org>", "References: <s7@example.org>",
                    "Auto-Submitted: auto-generated",
                    "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
                    "Content-Transfer-Encoding: quoted-printable", "", "Envoys agree on talks", "", "They met.", "",
                    "World <News> Bcc: x@y.example =C2=B7 2025-08-15 19:00 UTC =C2=B7 summit",
                    "https://news.example/2025/08/talks?a=3D1&b=3D2", "", "Also told by:", "* B: Also talks", "",
                    "Why: Talks", "--=20", "Hotline, story.opened. hotline why i7", "",
                ].joined(separator: "\r\n")
        )
    }

    private static let hostile = [
        "Plain\r\nBcc: victim@example.org\r\n\r\nbody", "=?utf-8?B?QmNjOg==?= encoded already",
        String(repeating: "word and ", count: 1_200), String(repeating: "Слово ", count: 900),
        String(repeating: "👩‍🚀🇺🇸é", count: 300), "\u{202E}reversed\u{202C} \0\u{1B}[31m", "", "   ", ".", "From me",
        String(repeating: "x", count: 5_000), "a\u{2028}b\u{85}c",
    ]

    @Test(arguments: hostile)
    func `whatever a headline holds, lines are short, of ASCII, and no field begins in it`(_ title: String) throws {
        let mail = try mail(title, summary: title)
        let parts = mail.components(separatedBy: "\r\n\r\n")
        #expect(!mail.replacingOccurrences(of: "\r\n", with: "").contains { $0 == "\r" || $0 == "\n" })
        for line in mail.components(separatedBy: "\r\n") {
            #expect(line.utf8.count <= 78, "\(line)")
            #expect(line.utf8.allSatisfy { (0x20...0x7E).contains($0) }, "\(line)")
        }
        let fields = parts[0].components(separatedBy: "\r\n").filter { !$0.hasPrefix(" ") }
            .map { String($0.prefix { $0 != ":" }) }
        #expect(
            fields == [
                "Subject", "From", "To", "Date", "Message-ID", "References", "Auto-Submitted", "MIME-Version",
                "Content-Type", "Content-Transfer-Encoding",
            ]
        )
        for line in parts.dropFirst().joined(separator: "\r\n\r\n").components(separatedBy: "\r\n") {
            #expect(!line.hasPrefix("."), "a relay would change it")
        }
    }

    private static var python: String? {
        ["/usr/bin/python3", "/usr/local/bin/python3", "/root/.pyenv/shims/python3"].first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
    }

    @Test(.enabled(if: python != nil, "needs python3, whose mail library reads what we write"), arguments: hostile)
    func `another program's mail library reads the same subject and text`(_ title: String) throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let file = folder.path + "/mail"
        try Data(MailFormat.body(of: alert(title), id: "msg_abc", to: way())).write(to: URL(fileURLWithPath: file))
        let script = """
            import email, email.policy, sys
            m = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
            assert not m.defects and m["to"] == "desk@example.org" and m["bcc"] is None, m.items()
            sys.stdout.buffer.write((m["subject"] + "\\n" + m.get_content().replace("\\r\\n", "\\n")).encode())
            """
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(Self.python))
        process.arguments = ["-c", script, file]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let read = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let notice = Notice(alert(title))
        #expect(
            read.hasPrefix(PlainText.cut(notice.title, to: 250, in: .scalars) + "\n" + notice.title + "\n\n"),
            "\(read)"
        )
    }

    @Test func `the same alert is the same mail, and another delivery has another id`() throws {
        var receiver = Sample.receiver("inbox")
        receiver.way = .mail(try way())
        let first = AlertRenderer.delivery(of: alert("Talks"), to: receiver)
        #expect(first == AlertRenderer.delivery(of: alert("Talks"), to: receiver))
        #expect(first.contentType == "message/rfc822")
        #expect(String(decoding: first.body, as: UTF8.self).contains("\r\nMessage-ID: <\(first.id)@example.org>\r\n"))
    }
}
