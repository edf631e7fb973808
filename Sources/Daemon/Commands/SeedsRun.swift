import ConfigFile
package import Domain
import Foundation

/// `hotline seeds`: the reference documents that count as known.
package enum SeedsRun {
    /// What the command line says of a new seed.
    package struct Details: Sendable {
        /// The file's name without it.
        package var name: String?
        /// Its headlines; the text's own where empty.
        package var titles: [String] = []
        /// BCP 47; guessed without it.
        package var language: String?
        /// When it was published.
        package var date: Timestamp?
        /// What it is about, in the operator's words.
        package var description: String?

        package init() {}
    }

    /// One line a seed: name, date, language, fingerprints, what it is about.
    package static func list(configPath: String?, environment: [String: String]) async throws -> ExitStatus {
        let folder = try folder(configPath, environment)
        for file in try SeedFolder.files(in: folder) {
            if file.hasSuffix(".yaml") {
                let (seed, description) = try SeedFile.load(path: file, name: SeedFolder.name(of: file, in: folder))
                Console.out(line(seed, description))
            } else {
                Console.out(
                    line(
                        try SeedFolder.raw(file, name: SeedFolder.name(of: file, in: folder)),
                        "a raw text; `hotline seeds add` makes fingerprints of it"
                    )
                )
            }
        }
        return .ok
    }

    /// Fingerprints a text file into the folder of seeds.
    package static func add(
        _ path: String,
        _ details: Details,
        configPath: String?,
        environment: [String: String]
    ) async throws -> ExitStatus {
        guard SeedFolder.rawEndings.contains(where: { path.hasSuffix(".\($0)") }) else {
            throw CommandFailure(.usage, Problem("a seed is made of a .txt, .md or .html file", at: .path(path)))
        }
        let folder = try folder(configPath, environment)
        let name = try checked(details.name ?? SeedFile.name(of: path))
        let seed: Seed
        do throws(Problems) {
            seed = try SeedFolder.raw(
                path,
                name: name,
                titles: details.titles,
                language: details.language,
                date: details.date
            )
        } catch {
            throw CommandFailure(input: error.all)
        }
        let target = "\(folder)/\(name).yaml"
        try write(SeedFile.text(of: seed, description: details.description ?? "no description yet"), to: target)
        Console.out("\(target): \(seed.language), \(seed.titles.count) headlines, \(seed.shingles.count) fingerprints")
        Console.out("Name the developments that it tells under \"events:\" to have them known in every language.")
        return .ok
    }

    private static func checked(_ name: String) throws(CommandFailure) -> String {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count <= 2, parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") }) { return name }
        throw CommandFailure(
            .usage,
            Problem(
                "\"\(name)\" is no name for a seed",
                remedy: "use letters, digits and dashes, as DOCUMENT or DOCUMENT/VERSION"
            )
        )
    }

    private static func write(_ text: String, to target: String) throws(CommandFailure) {
        guard !Rooms.isThere(target) else {
            throw CommandFailure(
                .usage,
                Problem(
                    "there is a seed of this name",
                    at: .path(target),
                    remedy: "remove it first, or give another --name"
                )
            )
        }
        do {
            let home = URL(fileURLWithPath: target).deletingLastPathComponent()
            try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
            try text.write(toFile: target, atomically: true, encoding: .utf8)
        } catch {
            throw CommandFailure(writing: target, error)
        }
    }

    private static func folder(_ configPath: String?, _ environment: [String: String]) throws -> String {
        if let path = try configPath.map({ try Setup.find($0) }) ?? Rooms.defaultConfiguration {
            let (configuration, _) = try ConfigurationFile.load(
                path: path,
                environment: environment,
                needsSecrets: false
            )
            if let seeds = configuration.seeds { return seeds }
        }
        guard let seeds = Rooms.shippedSeeds() else {
            throw CommandFailure(
                .configuration,
                Problem("no folder of seeds is configured", remedy: "write `seeds: FOLDER` in the configuration")
            )
        }
        return seeds
    }

    private static func line(_ seed: Seed, _ description: String) -> String {
        let date = seed.published.map { String($0.description.prefix(10)) } ?? "-"
        return Console.singleLine(
            "\(seed.name)\t\(date)\t\(seed.language)\t\(seed.titles.count) headlines\t\(seed.shingles.count) fingerprints"
                + "\t\(seed.events.count) events\t\(description)"
        )
    }
}
