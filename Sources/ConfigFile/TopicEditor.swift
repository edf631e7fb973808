/// Changes the weights in a topic file's text and nothing else: comments, order and spelling stay.
///
/// Works on lines, so it wants the block style that the shipped topics have: a concept's id on a line of its own, its keys
/// below it, and `weights:` at the beginning of a line.
package enum TopicEditor {
    /// - Parameters:
    ///   - features: the whole `weights:` block, by name.
    ///   - concepts: new weights by id; what is not named stays.
    package static func text(_ text: String, features: [String: Double], concepts: [String: Double]) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        replaceConcepts(&lines, concepts)
        replaceFeatures(&lines, features)
        return lines.joined(separator: "\n")
    }

    private static func replaceConcepts(_ lines: inout [String], _ weights: [String: Double]) {
        guard let start = lines.firstIndex(where: { $0.hasPrefix("concepts:") }) else { return }
        var index = start + 1
        while index < lines.count, !isTop(lines[index]) {
            guard let id = key(lines[index], indent: 2), let weight = weights[id] else {
                index += 1
                continue
            }
            var last = index
            var place: Int?
            while last + 1 < lines.count, key(lines[last + 1], indent: 2) == nil, !isTop(lines[last + 1]) {
                last += 1
                if key(lines[last], indent: 4) == "weight" { place = last }
            }
            if let place {
                lines[place] = "    weight: \(rounded(weight))" + comment(lines[place])
            } else if let kind = (index...last).first(where: { key(lines[$0], indent: 4) == "kind" }) {
                lines.insert("    weight: \(rounded(weight))", at: kind + 1)
            }
            index += 1
        }
    }

    private static func replaceFeatures(_ lines: inout [String], _ weights: [String: Double]) {
        guard let start = lines.firstIndex(where: { $0.hasPrefix("weights:") }) else { return }
        var end = start + 1
        while end < lines.count, !isTop(lines[end]) { end += 1 }
        let block = ["weights:"] + weights.sorted { $0.key < $1.key }.map { "  \($0.key): \(rounded($0.value))" }
        lines.replaceSubrange(start..<end, with: end < lines.count ? block : block + [""])
    }

    /// A key of the file's top level begins here.
    private static func isTop(_ line: String) -> Bool {
        guard let first = line.utf8.first else { return false }
        return first != 0x20 && first != 0x23
    }

    private static func key(_ line: String, indent: Int) -> String? {
        let spaces = line.prefix { $0 == " " }.count
        guard spaces == indent, let colon = line.firstIndex(of: ":") else { return nil }
        let key = line[line.index(line.startIndex, offsetBy: indent)..<colon]
        return key.hasPrefix("#") ? nil : String(key)
    }

    private static func comment(_ line: String) -> String {
        line.firstIndex(of: "#").map { " " + line[$0...] } ?? ""
    }

    /// Two places.
    private static func rounded(_ value: Double) -> String {
        let hundredths = Int((min(max(value, -50), 50) * 100).rounded())
        let digits = String(abs(hundredths))
        let padded = String(repeating: "0", count: max(0, 3 - digits.count)) + digits
        return "\(hundredths < 0 ? "-" : "")\(padded.dropLast(2)).\(padded.suffix(2))"
    }
}
