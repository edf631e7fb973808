/// Durations and sizes as people write them.
package enum Quantity {
    /// A hundred years in seconds: the longest duration taken.
    package static let century: Int64 = 100 * 366 * 86_400

    /// Seconds from `90s`, `5m`, `48h`, `90d`, `500ms` or a bare number; fractions are rounded up. Nil for anything else.
    package static func duration(_ text: String) -> Int64? {
        guard let (number, unit) = split(text) else { return nil }
        let factor: Double? =
            switch unit {
            case "", "s": 1
            case "ms": 0.001
            case "m": 60
            case "h": 3_600
            case "d": 86_400
            default: nil
            }
        guard let factor else { return nil }
        // Rounded to whole milliseconds first: 0.1 has no exact binary form, and 600 × 0.1 must stay 60.
        let milliseconds = (number * factor * 1_000).rounded()
        return Int64(exactly: (milliseconds / 1_000).rounded(.up))
    }

    /// Bytes from `10MB` (decimal), `4MiB` (binary) or a bare number; any case. Nil for anything else.
    package static func size(_ text: String) -> Int? {
        guard let (number, unit) = split(text) else { return nil }
        let factor: Double? =
            switch unit.lowercased() {
            case "", "b": 1
            case "kb": 1e3
            case "mb": 1e6
            case "gb": 1e9
            case "kib": 1_024
            case "mib": 1_048_576
            case "gib": 1_073_741_824
            default: nil
            }
        guard let factor else { return nil }
        return Int(exactly: (number * factor).rounded(.up))
    }

    /// A duration in its shortest form: `5m`, `36h`, `90s`.
    package static func written(_ seconds: Int64) -> String {
        for (unit, factor) in [("d", Int64(86_400)), ("h", 3_600), ("m", 60)]
        where seconds >= factor && seconds % factor == 0 {
            return "\(seconds / factor)\(unit)"
        }
        return "\(seconds)s"
    }

    /// What to write instead of `text`.
    static func durationHint(for text: String) -> String {
        let digits = String(text.drop { $0 == " " }.prefix { ("0"..."9").contains($0) })
        guard !digits.isEmpty, digits.count < 7 else { return "write it as 90s, 5m, 48h or 90d" }
        let rest = text.drop { $0 == " " }.dropFirst(digits.count).drop { $0 == " " }.lowercased()
        switch rest.first {
        case "m": return "write \(digits)m for minutes"
        case "h", "u": return "write \(digits)h for hours"
        case "d", "t": return "write \(digits)d for days"
        case "w": return "write it in days, as \((Int(digits) ?? 1) * 7)d"
        case "s": return "write \(digits)s for seconds"
        default: return "write it as \(digits)s, \(digits)m, \(digits)h or \(digits)d"
        }
    }

    /// A decimal number and what follows it, one space between them allowed.
    private static func split(_ text: String) -> (number: Double, unit: String)? {
        let digits = text.prefix { ("0"..."9").contains($0) || $0 == "." }
        guard let first = digits.first, first != ".", digits.last != ".", digits.count <= 15 else { return nil }
        guard let number = Double(digits) else { return nil }
        var unit = text.dropFirst(digits.count)
        if unit.first == " " { unit = unit.dropFirst() }
        guard unit.allSatisfy({ $0.isASCII && $0.isLetter }), !(unit.isEmpty && text.last == " ") else { return nil }
        return (number, String(unit))
    }
}
