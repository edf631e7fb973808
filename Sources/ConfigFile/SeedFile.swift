package import Domain

/// Reads and writes a seed file: what a reference document is about in a person's words, and its fingerprints.
package enum SeedFile {
    private static let keys = ["description", "language", "date", "events", "titles", "shingles"]
    private static let eventKeys = ["title", "date", "all", "any", "none"]
    private static let mostShingles = 200_000

    /// `name` is the seed's; the file's without its ending where nil.
    ///
    /// - Throws: `Problems`, every mistake with line and column.
    /// - Returns: the seed, and what a person wrote of it.
    package static func load(path: String, name: String? = nil) throws(Problems) -> (seed: Seed, description: String) {
        let file = try StrictYAML(path: path)
        let result = read(file.root, name: name ?? self.name(of: path))
        try file.finish()
        return result
    }

    /// `seeds/004-concessions.yaml` is `004-concessions`.
    package static func name(of path: String) -> String {
        let last = path.split(separator: "/").last.map(String.init) ?? path
        guard let dot = last.lastIndex(of: "."), dot > last.startIndex else { return last }
        return String(last[..<dot])
    }

    private static func read(_ root: YAMLValue, name: String) -> (Seed, String) {
        guard let top = root.mapping(keys: keys) else { return (seed(name), "") }
        let description = top.require("description")?.string() ?? ""
        let language = top.require("language")?.string() ?? "und"
        let shingles = top.require("shingles").map { hashes($0, digits: 8) } ?? []
        return (
            Seed(
                name: name,
                language: language,
                published: top.given("date")?.timestamp(),
                titles: top.given("titles").map { hashes($0, digits: 16) } ?? [],
                shingles: Array(Set(shingles)).sorted(),
                events: top.given("events")?.list().compactMap(event) ?? []
            ),
            description
        )
    }

    private static func seed(_ name: String) -> Seed {
        Seed(name: name, language: "und", published: nil, titles: [], shingles: [], events: [])
    }

    private static func event(_ value: YAMLValue) -> SeedEvent? {
        guard let keys = value.mapping(keys: eventKeys) else { return nil }
        let all = keys.given("all")?.strings() ?? []
        let any = keys.given("any")?.strings() ?? []
        if all.isEmpty, any.isEmpty {
            keys.note(
                "the event names no concepts, so nothing can be it",
                remedy: "list some under \"all:\" or \"any:\""
            )
        }
        return SeedEvent(
            title: keys.require("title")?.string() ?? "",
            date: keys.given("date")?.timestamp(),
            all: all,
            any: any,
            none: keys.given("none")?.strings() ?? []
        )
    }

    /// Hexadecimal numbers divided by blanks.
    private static func hashes(_ value: YAMLValue, digits: Int) -> [UInt64] {
        let words = value.strings().flatMap { $0.split(whereSeparator: \.isWhitespace) }
        if words.count > mostShingles {
            value.note("more than \(mostShingles) fingerprints", remedy: "divide the seed")
        }
        return words.prefix(mostShingles).compactMap { word in
            guard word.utf8.count == digits, let hash = UInt64(word, radix: 16) else {
                value.note("\"\(word.prefix(40))\" is no fingerprint", remedy: "make the file with `hotline seeds add`")
                return nil
            }
            return hash
        }
    }

    // MARK: writing

    /// The file of a seed; reading it gives the same seed again.
    package static func text(of seed: Seed, description: String) -> String {
        var lines = [
            "# A document that counts as known. Made by `hotline seeds add`: it holds fingerprints and none of the document's words.",
            "description: \(quoted(description))", "language: \(seed.language)",
        ]
        if let date = seed.published { lines.append("date: \(String(date.description.prefix(10)))") }
        lines.append(
            "# The developments that it already tells, in concepts of the topic file; any language is matched with them."
        )
        lines.append(seed.events.isEmpty ? "events: []" : "events:")
        for event in seed.events {
            lines.append("  - title: \(quoted(event.title))")
            if let date = event.date { lines.append("    date: \(String(date.description.prefix(10)))") }
            for (key, ids) in [("all", event.all), ("any", event.any), ("none", event.none)] where !ids.isEmpty {
                lines.append("    \(key): [\(ids.joined(separator: ", "))]")
            }
        }
        lines.append("# Its headlines, hashed.")
        lines.append("titles: [\(seed.titles.map { "\"\(hexadecimal($0, 16))\"" }.joined(separator: ", "))]")
        lines.append("# Its runs of three words, hashed.")
        lines.append("shingles: |")
        for start in stride(from: 0, to: seed.shingles.count, by: 12) {
            let row = seed.shingles[start..<min(start + 12, seed.shingles.count)]
            lines.append("  " + row.map { hexadecimal($0 & 0xFFFF_FFFF, 8) }.joined(separator: " "))
        }
        if seed.shingles.isEmpty { lines[lines.count - 1] = "shingles: \"\"" }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func quoted(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F: result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return "\"\(result)\""
    }

    private static func hexadecimal(_ value: UInt64, _ width: Int) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
