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
    /// The members of its object for `--json`, as far as they are known; nil without.
    private let members: Spill.Piece?

    /// `spill` takes what `--json` will tell; nil without.
    init(_ report: PollReport, _ spill: Spill?) {
        id = report.feed.id
        name = report.feed.name
        outcome = report.outcome
        new = report.new
        alerts = report.alerts
        error = report.error
        isStored = report.isStored
        members = spill.map { spill in
            var line = JSONLine()
            line.string("error", report.error)
            line.number("new", report.new)
            line.string("outcome", report.outcome.rawValue)
            line.strings("titles", Self.shortened(report.titles))
            line.string("url", report.feed.id.url)
            return spill.keep(line.members)
        }
    }

    /// The whole object; `items` are the different items of the feed that are known now.
    func json(items: Int, _ spill: Spill) -> [UInt8] {
        var bytes = Array("{\"items\":\(items)".utf8)
        if let members, let known = spill.bytes(of: members) {
            bytes.append(UInt8(ascii: ","))
            bytes.append(contentsOf: known)
        }
        bytes.append(UInt8(ascii: "}"))
        return bytes
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
