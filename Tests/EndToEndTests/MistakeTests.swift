import Foundation
import Testing

/// What goes wrong before the work begins is told with place and remedy, and ends with sysexits' statuses.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(10)))
struct MistakeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let config: String
        let status: Int32
        let words: [String]
        var testDescription: String { name }
    }

    @Test(arguments: [
        Case(
            name: "a typo in a key",
            config: "state: state\ntopic: null\nseeds: null\nfeeds: []\npoling: {interval: 5m}\n",
            status: 78,
            words: ["hotline.yaml:5:1", "poling", "polling"]
        ),
        Case(
            name: "a bad duration",
            config: "state: state\ntopic: null\nseeds: null\nfeeds: []\npolling: {interval: soon}\n",
            status: 78,
            words: ["hotline.yaml:5:21", "soon"]
        ),
        Case(
            name: "a missing topic file",
            config: "state: state\nseeds: null\ntopic: nowhere.yaml\nfeeds: []\n",
            status: 78,
            words: ["nowhere.yaml"]
        ),
        Case(
            name: "an unreachable seeds folder",
            config: "state: state\nseeds: nowhere\ntopic: null\nfeeds: []\n",
            status: 78,
            words: ["nowhere"]
        ),
        Case(
            name: "a feed listed twice",
            config:
                "state: state\nseeds: null\ntopic: null\nfeeds:\n  - url: https://a.example/f\n  - url: https://a.example/f\n",
            status: 78,
            words: ["hotline.yaml:6", "https://a.example/f"]
        ),
    ])
    func `check finds it, says where, and what to do`(_ mistake: Case) async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        let path = desk.folder.appendingPathComponent("hotline.yaml")
        try Data(mistake.config.utf8).write(to: path)
        let check = try Program(["check", "--config", path.path], in: desk)
        #expect(await check.wait() == mistake.status)
        for word in mistake.words { #expect(check.told.contains(word), "\(check.told)") }
        let run = try Program(["run", "--config", path.path], in: desk)
        #expect(await run.wait() == mistake.status, "run refuses what check refuses: \(run.told)")
    }

    @Test func `a missing configuration file is named`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        let check = try Program(["check", "--config", "nowhere.yaml"], in: desk)
        #expect(await check.wait() == 66)
        #expect(check.told.contains("nowhere.yaml"))
    }

    @Test func `an unwritable state folder is named`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        let path = desk.folder.appendingPathComponent("hotline.yaml")
        // A file stands where the folder should be: refused for everybody, root too.
        try Data().write(to: desk.folder.appendingPathComponent("state"))
        try Data("state: state\ntopic: null\nseeds: null\nfeeds: []\n".utf8).write(to: path)
        let run = try Program(["run", "--config", path.path], in: desk)
        #expect(await run.wait() == 74)
        #expect(run.told.contains("state"), "\(run.told)")
    }
}
