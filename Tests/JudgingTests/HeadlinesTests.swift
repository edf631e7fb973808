import Domain
import Foundation
import Testing

@testable import Judging

/// Headlines of our own in 28 languages, which name neither man, or one, or both: offices, answers, treaties, swaps,
/// and what only looks like it.
struct HeadlinesTests {
    struct Headline: Sendable, CustomTestStringConvertible {
        let isOnTopic: Bool
        let kind: String
        let language: String
        let title: String

        var testDescription: String { "\(language): \(title)" }
    }

    static func headlines() throws -> [Headline] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/headlines.tsv")
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap { line in
            let parts = line.split(separator: "\t")
            guard parts.count == 4 else { return nil }
            return Headline(
                isOnTopic: parts[0] == "on-topic",
                kind: String(parts[1]),
                language: String(parts[2]),
                title: String(parts[3])
            )
        }
    }

    @Test(arguments: [(true, 0.97), (false, 0.95)])
    func `nearly all of them are judged right`(isOnTopic: Bool, least: Double) throws {
        let judge = try SampleTopic.shipped("trump-putin")
        let asked = try Self.headlines().filter { $0.isOnTopic == isOnTopic }
        let wrong = asked.filter { judge.verdict($0.title, language: $0.language).isOnTopic != isOnTopic }
        let share = 1 - Double(wrong.count) / Double(asked.count)
        #expect(asked.count > 150)
        #expect(share >= least, "\(wrong.map(\.testDescription))")
    }

    @Test func `no kind of development is missed in more than two languages`() throws {
        let judge = try SampleTopic.shipped("trump-putin")
        for (kind, headlines) in Dictionary(grouping: try Self.headlines().filter(\.isOnTopic), by: \.kind) {
            let missed = headlines.filter { !judge.verdict($0.title, language: $0.language).isOnTopic }
            #expect(missed.count <= 2, "\(kind): \(missed.map(\.testDescription))")
        }
    }
}
