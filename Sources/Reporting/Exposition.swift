/// Writes Prometheus's text format 0.0.4.
///
/// <https://prometheus.io/docs/instrumenting/exposition_formats/>: a family is `# HELP`, `# TYPE` and its samples in one
/// group; label values escape `\`, `"` and line ends.
struct Exposition {
    typealias Labels = [(name: String, value: String)]

    private(set) var text = ""

    mutating func counter(_ name: String, _ help: String, _ value: Double) {
        family(name, help, "counter", [([], value)])
    }

    mutating func gauge(_ name: String, _ help: String, _ value: Double) { family(name, help, "gauge", [([], value)]) }

    /// A family with one label; nothing for no values.
    mutating func counters(_ name: String, _ help: String, by label: String, _ values: [(String, Double)]) {
        family(name, help, "counter", values.map { ([(label, $0.0)], $0.1) })
    }

    mutating func gauges(_ name: String, _ help: String, by label: String, _ values: [(String, Double)]) {
        family(name, help, "gauge", values.map { ([(label, $0.0)], $0.1) })
    }

    mutating func family(_ name: String, _ help: String, _ type: String, _ samples: [(labels: Labels, value: Double)]) {
        guard !samples.isEmpty else { return }
        begin(name, help, type)
        for sample in samples { line(name, sample.labels, sample.value) }
    }

    mutating func histograms(_ name: String, _ help: String, _ histograms: [(labels: Labels, value: Histogram)]) {
        guard !histograms.isEmpty else { return }
        begin(name, help, "histogram")
        for (labels, histogram) in histograms {
            var total: UInt64 = 0
            for (bound, count) in zip(histogram.bounds + [.infinity], histogram.counts) {
                total += count
                line("\(name)_bucket", labels + [("le", Self.number(bound))], Double(total))
            }
            line("\(name)_sum", labels, histogram.sum)
            line("\(name)_count", labels, Double(total))
        }
    }

    private mutating func begin(_ name: String, _ help: String, _ type: String) {
        text += "# HELP \(name) \(help.replacing("\\", with: "\\\\").replacing("\n", with: "\\n"))\n"
        text += "# TYPE \(name) \(type)\n"
    }

    private mutating func line(_ name: String, _ labels: Labels, _ value: Double) {
        text += name
        if !labels.isEmpty {
            text += "{" + labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",") + "}"
        }
        text += " \(Self.number(value))\n"
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// Whole numbers without a point; `+Inf`, `NaN` as Go writes them.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
        return String(value)
    }
}
