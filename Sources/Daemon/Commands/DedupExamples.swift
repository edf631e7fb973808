import Deduplicating
import Domain

/// Labelled pairs and streams as `hotline tune-dedup` reads them.
struct DedupExamples {
    private(set) var pairs: [DedupTuner.Pair] = []
    private(set) var arrivals: [DedupTuner.Arrival] = []
    /// Texts and developments that belong together: a headline that is in two pairs ties them.
    private var parents: [String: String] = [:]
    private var streams = 0
    private let rooms: Rooms

    init(_ rooms: Rooms) { self.rooms = rooms }

    /// The examples with their groups named alike.
    var tuner: DedupTuner {
        DedupTuner(
            pairs: pairs.map {
                DedupTuner.Pair(inputs: $0.inputs, isOne: $0.isOne, group: root(of: $0.group), weight: $0.weight)
            },
            arrivals: arrivals.map {
                DedupTuner.Arrival(
                    stories: $0.stories,
                    development: $0.development,
                    before: $0.before,
                    group: root(of: $0.group),
                    stream: $0.stream
                )
            }
        )
    }

    private struct PairLine: Decodable {
        let a: ItemLine
        let b: ItemLine
        let relation: String
    }

    private static let remedy = "see `hotline help tune-dedup` for what a line holds"
    private static let alike = ["same-item", "near-duplicate", "excerpt", "same-event"]

    mutating func readPairs(_ path: String) throws {
        let newsdesk = rooms.newsdesk()
        try JSONLines.each(PairLine.self, in: path, remedy: Self.remedy) { line in
            let times = [line.a.time(else: Timestamp(seconds: 0)), line.b.time(else: Timestamp(seconds: 0))]
            guard let a = line.a.item(id: "a", at: times[0]), let b = line.b.item(id: "b", at: times[1]) else { return }
            let (left, right) = times[0] <= times[1] ? (a, b) : (b, a)
            tie(left.title, right.title)
            pairs.append(
                DedupTuner.Pair(
                    inputs: newsdesk.inputs(
                        of: right,
                        rooms.judge(right).annotation,
                        to: left,
                        rooms.judge(left).annotation
                    ),
                    isOne: Self.alike.contains(where: line.relation.hasPrefix),
                    group: left.title,
                    weight: 1
                )
            )
        }
    }

    private struct StreamLine: Decodable {
        let item: ItemLine
        let development: String?

        private enum CodingKeys: String, CodingKey { case development }

        init(from decoder: any Decoder) throws {
            item = try ItemLine(from: decoder)
            development = try decoder.container(keyedBy: CodingKeys.self)
                .decodeIfPresent(String.self, forKey: .development)
        }
    }

    /// Every labelled item is taken into the story of its development, so that what was learnt wrong does not add up.
    mutating func readStream(_ path: String) throws {
        streams += 1
        var newsdesk = rooms.newsdesk()
        var told: [String: Int] = [:]
        var clock = Timestamp(seconds: 0)
        try JSONLines.each(StreamLine.self, in: path, remedy: Self.remedy) { line in
            clock = max(clock, line.item.time(else: clock))
            guard let id = line.item.id, let item = line.item.item(id: id, at: clock) else { return }
            let (verdict, annotation) = rooms.judge(item)
            let onTopic = Verdict(isOnTopic: true, score: 1, kind: verdict.kind, evidence: [])
            let name = line.development.map { "\(streams):\($0)" }
            if let name {
                tie(item.title, name)
                arrivals.append(
                    DedupTuner.Arrival(
                        stories: newsdesk.stories(near: item, annotation),
                        development: name,
                        before: told[name] ?? 0,
                        group: name,
                        stream: streams
                    )
                )
                told[name, default: 0] += 1
            }
            let story = StoryID(name ?? "item:\(id)")
            let decision = Decision(kind: .alert, nearness: .unknown, story: story, reason: "labelled")
            newsdesk.take(item, annotation, onTopic, decision)
        }
    }

    // MARK: groups

    private mutating func tie(_ one: String, _ other: String) {
        let (left, right) = (root(of: one), root(of: other))
        if left != right { parents[left] = right }
    }

    private func root(of name: String) -> String {
        var name = name
        while let parent = parents[name], parent != name { name = parent }
        return name
    }
}
