import Deduplicating
import Domain
import Reporting

/// `hotline bench pipeline FILE.jsonl`: what an on-topic item costs from its words to its decision, and in memory, with ever
/// more items known.
///
/// CPU time of one thread; memory as the growth of the resident set over the items known.
package enum BenchPipeline {
    /// `known`: how many items to fill the index with before each measurement.
    ///
    /// Throws `CommandFailure`: 66 where `path` cannot be read, 65 where a line is no item or none is on the topic.
    package static func run(
        path: String,
        known: [Int],
        configPath: String?,
        environment: [String: String]
    ) throws -> ExitStatus {
        let lines = try ItemLine.all(in: path)
        let rooms = try Rooms.open(configPath: configPath, environment: environment, withSeeds: true)
        var bench = PipelineBench(rooms, lines)
        guard bench.onTopic > 0 else {
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
    private var items: WovenItems
    private var newsdesk: Newsdesk
    private let emptyBytes: Int

    var onTopic: Int { items.count }

    init(_ rooms: Rooms, _ lines: [ItemLine]) {
        self.rooms = rooms
        items = WovenItems(lines, rooms)
        newsdesk = rooms.newsdesk()
        emptyBytes = ProcessFigures.ownMemory
    }

    /// Fills the index, then measures 2,000 items: normalised, judged, decided, taken in.
    mutating func measure(atLeast count: Int) -> String {
        while newsdesk.count < count { step() }
        let known = newsdesk.count
        let bytes = (ProcessFigures.ownMemory - emptyBytes) / max(1, known)
        let start = ProcessorClock.seconds
        let rounds = 2_000
        for _ in 0..<rounds { step() }
        let spent = Rounded.four((ProcessorClock.seconds - start) * 1e6 / Double(rounds))
        return "{\"known\":\(known),\"us_per_item\":\(spent),\"bytes_per_item\":\(bytes)}"
    }

    private mutating func step() {
        guard let item = items.next() else { return }
        let (verdict, annotation) = rooms.judge(item)
        let onTopic = Verdict(isOnTopic: true, score: verdict.score, kind: verdict.kind, evidence: verdict.evidence)
        let decision = newsdesk.decide(item, annotation, onTopic, isBacklog: false, at: item.firstSeen)
        newsdesk.take(item, annotation, onTopic, decision)
    }
}

/// The on-topic items of a file again and again, each time in other words of the same matter, ten minutes apart.
struct WovenItems {
    private let lines: [ItemLine]
    private var index = 0
    private var cycle = 1
    private var clock = Timestamp(seconds: 1_700_000_000)

    /// How many different ones there are.
    var count: Int { lines.count }

    init(_ lines: [ItemLine], _ rooms: Rooms) {
        let now = clock
        self.lines = lines.filter { line in
            line.item(id: "x", at: now).map { rooms.judge($0).verdict.isOnTopic } ?? false
        }
    }

    /// The next one, under an address of its own and without a date; nil where its line has no text.
    mutating func next() -> Item? {
        guard !lines.isEmpty else { return nil }
        if index == lines.count { (index, cycle) = (0, cycle + 1) }
        clock = clock.advanced(by: 600)
        defer { index += 1 }
        return lines[index].woven(with: "x\(cycle)").item(id: "c\(cycle)-\(index)", at: clock)
    }
}

extension ItemLine {
    /// The same item with a word after every second one.
    fileprivate func woven(with word: String) -> ItemLine {
        func weave(_ text: String?) -> String {
            let words = (text ?? "").split(separator: " ")
            return words.enumerated().map { $0.offset % 2 == 1 ? "\($0.element) \(word)" : String($0.element) }.joined(
                separator: " "
            )
        }
        return ItemLine(title: weave(title), summary: weave(summary), language: statedLanguage)
    }
}
