import Domain

/// The elements that are open, from the root.
struct OPMLNest {
    private var open: [(name: String, title: String?, place: Problem.Place)] = []
    private var isOPML = false
    private let deepest: Int

    init(deepest: Int) { self.deepest = deepest }

    /// Opens or closes the tag's element. True where it is an outline.
    mutating func takes(_ tag: TagScanner.Tag) throws(Problem) -> Bool {
        if tag.name.hasPrefix("/") {
            guard let last = open.popLast() else { throw Problem("<\(shown(tag.name))> closes nothing", at: tag.place) }
            guard "/\(last.name)" == tag.name else {
                throw Problem(
                    "<\(shown(tag.name))> stands where </\(shown(last.name))> of \(last.place.written) is to be closed",
                    at: tag.place,
                    remedy: "close it, or take the file from its program again"
                )
            }
            return false
        }
        if open.isEmpty {
            guard tag.name == "opml", !isOPML else {
                throw Problem(isOPML ? "a second root" : "is no OPML", at: tag.place, remedy: Self.remedy)
            }
            isOPML = true
        }
        guard open.count <= deepest else {
            throw Problem("outlines are nested more than \(deepest) deep", at: tag.place)
        }
        if !tag.isEmpty {
            // A feed with outlines in it is no group.
            let isGroup = tag.name == "outline" && tag.attributes["xmlurl"] == nil
            open.append((tag.name, isGroup ? OPML.name(of: tag) : nil, tag.place))
        }
        return tag.name == "outline"
    }

    /// The groups that a feed stands in, outermost first, then its own `category` attribute (a list of paths by commas).
    func tags(of tag: TagScanner.Tag) -> [String] {
        var tags = open.compactMap(\.title)
        let own = (tag.attributes["category"] ?? "").split(separator: ",").prefix(20).map {
            $0.split(separator: "/").joined(separator: "/").trimmingBlanks
        }
        for name in own where !name.isEmpty && !tags.contains(name) { tags.append(name) }
        return Array(tags.prefix(20))
    }

    /// The text is through.
    func end(_ path: String) throws(Problem) {
        guard isOPML else { throw Problem("is no OPML", at: .path(path), remedy: Self.remedy) }
        guard let last = open.last else { return }
        throw Problem(
            "<\(shown(last.name))> is never closed: the file ends before it",
            at: last.place,
            remedy: "take the whole file from its program again"
        )
    }

    private func shown(_ name: String) -> String { String(name.unicodeScalars.prefix(40)) }

    private static let remedy = "name an OPML file, or use \"list:\" for bare URLs"
}

extension StringProtocol {
    /// Without blanks at both ends.
    var trimmingBlanks: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
