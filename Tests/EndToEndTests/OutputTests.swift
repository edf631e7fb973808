import Foundation
import Testing

/// What could not be printed does not count as done, whatever the command.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(10)))
struct OutputTests {
    /// An item, as the commands that read JSON lines take it.
    private static let line = #"{"id":"1","title":"Trump and Putin meet","label":"on-topic"}"#
    private static let other = #"{"id":"2","title":"Late goal","label":"off-topic"}"#

    /// Every command that prints, by its arguments; `CONFIG` stands for the configuration, `demo` takes too long here.
    static let commands: [[String]] = [
        ["--help"], ["--version"], ["help", "run"], ["alerts", "resend", "--help"],
        ["poll", "--config", "CONFIG"], ["poll", "--json", "--config", "CONFIG"],
        ["check", "--config", "CONFIG"], ["check", "--fetch", "--config", "CONFIG"],
        ["why", "https://outlet.example/a1", "--config", "CONFIG"],
        ["label", "https://outlet.example/a1", "on-topic", "--config", "CONFIG"],
        ["label", "--list", "--config", "CONFIG"], ["label", "--list", "--json", "--config", "CONFIG"],
        ["feeds", "--config", "CONFIG"], ["feeds", "--json", "--config", "CONFIG"],
        ["feeds", "export", "--config", "CONFIG"],
        ["stories", "--config", "CONFIG"],
        ["stories", "show", "STORY", "--config", "CONFIG"], ["alerts", "--config", "CONFIG"],
        ["alerts", "show", "ALERT", "--config", "CONFIG"], ["alerts", "resend", "--dead", "--config", "CONFIG"],
        ["webhook", "test", "desk", "--config", "CONFIG"], ["seeds", "list", "--config", "SEEDED"],
        ["parse", "feed.xml"], ["classify", "--jsonl", "--config", "CONFIG"],
        ["compare", "--jsonl", "--config", "CONFIG"],
        ["replay", "--jsonl", "--config", "CONFIG"],
        ["tune", "--dry-run", "--jsonl", "items.jsonl", "--config", "CONFIG"],
        ["bench", "parse", "--rounds", "1", "documents"],
    ]

    @Test func `a full device ends every command with 74 and a message, a closed pipe with 74 and none`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        let config = try await Self.prepare(desk)
        let ids = try #require(try LabelTests.alert(of: "https://outlet.example/a1", in: desk))
        let words = ["CONFIG": config, "SEEDED": config + ".seeded", "ALERT": ids.alert, "STORY": ids.story]
        let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
        for command in Self.commands where !Task.isCancelled {
            let arguments = command.map { words[$0] ?? $0 }
            let input = command[0] == "compare" ? "{\"a\":\(Self.line),\"b\":\(Self.other)}\n" : Self.line + "\n"
            let lost = try Program(arguments, in: desk, input: input, to: full)
            #expect(await lost.wait() == 74, "\(command): \(lost.told)")
            #expect(lost.told.contains("standard output cannot be written"), "\(command): \(lost.told)")
            let pipe = Pipe()
            try pipe.fileHandleForReading.close()
            let unread = try Program(arguments, in: desk, input: input, to: pipe.fileHandleForWriting)
            #expect(await unread.wait() == 74, "\(command): \(unread.told)")
            #expect(!unread.told.contains("standard output"), "\(command): \(unread.told)")
            let good = try Program(arguments, in: desk, input: input)
            #expect(await good.wait() == 0 && !good.printed.isEmpty, "\(command): \(good.told)")
        }
    }

    private static func prepare(_ desk: NewsDesk) async throws -> String {
        desk.publish("/one", NewsDesk.atom([WholeWayTests.summit, WholeWayTests.football]))
        let config = try desk.configure(["/one"], topic: .small)
        let seeded = try String(contentsOfFile: config, encoding: .utf8).replacing("seeds: null", with: "seeds: seeds")
        let files = [
            "hotline.yaml.seeded": seeded, "feed.xml": NewsDesk.atom([WholeWayTests.call]),
            "items.jsonl": "\(line)\n\(other)\n", "documents/feed.xml": NewsDesk.atom([WholeWayTests.call]),
            "seeds/one.txt":
                "The two presidents met in Geneva on Friday and spoke for three hours about a ceasefire.\n",
        ]
        for folder in ["documents", "seeds"] {
            try FileManager.default.createDirectory(
                at: desk.folder.appendingPathComponent(folder),
                withIntermediateDirectories: true
            )
        }
        for (name, text) in files { try Data(text.utf8).write(to: desk.folder.appendingPathComponent(name)) }
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: config + ".seeded")
        let first = try Program(["poll", "--config", config], in: desk)
        #expect(await first.wait() == 0, "\(first.told)")
        return config
    }
}
