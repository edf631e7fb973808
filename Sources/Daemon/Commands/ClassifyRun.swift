import Domain
import Judging

/// `hotline classify --jsonl`: a verdict for each item read from standard input.
package enum ClassifyRun {
    /// `configPath`: nil takes the configuration where it lies by default, and without one the shipped topic.
    /// `withMentions`: tell all that the topic's names found, for an editor who writes a topic.
    package static func run(
        configPath: String?,
        withMentions: Bool = false,
        environment: [String: String]
    ) async throws -> ExitStatus {
        let judge = try Rooms.judge(configPath: configPath, environment: environment)
        return try JSONLines.answer(remedy: JudgedLine.remedy) { (item: JudgedLine, _) in
            Answer(item, by: judge, withMentions: withMentions)
        }
    }

    private struct Answer: Encodable {
        let id: String
        let flagged: Bool
        let score: Double
        let language: String
        let kind: String?
        let evidence: [Evidence]
        let mentions: [Found]?

        struct Found: Encodable {
            let concept: String
            let field: Field
            let word: Int
            let length: Int
            let text: String
        }

        private enum CodingKeys: String, CodingKey { case id, flagged, score, language, kind, evidence, mentions }

        /// A kind that nothing tells is null; mentions that nobody asked for are not there.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(id, forKey: .id)
            try container.encode(flagged, forKey: .flagged)
            try container.encode(score, forKey: .score)
            try container.encode(language, forKey: .language)
            try container.encode(kind, forKey: .kind)
            try container.encode(evidence, forKey: .evidence)
            try container.encodeIfPresent(mentions, forKey: .mentions)
        }

        init(_ item: JudgedLine, by judge: Judge, withMentions: Bool) {
            let (verdict, annotation) = judge.judge(item)
            id = item.id
            flagged = verdict.isOnTopic
            score = Rounded.four(verdict.score)
            language = annotation.language
            kind = verdict.kind
            evidence = verdict.evidence.map {
                Evidence(concept: $0.concept, text: $0.text, where: $0.where, weight: Rounded.four($0.weight))
            }
            mentions =
                withMentions
                ? annotation.mentions.map {
                    Found(
                        concept: judge.name(of: $0),
                        field: $0.field,
                        word: $0.word,
                        length: $0.length,
                        text: $0.text
                    )
                } : nil
        }
    }
}

extension Judge {
    func judge(_ item: JudgedLine) -> (verdict: Verdict, annotation: Annotation) {
        judge(
            title: item.title,
            summary: item.line.summary ?? "",
            content: item.line.content ?? "",
            language: item.line.statedLanguage
        )
    }
}

enum Rounded {
    static func four(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }
}
