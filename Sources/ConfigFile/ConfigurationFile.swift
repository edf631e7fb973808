package import Domain

/// Text → `Configuration`.
///
/// Takes the configuration file, the lists it names (OPML, one URL a line) and the secrets it points to; gives every
/// default filled in and every path absolute. Errors: all that are found, each with `file:line:column` and what to do.
/// What the outside contract promises but is not built yet is a warning (`NotBuiltYet`).
package enum ConfigurationFile {
    /// Where the file is looked for when none is named, in this order.
    package static let places = ["config/hotline.yaml", "/etc/hotline/hotline.yaml"]

    /// Reads the whole configuration.
    ///
    /// - Parameters:
    ///   - path: the file; relative paths in it are relative to its folder.
    ///   - environment: for `${NAME}`, `{env: NAME}` and `CREDENTIALS_DIRECTORY`.
    ///   - takesBadAddresses: a feed that can never be asked is a warning, and that feed's own failure when it is polled.
    ///   - needsSecrets: false for a command that only looks at the state: it runs as anybody, who may not read them, nor
    ///     has the service's variables. Destinations and what requests carry are then left out.
    /// - Returns: the configuration, and what an operator should know although it works.
    /// - Throws: every mistake, in order of file and line.
    package static func load(
        path: String,
        environment: [String: String],
        takesBadAddresses: Bool = false,
        needsSecrets: Bool = true
    ) throws(Problems) -> (configuration: Configuration, warnings: [Problem]) {
        let source: TextFile
        do {
            source = try TextFile(path: path, mostBytes: 16_000_000)
        } catch {
            throw Problems([error])
        }
        let file = try StrictYAML(text: source.text, path: path, environment: environment)
        let reader = ConfigurationReader(
            file: file,
            folder: Paths.folder(of: path),
            environment: environment,
            isPrivate: !source.isReadableByOthers,
            takesBadAddresses: takesBadAddresses,
            needsSecrets: needsSecrets
        )
        let configuration = reader.configuration()
        NotBuiltYet.warn(about: file.root)
        try file.finish()
        return (configuration, file.warnings.inOrderOfPlace())
    }
}

/// Reads the sections one after the other; what is wrong is noted in `file`.
struct ConfigurationReader {
    let file: StrictYAML
    /// Absolute; relative paths begin here.
    let folder: String
    let environment: [String: String]
    /// Nobody but its owner may read the file: only then it may hold secrets.
    let isPrivate: Bool
    /// A feed's bad address is told and kept, not refused.
    var takesBadAddresses = false
    /// Signing keys are read.
    var needsSecrets = true

    static let keys = [
        "state", "seeds", "topic", "watch", "polling", "feeds", "alerts", "semantics", "network", "status", "retention",
    ]

    func configuration() -> Configuration {
        let state = StatePlace.folder("/var/lib/hotline")
        let path = Paths.absolute(file.path, in: Paths.working)
        var configuration = Configuration(path: path, state: state, alerts: AlertPolicy())
        guard let top = file.root.mapping(keys: Self.keys) else { return configuration }
        configuration.state = top["state"].flatMap(self.state) ?? state
        configuration.seeds = top.given("seeds").flatMap { self.path($0, wanted: .folder) }
        configuration.topic = top.given("topic").flatMap { self.path($0, wanted: .file) }
        configuration.watch = top.given("watch").map(watch) ?? []
        configuration.polling = limits(top.given("polling"))
        configuration.feeds = feeds(top.given("feeds"), defaults: policy(top.given("polling")))
        configuration.lists = lists(top.given("feeds"))
        configuration.alerts = alerts(top.given("alerts"), state: configuration.state)
        configuration.network = network(top.given("network"))
        configuration.semantics = top.given("semantics").flatMap(semantics)
        configuration.retention = top["retention"]?.duration(in: 3_600...Quantity.century) ?? configuration.retention
        configuration.status = status(top["status"])
        warnAboutGaps(configuration, in: top)
        return configuration
    }

    private func state(_ value: YAMLValue) -> StatePlace? {
        guard let text = value.string() else { return nil }
        if text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") { return .postgres(text) }
        guard !text.isEmpty, !text.contains("://") else {
            value.note("this is no folder for the state", remedy: "name a folder, as /var/lib/hotline")
            return nil
        }
        return .folder(Paths.absolute(text, in: folder))
    }

    /// An absolute path to something that is there; `severity` is that of its absence.
    func path(_ value: YAMLValue, wanted: Paths.Kind, severity: Problem.Severity = .error) -> String? {
        guard let text = value.string() else { return nil }
        guard !text.isEmpty else {
            value.note("the path is empty", remedy: "name a \(wanted.rawValue), or write null")
            return nil
        }
        let path = Paths.absolute(text, in: folder)
        if let trouble = Paths.trouble(with: path, wanted: wanted) {
            let remedy = text.hasPrefix("/") ? "check the path" : "relative paths begin in the folder of this file"
            value.note("\(wanted.rawValue) \(path) \(trouble)", remedy: remedy, severity: severity)
            return nil
        }
        return path
    }

    /// Files that are not there are a warning, since everything works without a second opinion.
    private func semantics(_ value: YAMLValue) -> SemanticsFiles? {
        guard let keys = value.mapping(keys: ["library", "weights"]) else { return nil }
        let library = keys.require("library").flatMap { path($0, wanted: .file, severity: .warning) }
        let weights = keys.require("weights").flatMap { path($0, wanted: .file, severity: .warning) }
        guard let library, let weights else { return nil }
        return SemanticsFiles(library: library, weights: weights)
    }

    private func watch(_ value: YAMLValue) -> [WatchRule] {
        var names: Set<String> = []
        return value.list().compactMap { entry in
            guard let rule = entry.mapping(keys: ["name", "match"]) else { return nil }
            let terms = rule.require("match")?.list().compactMap { term -> String? in
                guard let text = term.string() else { return nil }
                guard text.contains(where: { $0.isLetter || $0.isNumber }), text.utf8.count <= 200 else {
                    term.note("a term to watch for has letters or digits, and at most 200 bytes")
                    return nil
                }
                return text
            }
            guard let terms, let first = terms.first else {
                if terms?.isEmpty == true, rule["match"]?.list().isEmpty == true {
                    rule["match"]?.note(
                        "there is nothing to watch for",
                        remedy: "give at least one term, or take the rule out"
                    )
                }
                return nil
            }
            let name = rule.given("name")?.string() ?? first
            if !names.insert(name).inserted {
                (rule["name"] ?? entry).note("two rules are named \"\(name)\"", remedy: "give each its own name")
            }
            return WatchRule(name: name, match: terms)
        }
    }

    /// What is allowed but hardly meant.
    private func warnAboutGaps(_ configuration: Configuration, in top: YAMLMapping) {
        func warn(_ key: String, _ message: String, _ remedy: String) {
            (top.key(key) ?? top.value).note(message, remedy: remedy, severity: .warning)
        }
        if configuration.feeds.isEmpty && file.problems.isEmpty {
            warn("feeds", "there is no feed to poll", "list one under \"feeds:\"")
        }
        if configuration.topic == nil && configuration.watch.isEmpty && file.problems.isEmpty {
            warn("topic", "nothing is looked for", "name a topic file, or terms under \"watch:\"")
        }
        if configuration.retention < configuration.alerts.maxAge {
            warn("retention", "is shorter than alerts.max_age", "keep items at least as long as they may alert")
        }
    }
}
