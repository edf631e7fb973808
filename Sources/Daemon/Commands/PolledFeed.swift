import Domain

/// What `hotline poll` keeps of a feed's poll until it tells of all.
struct PolledFeed: Sendable {
    let id: FeedID
    let name: String
    let outcome: PollReport.Outcome
    let new: Int
    let alerts: Int
    let error: String?
    let isStored: Bool
    /// The titles of what it brought, for `--json`, as its list; nil without.
    private let titles: Spill.Piece?

    /// `spill` takes what is long of that which `--json` will tell; nil without.
    init(_ report: PollReport, _ spill: Spill?) {
        id = report.feed.id
        name = report.feed.name
        outcome = report.outcome
        new = report.new
        alerts = report.alerts
        error = report.error
        isStored = report.isStored
        titles = spill.map { spill in
            var line = JSONLine()
            line.strings("titles", Self.shortened(report.titles))
            return spill.keep(line.members)
        }
    }

    /// The whole object; `items` are the different items of the feed that are known now. Nil where the disk does not give
    /// back what was laid aside.
    func json(items: Int, _ spill: Spill) -> [UInt8]? {
        guard let titles, let known = spill.bytes(of: titles) else { return nil }
        var line = JSONLine()
        line.number("items", items)
        line.string("error", error)
        line.number("new", new)
        line.string("outcome", outcome.rawValue)
        line.string("url", id.url)
        var object: [UInt8] = []
        object.reserveCapacity(line.members.count + known.count + 3)
        object.append(UInt8(ascii: "{"))
        object.append(contentsOf: line.members)
        object.append(UInt8(ascii: ","))
        object.append(contentsOf: known)
        object.append(UInt8(ascii: "}"))
        return object
    }

    /// A server decides how long its titles are, not how much we print: 300 scalars each, 64 KB in all.
    private static func shortened(_ titles: [String]) -> [String] {
        var room = 65_536
        // Nearly always all of them.
        if titles.allSatisfy({ $0.utf8.count <= 300 }), titles.reduce(0, { $0 + $1.utf8.count }) <= room {
            return titles
        }
        var kept: [String] = []
        for title in titles {
            let short =
                title.utf8.count <= 300 ? title : String(String.UnicodeScalarView(title.unicodeScalars.prefix(300)))
            room -= short.utf8.count
            guard room >= 0 else { break }
            kept.append(short)
        }
        return kept
    }
}
