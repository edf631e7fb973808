/// Writes the fitted weights into a topic file's text and changes nothing else: comments, order and spelling stay.
///
/// Works on lines: the block `weights:`, which begins at the beginning of a line, is replaced, or added at the end.
package enum TopicEditor {
    /// `weights`: the whole block: features by name, concepts by id.
    package static func text(_ text: String, weights: [String: Double]) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let block = ["weights:"] + weights.sorted { $0.key < $1.key }.map { "  \($0.key): \(rounded($0.value))" }
        guard let start = lines.firstIndex(where: { $0.hasPrefix("weights:") }) else {
            while lines.last?.isEmpty == true { lines.removeLast() }
            return (lines + block + [""]).joined(separator: "\n")
        }
        var end = start + 1
        while end < lines.count, !isTop(lines[end]) { end += 1 }
        lines.replaceSubrange(start..<end, with: end < lines.count ? block : block + [""])
        return lines.joined(separator: "\n")
    }

    /// A key of the file's top level begins here.
    private static func isTop(_ line: String) -> Bool {
        guard let first = line.utf8.first else { return false }
        return first != 0x20 && first != 0x23
    }

    /// Two places.
    private static func rounded(_ value: Double) -> String {
        let hundredths = Int((min(max(value, -50), 50) * 100).rounded())
        let digits = String(abs(hundredths))
        let padded = String(repeating: "0", count: max(0, 3 - digits.count)) + digits
        return "\(hundredths < 0 ? "-" : "")\(padded.dropLast(2)).\(padded.suffix(2))"
    }
}
