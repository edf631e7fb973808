package import Domain
import Yams

/// One value of a strictly read file. Each reader returns nil after noting what is wrong.
package struct YAMLValue {
    let node: Node
    let file: StrictYAML

    /// Where it stands, line and column from 1.
    package var place: Problem.Place { YAMLGuard.place(of: node, path: file.path) }

    /// True for nothing, `null` and `~`.
    package var isNull: Bool {
        guard case .scalar(let scalar) = node, scalar.style == .plain || scalar.style == .any else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    /// A block of keys, in either of its forms.
    package var isMapping: Bool { node.mapping != nil }

    /// A scalar's text as the file has it; nil for a block or a list. Notes nothing.
    package var written: String? { node.scalar?.string }

    /// The pairs whose keys are words, whatever they are. Notes nothing.
    var known: YAMLMapping? {
        guard let mapping = node.mapping else { return nil }
        let pairs = mapping.compactMap { key, value -> (String, YAMLValue, YAMLValue)? in
            guard let name = key.scalar?.string else { return nil }
            return (name, YAMLValue(node: key, file: file), YAMLValue(node: value, file: file))
        }
        return YAMLMapping(value: self, pairs: pairs)
    }

    /// Notes a problem at this value.
    package func note(_ message: String, remedy: String? = nil, severity: Problem.Severity = .error) {
        file.note(Problem(message, at: place, remedy: remedy, severity: severity))
    }

    /// A text: any scalar but null and an unquoted `true` or `false`. Not trimmed, maybe empty when quoted.
    package func string() -> String? {
        guard let scalar = scalar(wanted: "a text") else { return nil }
        if scalar.isPlain && !scalar.isGiven && ["true", "false"].contains(scalar.text.lowercased()) {
            note("a text is wanted here, not \(scalar.text)", remedy: "put it in quotes if it is meant as a word")
            return nil
        }
        return scalar.text
    }

    /// A text as `string` has it; as it is written where the environment lacks a variable of it.
    func stringOrWritten() -> String? {
        if let written, let environment = file.environment,
            case .failure = Substitution.apply(to: written, environment: environment)
        {
            return written
        }
        return string()
    }

    /// `true` or `false`, unquoted.
    package func bool() -> Bool? {
        guard let scalar = scalar(wanted: "true or false") else { return nil }
        switch scalar.isPlain ? scalar.text : "" {
        case "true", "True", "TRUE": return true
        case "false", "False", "FALSE": return false
        default:
            note("\(scalar.quoted) is neither true nor false", remedy: "write true or false, without quotes")
            return nil
        }
    }

    /// A whole decimal number within `range`.
    package func int(in range: ClosedRange<Int> = Int.min...Int.max) -> Int? {
        guard let scalar = scalar(wanted: "a whole number") else { return nil }
        let digits = scalar.text.drop { $0 == "-" || $0 == "+" }
        let isOctalLike = digits.count > 1 && digits.first == "0"
        guard scalar.isPlain, !isOctalLike, let value = Int(scalar.text) else {
            note("\(scalar.quoted) is no whole number", remedy: "write it in digits, without quotes")
            return nil
        }
        guard range.contains(value) else {
            note("\(value) is out of range", remedy: Self.limits(range.lowerBound, range.upperBound, of: Int.self))
            return nil
        }
        return value
    }

    /// A decimal number within `range`; never infinite or not a number.
    package func double(in range: ClosedRange<Double> = -1e300...1e300) -> Double? {
        guard let scalar = scalar(wanted: "a number") else { return nil }
        let isDecimal = scalar.text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(byte)
        }
        guard scalar.isPlain, isDecimal, let value = Double(scalar.text), value.isFinite else {
            note("\(scalar.quoted) is no number", remedy: "write it as 0.5 or 12, without quotes")
            return nil
        }
        guard range.contains(value) else {
            note("\(scalar.text) is out of range", remedy: "from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return value
    }

    /// Seconds from `90s`, `5m`, `48h`, `90d` or a bare number of seconds; a fraction is rounded up.
    package func duration(in range: ClosedRange<Int64> = 0...Quantity.century) -> Int64? {
        guard let scalar = scalar(wanted: "a duration") else { return nil }
        guard let value = Quantity.duration(scalar.text) else {
            note("\(scalar.quoted) is no duration", remedy: Quantity.durationHint(for: scalar.text))
            return nil
        }
        guard range.contains(value) else {
            let (least, most) = (Quantity.written(range.lowerBound), Quantity.written(range.upperBound))
            note("\(scalar.quoted) is out of range", remedy: "from \(least) to \(most)")
            return nil
        }
        return value
    }

    /// Bytes from `10MB`, `512KB`, `1GB` (decimal), `4MiB` (binary) or a bare number of bytes.
    package func size(in range: ClosedRange<Int> = 0...Int(Int32.max)) -> Int? {
        guard let scalar = scalar(wanted: "a size") else { return nil }
        guard let value = Quantity.size(scalar.text) else {
            note("\(scalar.quoted) is no size", remedy: "write it as 10MB, 512KB or a number of bytes")
            return nil
        }
        guard range.contains(value) else {
            note("\(scalar.quoted) is out of range", remedy: "from \(range.lowerBound) to \(range.upperBound) bytes")
            return nil
        }
        return value
    }

    /// RFC 3339, or a bare date, which is midnight UTC.
    package func timestamp() -> Timestamp? {
        guard let scalar = scalar(wanted: "a time") else { return nil }
        guard let time = Timestamp(rfc3339: scalar.text) else {
            note("\(scalar.quoted) is no time", remedy: "write it as 2025-08-15 or 2025-08-15T19:30:00Z")
            return nil
        }
        return time
    }

    /// One of the words of an enumeration.
    package func choice<Choice: CaseIterable & RawRepresentable<String>>(of type: Choice.Type = Choice.self) -> Choice?
    {
        guard let text = string() else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        let words = Choice.allCases.map(\.rawValue)
        note("\"\(text)\" is not known here", remedy: NearestName.hint(for: text, among: words))
        return nil
    }

    /// The values of a list; a single value that is not null counts as a list of one, null as an empty list.
    package func list() -> [YAMLValue] {
        if let sequence = node.sequence { return sequence.map { YAMLValue(node: $0, file: file) } }
        return isNull ? [] : [self]
    }

    /// Texts of a list, those that are none noted and left out.
    package func strings() -> [String] { list().compactMap { $0.string() } }

    /// A mapping with known keys; any other key is noted with the nearest known one.
    package func mapping(keys: [String]) -> YAMLMapping? {
        guard let pairs = pairs(known: keys) else { return nil }
        for (key, value) in pairs where !keys.contains(key.text) {
            _ = value
            key.value.note("unknown key \"\(key.text)\"", remedy: NearestName.hint(for: key.text, among: keys))
        }
        return YAMLMapping(value: self, pairs: pairs.map { ($0.key.text, $0.key.value, $0.value) })
    }

    /// The pairs of a mapping with free keys, in order.
    package func entries() -> [(key: String, value: YAMLValue)] {
        pairs()?.map { ($0.key.text, $0.value) } ?? []
    }

    private static func limits<Number: FixedWidthInteger>(_ least: Number, _ most: Number, of: Number.Type) -> String {
        most == .max ? "from \(least) up" : "from \(least) to \(most)"
    }
}

extension YAMLValue {
    /// A scalar's text with the environment put in.
    struct Scalar {
        let text: String
        /// Unquoted, or given by the environment: may be a number or a truth value.
        let isPlain: Bool
        /// The environment had a part in it.
        var isGiven = false

        /// For messages: quoted, and not endless.
        var quoted: String {
            text.unicodeScalars.count > 60 ? "\"\(String(text.unicodeScalars.prefix(57)))...\"" : "\"\(text)\""
        }
    }

    private struct Key {
        let text: String
        let value: YAMLValue
    }

    private func scalar(wanted: String) -> Scalar? {
        switch node {
        case .scalar(let scalar):
            guard !isNull else {
                note("\(wanted) is wanted here, but it is empty")
                return nil
            }
            let isPlain = scalar.style == .plain || scalar.style == .any
            guard let environment = file.environment, scalar.string.contains("${") else {
                return Scalar(text: scalar.string, isPlain: isPlain)
            }
            return substituted(scalar.string, from: environment).map { Scalar(text: $0, isPlain: true, isGiven: true) }
        case .mapping:
            note("\(wanted) is wanted here, not a block of keys")
        case .sequence:
            note("\(wanted) is wanted here, not a list")
        case .alias:
            note("\(wanted) is wanted here, not an alias")
        }
        return nil
    }

    private func substituted(_ text: String, from environment: [String: String]) -> String? {
        switch Substitution.apply(to: text, environment: environment) {
        case .success(let text): return text
        case .failure(let mistake):
            note(mistake.message, remedy: mistake.remedy)
            return nil
        }
    }

    /// `known`: the keys that it may have; empty where they are free.
    private func pairs(known: [String] = []) -> [(key: Key, value: YAMLValue)]? {
        guard case .mapping(let mapping) = node else {
            note(
                isNull ? "a block of keys is wanted here, but it is empty" : "a block of keys is wanted here",
                remedy: known.isEmpty ? nil : "each as \"key: value\"; known: \(known.joined(separator: ", "))"
            )
            return nil
        }
        var seen: Set<String> = []
        return mapping.compactMap { key, value in
            let keyValue = YAMLValue(node: key, file: file)
            guard case .scalar(let scalar) = key else {
                keyValue.note("a key must be a word")
                return nil
            }
            guard seen.insert(scalar.string).inserted else {
                keyValue.note("key \"\(scalar.string)\" is given twice in one block", remedy: "keep one")
                return nil
            }
            return (Key(text: scalar.string, value: keyValue), YAMLValue(node: value, file: file))
        }
    }
}
