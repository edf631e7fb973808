import Foundation
import Testing

/// `classify`, `compare` and `replay` as a part of a pipeline: an answer a line, as the lines come.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(10)))
struct JSONLinesTests {
    private static let item = #"{"id":"1","title":"Trump and Putin meet"}"#

    @Test(arguments: [
        ("classify", item, #"{"id":"1"}"#, "\"title\" is missing"),
        ("compare", "{\"a\":\(item),\"b\":\(item)}", "{\"a\":\(item)}", "\"b\" is missing"),
        (
            "compare", "{\"a\":\(item),\"b\":\(item)}", "{\"a\":\(item),\"b\":{\"title\":5}}",
            "\"b.title\" is of the wrong type"
        ),
        ("replay", item, "nothing", "no JSON object"),
        ("replay", item, "{\"id\":\"1\",", "no JSON object"),
    ])
    func `a bad line is told with its number and loses no other`(
        _ command: String,
        _ good: String,
        _ bad: String,
        _ words: String
    ) async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        let config = try desk.configure([])
        let input = "\u{FEFF}\(good)\n\n\(bad)\r\n\(good)\r\n\(good)"
        let program = try Program([command, "--jsonl", "--config", config], in: desk, input: input)
        #expect(await program.wait() == 65)
        #expect(program.printed.split(separator: "\n").count == 3, "\(program.printed)")
        #expect(program.told.hasPrefix("hotline: standard input:3:1: no item: "), "\(program.told)")
        #expect(program.told.contains(words), "\(program.told)")
    }

    @Test(arguments: ["classify", "replay"])
    func `an answer comes before the next question`(_ command: String) async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        let config = try desk.configure([])
        let questions = Pipe()
        let program = try Program([command, "--jsonl", "--config", config], in: desk, from: questions)
        for count in 1...3 {
            try questions.fileHandleForWriting.write(contentsOf: Data("\(Self.item)\n".utf8))
            await eventually { program.printed.split(separator: "\n").count == count }
            #expect(program.printed.split(separator: "\n").count == count)
        }
        try questions.fileHandleForWriting.close()
        #expect(await program.wait() == 0, "\(program.told)")
    }

    @Test(arguments: [
        ("classify", #"{"id":"1","title":"Rain"}"#, ["id", "flagged", "score", "language", "kind", "evidence"]),
        ("compare", #"{"a":{"title":"Rain"},"b":{"title":"Sun"}}"#, ["id", "relation", "score", "why"]),
        (
            "replay", #"{"id":"1","title":"Rain"}"#,
            ["id", "decision", "relation", "story", "duplicate_of", "score", "why"]
        ),
    ])
    func `an answer has all its keys, null where there is nothing to say`(
        _ command: String,
        _ question: String,
        _ keys: [String]
    ) async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        let config = try desk.configure([])
        let program = try Program([command, "--jsonl", "--config", config], in: desk, input: question)
        #expect(await program.wait() == 0, "\(program.told)")
        let answer = try JSONSerialization.jsonObject(with: Data(program.printed.utf8)) as? [String: Any]
        #expect(Set(answer?.keys.map { $0 } ?? []) == Set(keys), "\(program.printed)")
    }
}
