import ConfigFile
import Deduplicating
import Domain
import Foundation
import Judging

/// The judging and deduplicating rooms as a command without a daemon uses them.
struct Rooms {
    let topic: Topic?
    let judge: Judge
    let seeds: [Seed]
    let policy: AlertPolicy

    /// Where a configuration lies by default.
    static let places = ["config/hotline.yaml", "/etc/hotline/hotline.yaml"]

    /// `configPath`: the configuration asked for; nil takes one where it lies by default, and without one what is shipped.
    static func open(
        configPath: String?,
        environment: [String: String],
        withSeeds: Bool,
        secondOpinion: Bool = false
    ) throws(Problems) -> Rooms {
        if let path = configPath ?? places.first(where: isThere) {
            let (configuration, _) = try ConfigurationFile.load(
                path: path,
                environment: environment,
                needsSecrets: false
            )
            var topic: Topic?
            if let path = configuration.topic { topic = try TopicFile.load(path: path) }
            let seeds =
                withSeeds
                ? try configuration.seeds.map { path throws(Problems) in try SeedFolder.load(path: path, topic: topic) }
                    ?? [] : []
            let opinion = secondOpinion ? SecondOpinionChoice.load(configuration, tell: Console.tell) : nil
            let judge = Judge(topic: topic, watch: configuration.watch).asking(opinion)
            return Rooms(topic: topic, judge: judge, seeds: seeds, policy: configuration.alerts)
        }
        let topic = try TopicFile.load(path: JudgeChoice.shippedTopic())
        let seeds =
            withSeeds
            ? try shippedSeeds().map { path throws(Problems) in try SeedFolder.load(path: path, topic: topic) } ?? []
            : []
        return Rooms(topic: topic, judge: Judge(topic: topic, watch: []), seeds: seeds, policy: AlertPolicy())
    }

    func newsdesk() -> Newsdesk { Newsdesk(topic: topic, seeds: seeds, policy: policy) }

    func judge(_ item: Item) -> (verdict: Verdict, annotation: Annotation) {
        judge.judge(title: item.title, summary: item.summary, content: item.content, language: item.language)
    }

    /// Under the working folder, else where `make install` puts them, else beside the build.
    static func shippedSeeds() -> String? {
        let program = CommandLine.arguments.first ?? ""
        let folder = program.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return [
            "seeds", "\(folder)/../share/hotline/seeds", "/etc/hotline/seeds", "\(folder)/../../seeds",
            "\(folder)/../../../seeds",
        ]
        .first(where: isThere)
    }

    static func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}
