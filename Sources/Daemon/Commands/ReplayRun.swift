import Deduplicating
import Domain

/// `hotline replay`: a recorded stream through judging and deduplication, a decision a line.
///
/// The same rooms as the daemon's; each line is a document of one entry, and the clock is the stream's own.
package enum ReplayRun {
    /// Answers standard input, an item a line. Throws `CommandFailure` 65 with the line and field that is wrong.
    package static func run(
        configPath: String?,
        withSeeds: Bool,
        environment: [String: String]
    ) async throws -> ExitStatus {
        let rooms = try Rooms.open(
            configPath: configPath,
            environment: environment,
            withSeeds: withSeeds,
            secondOpinion: true
        )
        var desk = ReplayDesk(rooms)
        return try JSONLines.answer { (line: ItemLine, number) in desk.settle(line, number) }
    }
}

/// Takes one recorded item after the other.
struct ReplayDesk {
    struct Answer: Encodable {
        let id: String
        let decision: Decision.Kind
        let relation: Relation?
        let story: String?
        let duplicateOf: String?
        let score: Double
        let why: String

        enum CodingKeys: String, CodingKey {
            case id, decision, relation, story, score, why
            case duplicateOf = "duplicate_of"
        }

        /// With nulls written out, as the contract has them.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(id, forKey: .id)
            try container.encode(decision, forKey: .decision)
            try container.encode(relation, forKey: .relation)
            try container.encode(story, forKey: .story)
            try container.encode(duplicateOf, forKey: .duplicateOf)
            try container.encode(score, forKey: .score)
            try container.encode(why, forKey: .why)
        }
    }

    private let rooms: Rooms
    private var newsdesk: Newsdesk
    private var clock = Timestamp(seconds: 0)

    init(_ rooms: Rooms) {
        self.rooms = rooms
        newsdesk = rooms.newsdesk()
    }

    mutating func settle(_ line: ItemLine, _ number: Int) -> Answer {
        let id = line.id ?? String(number)
        clock = max(clock, line.time(else: clock))
        guard let item = line.item(id: id, at: clock) else {
            return Answer(
                id: id,
                decision: .offTopic,
                relation: nil,
                story: nil,
                duplicateOf: nil,
                score: 0,
                why: "no text"
            )
        }
        let (verdict, annotation) = rooms.judge(item)
        let decision = newsdesk.decide(item, annotation, verdict, isBacklog: false, at: clock)
        newsdesk.take(item, annotation, verdict, decision)
        let isTold = decision.kind == .duplicate || decision.kind == .offTopic
        let isJudged = decision.kind != .offTopic || decision.nearness.relation != .different
        return Answer(
            id: id,
            decision: decision.kind,
            relation: isJudged ? decision.nearness.relation : nil,
            story: decision.story?.text,
            duplicateOf: isTold ? decision.nearness.nearest?.description : nil,
            score: Rounded.four(verdict.score),
            why: decision.reason
        )
    }
}
