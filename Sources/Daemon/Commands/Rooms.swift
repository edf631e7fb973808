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

    /// - Parameters:
    ///   - configPath: the configuration asked for; nil takes one where it lies by default, and without one what is shipped.
    ///   - environment: the process's.
    ///   - withSeeds: reads the reference documents, too.
    ///   - secondOpinion: asks the one that the configuration names.
    /// - Returns: the rooms, open.
    /// - Throws: `CommandFailure` 66 without any topic or configuration, `Problems` with every mistake.
    static func open(
        configPath: String?,
        environment: [String: String],
        withSeeds: Bool,
        secondOpinion: Bool = false
    ) throws -> Rooms {
        guard let path = try configPath.map({ try Setup.find($0) }) ?? defaultConfiguration else {
            let topic = try TopicFile.load(path: try shippedTopic())
            let seeds = withSeeds ? try shippedSeeds().map { try SeedFolder.load(path: $0, topic: topic) } ?? [] : []
            return Rooms(topic: topic, judge: Judge(topic: topic, watch: []), seeds: seeds, policy: AlertPolicy())
        }
        let (configuration, _) = try ConfigurationFile.load(path: path, environment: environment, needsSecrets: false)
        let topic = try configuration.topic.map { try TopicFile.load(path: $0) }
        let seeds = withSeeds ? try configuration.seeds.map { try SeedFolder.load(path: $0, topic: topic) } ?? [] : []
        let opinion = secondOpinion ? SecondOpinionChoice.load(configuration, tell: Console.tell) : nil
        let judge = Judge(topic: topic, watch: configuration.watch).asking(opinion)
        return Rooms(topic: topic, judge: judge, seeds: seeds, policy: configuration.alerts)
    }

    /// The judge alone, as the daemon has it; parameters and errors as for `open`.
    static func judge(configPath: String?, environment: [String: String]) throws -> Judge {
        try open(configPath: configPath, environment: environment, withSeeds: false, secondOpinion: true).judge
    }

    func newsdesk() -> Newsdesk { Newsdesk(topic: topic, seeds: seeds, policy: policy) }

    func judge(_ item: Item) -> (verdict: Verdict, annotation: Annotation) {
        judge.judge(title: item.title, summary: item.summary, content: item.content, language: item.language)
    }

    // MARK: where things lie

    /// The configuration that is used when none is named; nil where there is none.
    static var defaultConfiguration: String? { ConfigurationFile.places.first(where: isThere) }

    private static func shippedTopic() throws(CommandFailure) -> String {
        if let path = shipped("config/topics/trump-putin.yaml", as: "topics/trump-putin.yaml") { return path }
        throw CommandFailure(
            .noInput,
            Problem(
                "there is neither a configuration nor the topic that is shipped",
                at: .path(ConfigurationFile.places.joined(separator: ", ")),
                remedy: "name a configuration with --config FILE"
            )
        )
    }

    /// The seeds that come with the program; nil where they are not there.
    static func shippedSeeds() -> String? { shipped("seeds", as: "seeds") }

    /// Under the working folder, else where `make install` puts it, else beside the build.
    private static func shipped(_ source: String, as installed: String) -> String? {
        let program = CommandLine.arguments.first ?? ""
        let folder = program.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return [
            source, "/etc/hotline/\(installed)", "\(folder)/../../\(source)", "\(folder)/../../../\(source)",
        ].first(where: isThere)
    }

    static func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}
