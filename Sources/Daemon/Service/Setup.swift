import Alerting
import ConfigFile
package import Domain
import Glibc

/// A configuration with everything that it names read and checked: topic and seeds.
package struct Setup: Sendable {
    /// As read, defaults filled in.
    package let configuration: Configuration
    /// nil where the configuration names none.
    package let topic: Topic?
    /// In the order of their names.
    package let seeds: [Seed]
    /// Keys of the contract that are not built yet, and what else an operator should know.
    package let warnings: [Problem]

    /// Reads the configuration at `path`, its topic and its seeds.
    ///
    /// - Parameters:
    ///   - path: nil looks for `config/hotline.yaml` under the working folder, then in `/etc/hotline`.
    ///   - environment: the process's.
    ///   - takesBadAddresses: a feed that can never be asked fails alone, not everything with it.
    ///   - needsSecrets: false for a command that only looks at the state.
    /// - Throws: `CommandFailure` 66 without a file, `Problems` with every mistake found in any of the files.
    /// - Returns: what was read, all of it sound.
    package static func load(
        path: String?,
        environment: [String: String],
        takesBadAddresses: Bool = false,
        needsSecrets: Bool = true
    ) throws -> Setup {
        let path = try find(path)
        let (configuration, warnings) = try ConfigurationFile.load(
            path: path,
            environment: environment,
            takesBadAddresses: takesBadAddresses,
            needsSecrets: needsSecrets
        )
        var problems: [Problem] = []
        var topic: Topic?
        var seeds: [Seed] = []
        do throws(Problems) {
            if let path = configuration.topic { topic = try TopicFile.load(path: path) }
            if let path = configuration.seeds { seeds = try SeedFolder.load(path: path, topic: topic) }
        } catch {
            problems += error.all
        }
        for receiver in configuration.alerts.receivers {
            guard let template = receiver.template else { continue }
            problems += TemplateFormat.problems(of: template, events: receiver.events)
        }
        guard problems.isEmpty else { throw Problems(problems) }
        return Setup(configuration: configuration, topic: topic, seeds: seeds, warnings: warnings)
    }

    /// The configuration file that a command uses.
    package static func find(_ path: String?) throws(CommandFailure) -> String {
        let candidates = path.map { [$0] } ?? ConfigurationFile.places
        for candidate in candidates where unsafe access(candidate, F_OK) == 0 { return candidate }
        throw CommandFailure(
            .noInput,
            Problem(
                "no such configuration file",
                at: .path(candidates.joined(separator: ", ")),
                remedy: "name one with --config FILE"
            )
        )
    }
}
