import Deduplicating
import Domain
import Foundation

/// `hotline bench pipeline FILE.jsonl`: what an item costs from its words to its decision, with ever more items known.
package enum BenchPipeline {
    /// `known`: how many items to fill the index with before each measurement.
    package static func run(
        path: String,
        known: [Int],
        configPath: String?,
        environment: [String: String]
    ) throws -> ExitStatus {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandFailure(
                .noInput,
                Problem("cannot be read", at: .path(path), remedy: "give a file of JSON lines")
            )
        }
        let rooms = try Rooms.open(configPath: configPath, environment: environment, withSeeds: true)
        let decoder = JSONDecoder()
        var number = 0
        let lines = try data.split(separator: 0x0A).map { line -> ItemLine in
            number += 1
            do {
                return try decoder.decode(ItemLine.self, from: line)
            } catch {
                throw CommandFailure(
                    .badData,
                    Problem("no item", at: .file(path, line: number, column: 1), remedy: "write one JSON object a line")
                )
            }
        }
        var bench = PipelineBench(rooms, lines)
        guard bench.hasOnTopic else {
            throw CommandFailure(
                .badData,
                Problem("holds no item on the topic", at: .path(path), remedy: "give recorded items of the topic")
            )
        }
        let rows = known.sorted().map { bench.measure(atLeast: $0) }
        Console.out("{\"items\":\(lines.count),\"on_topic\":\(bench.onTopic),\"at\":[\(rows.joined(separator: ","))]}")
        return .ok
    }
}

private struct PipelineBench {
    private let rooms: Rooms
    private let lines: [ItemLine]
    private let wanted: [ItemLine]
    private var newsdesk: Newsdesk
    private var cycle = 0
    private var clock = Timestamp(seconds: 1_700_000_000)

    var onTopic: Int { wanted.count }
    var hasOnTopic: Bool { !wanted.isEmpty }

    init(_ rooms: Rooms, _ lines: [ItemLine]) {
        self.rooms = rooms
        self.lines = lines
        newsdesk = rooms.newsdesk()
        let now = clock
        wanted = lines.filter { line in line.item(id: "x", at: now).map { rooms.judge($0).verdict.isOnTopic } ?? false }
    }

    /// Fills the index, then measures one pass over the file's on-topic items: normalised, judged, decided, taken in.
    mutating func measure(atLeast count: Int) -> String {
        while newsdesk.count < count { pass() }
        let known = newsdesk.count
        let start = ProcessorClock.seconds
        var taken = 0
        repeat { taken += pass() } while taken < 2_000
        let spent = ProcessorClock.seconds - start
        return "{\"known\":\(known),\"us_per_item\":\(Rounded.four(spent * 1e6 / Double(max(1, taken))))}"
    }

    /// One pass with words woven in that make other texts of the same matter; ten minutes between items.
    @discardableResult
    private mutating func pass() -> Int {
        cycle += 1
        for (index, line) in wanted.enumerated() {
            clock = clock.advanced(by: 600)
            let woven = line.woven(with: "x\(cycle)")
            guard let item = woven.item(id: "c\(cycle)-\(index)", at: clock) else { continue }
            let (verdict, annotation) = rooms.judge(item)
            let onTopic = Verdict(isOnTopic: true, score: verdict.score, kind: verdict.kind, evidence: verdict.evidence)
            let decision = newsdesk.decide(item, annotation, onTopic, isBacklog: false, at: clock)
            newsdesk.take(item, annotation, onTopic, decision)
        }
        return wanted.count
    }
}

extension ItemLine {
    /// The same item with a word after every second one, under an address of its own and without a date.
    fileprivate func woven(with word: String) -> ItemLine {
        func weave(_ text: String?) -> String {
            let words = (text ?? "").split(separator: " ")
            return words.enumerated().map { $0.offset % 2 == 1 ? "\($0.element) \(word)" : String($0.element) }.joined(
                separator: " "
            )
        }
        return ItemLine(title: weave(title), summary: weave(summary), language: language ?? lang)
    }
}
