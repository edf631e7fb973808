import Foundation
import Testing

/// What a command ends with (sysexits), and that the message says what to do.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(10)))
struct ExitStatusTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        let status: Int32
        let words: [String]
        var testDescription: String { arguments.joined(separator: " ") }

        init(_ arguments: String, _ status: Int32, _ words: String...) {
            self.arguments = arguments.split(separator: " ").map(String.init)
            self.status = status
            self.words = words
        }
    }

    @Test(arguments: [
        Case("seeds add nowhere.txt", 66, "nowhere.txt", "does not exist"),
        Case("seeds add empty.txt", 65, "empty.txt", "no text"),
        Case("seeds add latin.txt", 65, "latin.txt", "UTF-8"),
        Case("seeds add seed.pdf", 64, "seed.pdf", ".txt"),
        Case("tune --jsonl nowhere.jsonl --topic topic.yaml", 66, "nowhere"),
        Case("tune --jsonl bad.jsonl", 65, "bad.jsonl:1:1", "bad.jsonl:3:1"),
        Case("tune --jsonl empty.txt --topic nowhere.yaml", 66, "nowhere.yaml"),
        Case("bench classify nowhere.jsonl", 66, "nowhere"),
        Case("parse nowhere.xml", 66, "nowhere.xml"),
        Case("parse empty.txt", 65, "error"),
        Case("check --config latin.txt", 78, "latin.txt", "UTF-8"),
        Case("check --config nowhere.yaml", 66, "nowhere.yaml"),
        Case("check --config deep.yaml", 78, "folder above"),
        Case("check --config postgres.yaml", 78, "PostgreSQL"),
        Case("run --config postgres.yaml", 78, "PostgreSQL"),
        Case("check --config watch.yaml", 78, "watch.yaml:5:", "nothing to watch for"),
        Case("check --config credential.yaml", 78, "CREDENTIALS_DIRECTORY", "/etc/hotline/credentials/"),
        Case("stories show nobody", 66, "is not there"),
        Case("frobnicate", 64, "hotline: ", "frobnicate"),
        Case("alerts resend", 64, "hotline: ", "--dead"),
    ])
    func `a mistake ends with its own status`(_ mistake: Case) async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        let config = try desk.configure([])
        let base = "seeds: null\ntopic: null\nfeeds: []\n"
        let hook = "webhooks: [{name: a, url: \"https://a.example/\", secret: {credential: webhooks_a}}]"
        let files: [String: [UInt8]] = [
            "empty.txt": [], "latin.txt": Array("caf".utf8) + [0xE9, 0x0A], "seed.pdf": Array("x".utf8),
            "bad.jsonl": Array("{\"id\":1}\n{\"id\":\"1\",\"title\":\"t\"}\nnothing\n".utf8),
            "deep.yaml": Array("\(base)state: a/b/c\n".utf8),
            "postgres.yaml": Array("\(base)state: postgres://db/hotline\n".utf8),
            "watch.yaml": Array("\(base)state: state\nwatch: [{match: []}]\n".utf8),
            "credential.yaml": Array("\(base)state: state\nalerts: {\(hook)}\n".utf8),
        ]
        for (name, bytes) in files { try Data(bytes).write(to: desk.folder.appendingPathComponent(name)) }
        let topic = try String(contentsOfFile: config, encoding: .utf8).split(separator: "\n")
            .first { $0.hasPrefix("topic: ") }?.dropFirst(7)
        let copy = try Data(contentsOf: URL(fileURLWithPath: String(try #require(topic))))
        try copy.write(to: desk.folder.appendingPathComponent("topic.yaml"))
        try FileManager.default.createDirectory(
            at: desk.folder.appendingPathComponent("seeds"),
            withIntermediateDirectories: true
        )
        let needsConfig = ["seeds", "stories"].contains(mistake.arguments[0]) || mistake.arguments[0] == "tune"
        let program = try Program(mistake.arguments + (needsConfig ? ["--config", config] : []), in: desk)
        #expect(await program.wait() == mistake.status, "\(program.told)")
        for word in mistake.words { #expect(program.told.contains(word), "\(program.told)") }
        #expect(program.printed.isEmpty)
    }

    @Test func `a poll in which no feed answers is not done, one in which some do is`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        desk.publish("/one", NewsDesk.atom([WholeWayTests.football]))
        let lost = try Program(["poll", "--json", "--config", desk.configure(["/gone", "/lost"])], in: desk)
        #expect(await lost.wait() == 69)
        #expect(lost.printed.contains("\"outcome\":\"error\"") && lost.told.contains("no feed answered"))
        let some = try Program(["poll", "--json", "--config", desk.configure(["/one", "/lost"])], in: desk)
        #expect(await some.wait() == 0, "\(some.told)")
    }

    @Test func `a warning is called so once`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        let config = try desk.configure([])
        let poll = try Program(["poll", "--config", config], in: desk)
        #expect(await poll.wait() == 0)
        #expect(poll.told.contains("there is no feed to poll"), "\(poll.told)")
        #expect(poll.told.components(separatedBy: "warning:").count == 2, "\(poll.told)")
    }
}
