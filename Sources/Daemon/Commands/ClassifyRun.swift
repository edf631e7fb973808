import ConfigFile
import Domain
import Foundation
import Glibc
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
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var output: [UInt8] = []
        var number = 0
        while let line = readLine(strippingNewline: true) {
            number += 1
            guard line.utf8.contains(where: { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }) else { continue }
            let item = try JudgedItem(line: line, number: number, of: "standard input")
            output += try encoder.encode(Answer(item, by: judge, withMentions: withMentions))
            output.append(0x0A)
            // Whole answers at a time; a pipe that waits for each is served too.
            if output.count > 1 << 16 || isatty(0) == 1 {
                guard Console.out(output) else { return .ok }
                output.removeAll(keepingCapacity: true)
            }
        }
        Console.out(output)
        return .ok
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

    /// Throws `CommandFailure`, bad data with the line's number.
    init(line: String, number: Int, of path: String) throws(CommandFailure) {
        do {
            self = try JSONDecoder().decode(JudgedItem.self, from: Data(line.utf8))
        } catch {
            throw CommandFailure(
                .badData,
                Problem(
                    "no item: \(Self.reason(error))",
                    at: .file(path, line: number, column: 1),
                    remedy: "write one JSON object a line with at least \"id\" and \"title\""
                )
            )
        }
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, _): "\"\(key.stringValue)\" is missing"
        case DecodingError.typeMismatch(_, let context): "\"\(name(context))\" is of the wrong type"
        case DecodingError.valueNotFound(_, let context): "\"\(name(context))\" is null"
        default: "the line is no JSON object"
        }
    }

    private static func name(_ context: DecodingError.Context) -> String {
        context.codingPath.map(\.stringValue).joined(separator: ".")
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
