package import Domain

/// Reads a topic file (docs/topics.md): what is looked for, in words that an editor can change.
package enum TopicFile {
    private static let keys = ["title", "threshold", "sides", "kinds", "concepts", "weights", "examples"]
    private static let conceptKeys = ["kind", "side", "envoy", "undoes", "development", "weight", "note", "names"]

    /// - Throws: `Problems`, every mistake with line and column.
    package static func load(path: String) throws(Problems) -> Topic {
        let file = try StrictYAML(path: path)
        let topic = read(file.root, name: name(of: path))
        try file.finish()
        return topic
    }

    /// The same from a text that came from `path`.
    package static func read(text: String, path: String) throws(Problems) -> Topic {
        let file = try StrictYAML(text: text, path: path)
        let topic = read(file.root, name: name(of: path))
        try file.finish()
        return topic
    }

    /// `config/topics/trump-putin.yaml` is `trump-putin`.
    private static func name(of path: String) -> String {
        let last = path.split(separator: "/").last.map(String.init) ?? path
        return last.split(separator: ".").first.map(String.init) ?? last
    }

    private static func read(_ root: YAMLValue, name: String) -> Topic {
        let empty = Topic(name: name, title: "", threshold: 0.5, concepts: [], weights: [:])
        guard let top = root.mapping(keys: keys) else { return empty }
        let title = top.require("title")?.string() ?? ""
        let threshold = top["threshold"]?.double(in: 0...1) ?? 0.5
        _ = top["sides"]?.mapping(keys: ["a", "b"])
        let kinds = top["kinds"].map { $0.strings() }
        let concepts = (top.require("concepts")?.entries() ?? []).compactMap { concept($0.key, $0.value, kinds) }
        check(concepts, top)
        return Topic(
            name: name,
            title: title,
            threshold: threshold,
            concepts: concepts,
            weights: weights(top["weights"], concepts),
            examples: examples(top["examples"])
        )
    }

    /// Of features by their names and of concepts by their ids: what was fitted goes before the concepts' own.
    private static func weights(_ value: YAMLValue?, _ concepts: [Concept]) -> [String: Double] {
        guard let value, !value.isNull else { return [:] }
        let names = Feature.allCases.map(\.rawValue) + [Topic.semanticsWeight] + concepts.map(\.id)
        guard let given = value.mapping(keys: names) else { return [:] }
        var weights: [String: Double] = [:]
        for name in names { weights[name] = given[name]?.double(in: -50...50) }
        return weights
    }

    /// Sentences that a second opinion compares with: of both kinds, or there is nothing to learn.
    private static func examples(_ value: YAMLValue?) -> Topic.Examples {
        guard let value, !value.isNull, let keys = value.mapping(keys: ["on-topic", "off-topic"]) else {
            return Topic.Examples()
        }
        func sentences(_ key: String) -> [String] {
            let texts = keys.require(key)?.strings() ?? []
            if texts.isEmpty { keys[key]?.note("there is no example", remedy: "give some sentences, in any language") }
            return texts
        }
        return Topic.Examples(onTopic: sentences("on-topic"), offTopic: sentences("off-topic"))
    }

    /// Both sides must be there to be found.
    private static func check(_ concepts: [Concept], _ top: YAMLMapping) {
        for side in ["a", "b"] where !concepts.contains(where: { $0.side == side }) && !concepts.isEmpty {
            top.note(
                "no concept stands for side \(side), so nothing can be on-topic",
                remedy: "give a person, body or country \"side: \(side)\""
            )
        }
    }

    private static func concept(_ id: String, _ value: YAMLValue, _ kinds: [String]?) -> Concept? {
        guard let keys = value.mapping(keys: conceptKeys) else { return nil }
        guard let kind: Concept.Kind = keys.require("kind")?.choice() else { return nil }
        let side: Side? = keys["side"]?.choice()
        let development = keys["development"]?.string()
        if let development, let kinds, !kinds.contains(development) {
            keys["development"]?.note(
                "\"\(development)\" is no kind of development of this topic",
                remedy: NearestName.hint(for: development, among: kinds)
            )
        }
        if side != nil, ![.person, .body, .country].contains(kind) {
            keys["side"]?.note("a \(kind.rawValue) stands for no side", remedy: "only a person, body or country does")
        }
        let names = keys.require("names").map { Self.names(in: $0) } ?? []
        if names.isEmpty { keys["names"]?.note("\"\(id)\" has no names", remedy: "give one, as `any: [Name]`") }
        return Concept(
            id: id,
            kind: kind,
            side: side?.rawValue,
            isEnvoy: keys["envoy"]?.bool() ?? false,
            undoes: keys["undoes"]?.bool() ?? false,
            development: development,
            weight: keys["weight"]?.double(in: -50...50) ?? kind.standardWeight,
            names: names
        )
    }

    private enum Side: String, CaseIterable { case a, b }

    /// `any: [...]` or `ru uk: [...]`, each a list of names; a bare list holds for all languages.
    private static func names(in value: YAMLValue) -> [Concept.Name] {
        guard value.isMapping else { return value.list().compactMap { Self.name($0, []) } }
        return value.entries().flatMap { key, list in
            let languages = key == "any" ? [] : key.split(separator: " ").map(String.init)
            for language in languages where !isLanguage(language) {
                list.note(
                    "\"\(language)\" is no language code",
                    remedy: "write two or three letters, as `ru`, or `any`"
                )
            }
            return list.list().compactMap { Self.name($0, languages) }
        }
    }

    private static func isLanguage(_ text: String) -> Bool {
        (2...3).contains(text.utf8.count) && text.utf8.allSatisfy { $0 >= 0x61 && $0 <= 0x7A }
    }

    private static func name(_ value: YAMLValue, _ languages: [String]) -> Concept.Name? {
        guard let text = value.string() else { return nil }
        let bare = text.filter { $0 != "*" && $0 != "=" && $0 != " " }
        guard !bare.isEmpty else {
            value.note("\"\(text)\" is no name", remedy: "write letters before the `*`")
            return nil
        }
        if let star = text.firstIndex(of: "*"), text.index(after: star) < text.endIndex,
            text[text.index(after: star)] != " "
        {
            value.note("in \"\(text)\" a `*` is not at the end of a word", remedy: "`*` stands for an ending")
        }
        if text.hasPrefix("="), text.contains("*") {
            value.note("\"\(text)\" asks for exact case and for any ending", remedy: "take `=` or `*` away")
        }
        return Concept.Name(text, languages: languages)
    }
}
