import ConfigFile
import Domain
import Foundation
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
        let judge = try JudgeChoice.judge(configPath: configPath, environment: environment)
        return try JSONLines.answer(remedy: JudgedItem.remedy) { (item: JudgedItem, _) in
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

        init(_ item: JudgedItem, by judge: Judge, withMentions: Bool) {
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

/// An item as `classify`, `bench classify` and `tune` read it, one a line.
struct JudgedItem: Decodable {
    let id: String
    let title: String
    let summary: String?
    let content: String?
    let language: String?
    /// The name that labelled collections use for it.
    let lang: String?
    let label: String?
    let event: String?

    static let remedy = "write one JSON object a line with at least \"id\" and \"title\""

    /// The items of a file; throws as `JSONLines.all` does.
    static func all(in path: String) throws -> [JudgedItem] {
        try JSONLines.all(JudgedItem.self, in: path, remedy: remedy)
    }
}

extension Judge {
    func judge(_ item: JudgedItem) -> (verdict: Verdict, annotation: Annotation) {
        judge(
            title: item.title,
            summary: item.summary ?? "",
            content: item.content ?? "",
            language: item.language ?? item.lang
        )
    }
}

enum Rounded {
    static func four(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }
}

/// Which topic a command judges by.
enum JudgeChoice {
    private static let shipped = "config/topics/trump-putin.yaml"

    /// `configPath`: the configuration asked for; nil takes one where it lies by default.
    static func judge(configPath: String?, environment: [String: String]) throws(Problems) -> Judge {
        if let path = configPath ?? ConfigurationFile.places.first(where: isThere) {
            let (configuration, _) = try ConfigurationFile.load(
                path: path,
                environment: environment,
                needsSecrets: false
            )
            guard let path = configuration.topic else { return Judge(topic: nil, watch: configuration.watch) }
            return Judge(topic: try TopicFile.load(path: path), watch: configuration.watch)
                .asking(SecondOpinionChoice.load(configuration, tell: Console.tell))
        }
        return Judge(topic: try TopicFile.load(path: shippedTopic()), watch: [])
    }

    /// Under the working folder, else where `make install` puts it, else beside the build.
    static func shippedTopic() -> String {
        let program = CommandLine.arguments.first ?? ""
        let folder = program.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let candidates = [
            shipped, "\(folder)/../share/hotline/topics/trump-putin.yaml", "/etc/hotline/topics/trump-putin.yaml",
            "\(folder)/../../\(shipped)", "\(folder)/../../../\(shipped)",
        ]
        return candidates.first(where: isThere) ?? shipped
    }

    private static func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}
