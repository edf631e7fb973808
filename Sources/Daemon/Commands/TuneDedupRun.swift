import Deduplicating
import Domain
import Foundation

/// `hotline tune-dedup`: fits the weights by which two items tell one development, and an item belongs to a story.
package enum TuneDedupRun {
    /// - Parameters:
    ///   - pairs: files of labelled pairs.
    ///   - streams: files of labelled streams.
    ///   - target: the Swift table to write; nil prints figures and changes nothing.
    ///   - configPath: of the configuration whose topic is used; nil takes one where it lies by default.
    ///   - environment: of the process.
    /// - Returns: how it ended.
    /// - Throws: `CommandFailure` or `Problems`: a file that cannot be read, or what it holds.
    package static func run(
        pairs: [String],
        streams: [String],
        writingTo target: String?,
        configPath: String?,
        environment: [String: String]
    ) throws -> ExitStatus {
        var examples = DedupExamples(try Rooms.open(configPath: configPath, environment: environment, withSeeds: false))
        for path in pairs { try examples.readPairs(path) }
        for path in streams { try examples.readStream(path) }
        let tuner = examples.tuner
        guard !tuner.pairs.isEmpty || !tuner.arrivals.isEmpty else {
            throw CommandFailure(
                .usage,
                Problem("nothing to learn from", at: .path("tune-dedup"), remedy: "give --pairs or --stream")
            )
        }
        let weights = tuner.fitted()
        tell(tuner, weights)
        guard let target else { return .ok }
        do {
            try Data(table(weights).utf8).write(to: URL(fileURLWithPath: target), options: .atomic)
        } catch {
            throw CommandFailure(.io, Problem("cannot be written", at: .path(target), remedy: "check its permissions"))
        }
        Console.out("weights written to \(target)")
        return .ok
    }

    // MARK: figures

    private static func tell(_ tuner: DedupTuner, _ weights: DedupTuner.Weights) {
        if !tuner.pairs.isEmpty {
            let groups = Set(tuner.pairs.map(\.group)).count
            Console.out("\(tuner.pairs.count) pairs of \(groups) groups: recall of duplicates, share of new kept, mean")
            row("five folds by development", of: tuner.pairs, tuner.crossValidatedPairs())
            row("training", of: tuner.pairs, tuner.pairs.map { DedupTuner.probability($0.inputs, weights) })
        }
        if !tuner.arrivals.isEmpty {
            Console.out(
                "\(tuner.arrivals.count) items of streams: share put right, opened twice, put into another story"
            )
            row("other streams", of: tuner.arrivals, tuner.crossValidatedArrivals())
            row("training", of: tuner.arrivals, tuner.arrivals.map { DedupTuner.story(of: $0, weights) })
        }
    }

    private static func row(_ name: String, of pairs: [DedupTuner.Pair], _ scores: [Double]) {
        let one = zip(pairs, scores).filter { $0.0.isOne }
        let two = zip(pairs, scores).filter { !$0.0.isOne }
        func share(_ some: Int, of all: Int) -> Double { Double(some) / Double(max(1, all)) }
        let recall = share(one.count { isOne($0.0.inputs, $0.1) }, of: one.count)
        let kept = share(two.count { !isOne($0.0.inputs, $0.1) }, of: two.count)
        figures(name, [recall, kept, (recall + kept) / 2])
    }

    private static func isOne(_ inputs: EventInputs, _ score: Double) -> Bool {
        inputs.settled.map { $0 != .different } ?? (score >= EventInputs.sameEvent)
    }

    private static func row(_ name: String, of arrivals: [DedupTuner.Arrival], _ stories: [String?]) {
        var right = 0
        var twice = 0
        var wrong = 0
        for (arrival, story) in zip(arrivals, stories) {
            if story == nil, arrival.before > 0 {
                twice += 1
            } else if story == nil || story == arrival.development {
                right += 1
            } else {
                wrong += 1
            }
        }
        figures(name, [right, twice, wrong].map { Double($0) / Double(max(1, arrivals.count)) })
    }

    private static func figures(_ name: String, _ values: [Double]) {
        let told = values.map { String(format: "%.3f", $0) }.joined(separator: "  ")
        Console.out("  \(name.padding(toLength: 28, withPad: " ", startingAt: 0))\(told)")
    }

    // MARK: the table

    private static func table(_ weights: DedupTuner.Weights) -> String {
        func number(_ value: Double) -> String { String(format: "%.2f", abs(value) < 0.005 ? 0 : value) }
        var lines = [
            "// Written by `hotline tune-dedup --write`: fit again rather than edit.", "",
            "/// The weights of `EventModel` and `StoryModel`, by the names of their terms; a term that is not here weighs nothing.",
            "enum EventWeights {",
            "    static let pair: [String: (within: Double, across: Double)] = [",
        ]
        for (place, term) in EventInputs.terms.enumerated() {
            let (within, across) = (number(weights.within[place]), number(weights.across[place]))
            if Double(within) != 0 || Double(across) != 0 {
                lines.append("        \"\(term.name)\": (\(within), \(across)),")
            }
        }
        lines += ["    ]", "", "    static let story: [String: Double] = ["]
        for (place, term) in StoryInputs.terms.enumerated() where Double(number(weights.story[place])) != 0 {
            lines.append("        \"\(term.name)\": \(number(weights.story[place])),")
        }
        return (lines + ["    ]", "}", ""]).joined(separator: "\n")
    }
}
