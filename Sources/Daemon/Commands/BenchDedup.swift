import Deduplicating
import Domain
import Foundation

/// `hotline bench dedup DOCS.tsv`: how fast documents are looked up among those before them and taken in, and how rightly.
///
/// A line is `number TAB story TAB level TAB language TAB text`; an en space divides headline and summary. Documents of one
/// story are copies of one another. Recall: share of documents with an earlier copy for which one was found; precision:
/// share of those found that have an earlier copy.
package enum BenchDedup {
    /// Prints one JSON object. Throws `CommandFailure`: 66 for no file, 65 for a line without five fields.
    package static func run(path: String) throws -> ExitStatus {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandFailure(
                .noInput,
                Problem("cannot be read", at: .path(path), remedy: "give a file of tab-separated documents")
            )
        }
        var bench = DedupBench()
        var number = 0
        for line in data.split(separator: 0x0A) {
            number += 1
            let fields = line.split(separator: 0x09, maxSplits: 4, omittingEmptySubsequences: false).map {
                String(decoding: $0, as: UTF8.self)
            }
            guard fields.count == 5 else {
                throw CommandFailure(
                    .badData,
                    Problem(
                        "no document",
                        at: .file(path, line: number, column: 1),
                        remedy: "write five fields divided by tabs"
                    )
                )
            }
            bench.step(number, story: fields[1], language: fields[3], text: fields[4])
        }
        Console.out(bench.figures)
        return .ok
    }
}

/// Takes one document after the other, and counts.
private struct DedupBench {
    private var newsdesk = Newsdesk(topic: nil, seeds: [], policy: AlertPolicy())
    private var stories: [String: String] = [:]
    private var seen: Set<String> = []
    private var docs = 0
    private var copies = 0
    private var found = 0
    private var flagged = 0
    private var right = 0
    private var spent = 0.0
    private let verdict = Verdict(isOnTopic: true, score: 1, kind: nil, evidence: [])

    mutating func step(_ number: Int, story: String, language: String, text: String) {
        let parts = text.split(separator: "\u{2002}", maxSplits: 1).map(String.init)
        let now = Timestamp(seconds: 1_750_000_000 + Int64(number) * 60)
        let line = ItemLine(title: parts.first ?? "", summary: parts.count > 1 ? parts[1] : "", language: language)
        let start = ProcessorClock.seconds
        guard let item = line.item(id: "d\(number)", at: now) else { return }
        let annotation = Annotation(language: language, mentions: [])
        let decision = newsdesk.decide(item, annotation, verdict, isBacklog: false, at: now)
        newsdesk.take(item, annotation, verdict, decision)
        spent += ProcessorClock.seconds - start
        count(decision, id: item.id.text, story)
    }

    private mutating func count(_ decision: Decision, id: String, _ story: String) {
        docs += 1
        let isCopy = seen.contains(story)
        if isCopy { copies += 1 }
        if decision.kind == .duplicate, case .item(let nearest)? = decision.nearness.nearest {
            flagged += 1
            if isCopy { right += 1 }
            if stories[nearest.text] == story { found += 1 }
        }
        stories[id] = story
        seen.insert(story)
    }

    var figures: String {
        func share(_ part: Int, _ whole: Int) -> Double { whole == 0 ? 1 : Rounded.four(Double(part) / Double(whole)) }
        let perDoc = docs == 0 ? 0 : spent * 1e6 / Double(docs)
        return
            "{\"docs\":\(docs),\"docs_per_s\":\(spent == 0 ? 0 : Int(Double(docs) / spent)),\"us_per_doc\":\(Rounded.four(perDoc)),"
            + "\"recall\":\(share(found, copies)),\"precision\":\(share(right, flagged)),\"seconds\":\(Rounded.four(spent))}"
    }
}
