import Deduplicating
import Domain

/// `hotline compare`: the relation of two items, as JSON lines.
package enum CompareRun {
    /// Answers standard input, a pair a line. Throws `CommandFailure` 65 with the line and field that is wrong.
    package static func run(configPath: String?, environment: [String: String]) async throws -> ExitStatus {
        let rooms = try Rooms.open(configPath: configPath, environment: environment, withSeeds: false)
        let newsdesk = rooms.newsdesk()
        return try JSONLines.answer { (pair: Pair, line) in answer(pair, line, rooms, newsdesk) }
    }

    private struct Pair: Decodable {
        let id: String?
        let a: ItemLine
        let b: ItemLine
    }

    private struct Answer: Encodable {
        let id: String
        let relation: Relation
        let score: Double
        let why: String
    }

    private static func answer(_ pair: Pair, _ line: Int, _ rooms: Rooms, _ newsdesk: Newsdesk) -> Answer {
        let id = pair.id ?? String(line)
        let times = [pair.a.time(else: Timestamp(seconds: 0)), pair.b.time(else: Timestamp(seconds: 0))]
        guard let a = pair.a.item(id: "a", at: times[0]), let b = pair.b.item(id: "b", at: times[1]) else {
            return Answer(id: id, relation: .different, score: 0, why: "one of them has no text")
        }
        let (left, right) = times[0] <= times[1] ? (a, b) : (b, a)
        let nearness = newsdesk.relation(
            of: right,
            rooms.judge(right).annotation,
            to: left,
            rooms.judge(left).annotation
        )
        return Answer(
            id: id,
            relation: nearness.relation,
            score: Rounded.four(nearness.similarity),
            why: nearness.why
        )
    }
}
