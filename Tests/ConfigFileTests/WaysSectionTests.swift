import Domain
import Testing

@testable import ConfigFile

struct WaysSectionTests {
    private static let sound =
        "watch: {name: w, match: zebra}\nstate: state\nfeeds: [{url: \"https://a.example/rss\"}]\nalerts:\n"

    private func load(_ lines: String) throws -> (receivers: [Receiver], told: [String]) {
        let folder = try Folder()
        try folder.write("page", "#!/bin/sh\n")
        let told = try folder.told(of: Self.sound + lines)
        do throws(Problems) {
            let path = folder.path + "/hotline.yaml"
            return (try ConfigurationFile.load(path: path, environment: [:]).configuration.alerts.receivers, told)
        } catch {
            return ([], told)
        }
    }

    @Test func `a program is taken as a list of arguments, with its time and events`() throws {
        let (receivers, told) = try load(
            "  exec:\n    - {name: pager, command: [/bin/echo, \"a b\"], timeout: 5s, events: [story.opened]}\n"
                + "    - {name: bell, command: /bin/true}\n"
        )
        #expect(told.isEmpty)
        #expect(receivers.map(\.name) == ["pager", "bell"])
        #expect(
            receivers.map(\.way) == [
                .command(CommandWay(arguments: ["/bin/echo", "a b"], timeout: 5)),
                .command(CommandWay(arguments: ["/bin/true"], timeout: 30)),
            ]
        )
    }

    struct Server: CustomTestStringConvertible, Sendable {
        let url: String
        let server: String
        let security: MailWay.Security
        let allowsPrivate: Bool
        var testDescription: String { url }
    }

    @Test(arguments: [
        Server(
            url: "smtp://mail.example.org",
            server: "smtp://mail.example.org:587",
            security: .required,
            allowsPrivate: false
        ),
        Server(
            url: "smtp://mail.example.org:25/",
            server: "smtp://mail.example.org:25",
            security: .required,
            allowsPrivate: false
        ),
        Server(
            url: "smtps://mail.example.org",
            server: "smtps://mail.example.org:465",
            security: .required,
            allowsPrivate: false
        ),
        Server(url: "smtp://localhost", server: "smtp://localhost:25", security: .off, allowsPrivate: true),
        Server(url: "smtp://127.0.0.1:2525", server: "smtp://127.0.0.1:2525", security: .off, allowsPrivate: true),
        Server(url: "smtp://[::1]", server: "smtp://[::1]:25", security: .off, allowsPrivate: true),
        Server(url: "smtp://10.0.0.7", server: "smtp://10.0.0.7:587", security: .required, allowsPrivate: true),
    ])
    func `TLS is required but on this host, and an address that is written out may be asked`(_ test: Server) throws {
        let (receivers, told) = try load(
            "  email: {name: desk, url: \"\(test.url)\", from: a@b.example, to: c@d.example}\n"
        )
        #expect(told.isEmpty)
        guard case .mail(let way)? = receivers.first?.way else {
            Issue.record("no mail: \(receivers)")
            return
        }
        #expect(way.server == test.server)
        #expect(way.security == test.security)
        #expect(way.allowsPrivate == test.allowsPrivate)
        #expect(way.to.map(\.mailbox) == ["c@d.example"])
    }

    struct Mistake: CustomTestStringConvertible, Sendable {
        let lines: String
        let told: String
        var testDescription: String { told }
    }

    private static let mail = "  email: {name: m, url: \"smtp://mail.example.org\", from: a@b.example, to: c@d.example"

    @Test(arguments: [
        Mistake(lines: "  exec: [{name: x, command: page}]\n", told: "is no path, and no PATH is searched"),
        Mistake(lines: "  exec: [{name: x, command: []}]\n", told: "a program and its arguments are wanted here"),
        Mistake(lines: "  exec: [{name: x}]\n", told: "\"command\" is missing"),
        Mistake(lines: "  exec: [{command: [/bin/true]}]\n", told: "\"name\" is missing"),
        Mistake(
            lines: "  exec: [{name: x, command: [/bin/true], timeout: 2m}]\n",
            told: "is out of range; from 1s to 45s"
        ),
        Mistake(lines: "  exec: [{name: x, command: [\"/bin/true\", \"a\\0b\"]}]\n", told: "an argument holds a NUL"),
        Mistake(
            lines: "  exec: [{name: x, command: [/nowhere/at/all]}]\n",
            told: "warning: /nowhere/at/all is no file"
        ),
        Mistake(lines: "  exec: [{name: x, command: [./page]}]\n", told: "warning: page may not be executed"),
        Mistake(lines: "  exec: [{name: x, command: [/bin/true], shell: yes}]\n", told: "unknown key \"shell\""),
        Mistake(
            lines: "  exec: [{name: x, command: [/bin/true]}, {name: x, command: [/bin/false]}]\n",
            told: "two destinations are named \"x\""
        ),
        Mistake(
            lines: "  email: {name: m, url: \"http://a.example\", from: a@b.example, to: c@d.example}\n",
            told: "this is no mail server"
        ),
        Mistake(
            lines: "  email: {name: m, url: \"smtp://u:p@a.example\", from: a@b.example, to: c@d.example}\n",
            told: "this is no mail server"
        ),
        Mistake(
            lines:
                "  email: {name: m, url: \"smtp://a.example\", from: \"a@b.example\\nBcc: x@y.example\", to: c@d.example}\n",
            told: "is no mail address"
        ),
        Mistake(
            lines: "  email: {name: m, url: \"smtp://a.example\", from: a@b.example, to: []}\n",
            told: "1 to 50 addresses are wanted here"
        ),
        Mistake(lines: mail + ", username: u}\n", told: "username and password go together"),
        Mistake(
            lines: mail + ", username: u, password: {env: NOT_THERE}}\n",
            told: "the environment variable NOT_THERE is not set"
        ),
        Mistake(
            lines: mail + ", username: u, password: pw, tls: \"off\"}\n",
            told: "the password would go over the network in the clear"
        ),
        Mistake(lines: mail + ", tls: maybe}\n", told: "\"maybe\""),
    ])
    func `a mistake is told with its place`(_ test: Mistake) throws {
        let (_, told) = try load(test.lines)
        #expect(told.contains { $0.contains(test.told) && $0.hasPrefix("hotline.yaml:") }, "\(told)")
    }
}
