import Domain

extension ConfigurationReader {
    private static let sourceKeys = ["url", "opml", "list"]

    /// Every feed of the section, those of OPML files and lists in place of their entry.
    func feeds(_ value: YAMLValue?, defaults: PollPolicy) -> [Feed] {
        var roster = FeedRoster(file: file, takesBadAddresses: takesBadAddresses)
        for entry in value?.list() ?? [] {
            if let text = entry.written {
                entry.note("a feed is a block of keys", remedy: "write \"- url: \(WebAddress.shown(text))\"")
                continue
            }
            let keys = ["name"] + Self.sourceKeys + Self.policyKeys + Self.requestKeys + ["tags"]
            guard let mapping = entry.mapping(keys: keys) else { continue }
            let policy = policy(mapping, over: defaults)
            let request = request(mapping)
            let tags = tags(mapping)
            let sources = Self.sourceKeys.filter { mapping.given($0) != nil }
            guard sources.count == 1, let source = sources.first, let place = mapping.given(source) else {
                mapping.note(
                    sources.isEmpty ? "a feed needs an address" : "a feed has one of url, opml and list",
                    remedy: sources.isEmpty ? "add \"url:\" (or \"opml:\" or \"list:\")" : "make an entry of each"
                )
                continue
            }
            if source == "url" {
                guard let url = needsSecrets ? place.string() : place.stringOrWritten() else { continue }
                let name = mapping.given("name")?.string()
                let listing = Listing(url: url, name: name, place: place.place, tags: tags)
                roster.add(listing, policy: policy, request: request, isOwn: true)
            } else {
                mapping.key("name")?.note("a list has no name of its own", remedy: "take \"name:\" out")
                for var listing in listings(in: place, isOPML: source == "opml") {
                    listing.tags = tags + listing.tags.filter { !tags.contains($0) }
                    roster.add(listing, policy: policy, request: request, isOwn: false)
                }
            }
        }
        return roster.feeds
    }

    /// Words that an editor sorts feeds under; the first is a feed's group in `feeds export`.
    private func tags(_ mapping: YAMLMapping) -> [String] {
        (mapping.given("tags")?.list() ?? []).prefix(20).compactMap { value in
            guard let text = value.string() else { return nil }
            let isFit = !text.isEmpty && text.utf8.count <= 100 && !text.contains(",") && !text.hasPrefix("/")
            if !isFit { value.note("a tag has 1 to 100 bytes, no comma, and no / before it") }
            return isFit ? text : nil
        }
    }

    /// The OPML lists that the section names, as paths.
    func lists(_ value: YAMLValue?) -> [String] {
        (value?.list() ?? []).compactMap { entry in
            entry.known?.given("opml")?.written.map { Paths.absolute($0, in: folder) }
        }
    }

    private func listings(in value: YAMLValue, isOPML: Bool) -> [Listing] {
        guard let path = path(value, wanted: .file) else { return [] }
        do {
            let text = try TextFile(path: path, mostBytes: 64_000_000, isXML: isOPML).text
            let listings = isOPML ? try OPML.listings(in: text, path: path) : URLList.listings(in: text, path: path)
            if listings.isEmpty {
                value.note("\(path) lists no feed", remedy: "is it the right file?", severity: .warning)
            }
            return listings
        } catch {
            file.note(error)
            return []
        }
    }
}

/// A feed as a file lists it.
struct Listing {
    let url: String
    let name: String?
    let place: Problem.Place
    /// The groups that it stands in.
    var tags: [String] = []
}

/// Collects feeds and finds those that are listed twice.
struct FeedRoster {
    static let mostFeeds = 100_000

    let file: StrictYAML
    private(set) var feeds: [Feed] = []
    private var places: [String: (index: Int, place: Problem.Place, isOwn: Bool)] = [:]
    private var isFull = false

    private let takesBadAddresses: Bool

    init(file: StrictYAML, takesBadAddresses: Bool) {
        self.file = file
        self.takesBadAddresses = takesBadAddresses
    }

    /// Takes one listing in, or notes why not. `isOwn`: it is the configuration's own entry, not from a list it names; a list
    /// is another program's, and one bad address in it keeps nobody from the others.
    mutating func add(_ listing: Listing, policy: PollPolicy, request: RequestOptions, isOwn: Bool) {
        let (parsed, reason) = WebAddress.parse(listing.url)
        guard let address = parsed else {
            let shown = WebAddress.shown(listing.url)
            file.note(
                Problem(
                    "\"\(shown)\" \(reason)",
                    at: listing.place,
                    remedy: "write it as https://host/path\(isOwn ? "" : "; it is left out")",
                    severity: takesBadAddresses || !isOwn ? .warning : .error
                )
            )
            if takesBadAddresses, isOwn {
                feeds.append(Feed(id: FeedID(listing.url), name: listing.name ?? shown, policy: policy))
            }
            return
        }
        guard feeds.count < Self.mostFeeds else {
            if !isFull {
                file.note(Problem("more than \(Self.mostFeeds) feeds", at: listing.place, remedy: "split them"))
            }
            isFull = true
            return
        }
        var request = request
        request.basicAuth = request.basicAuth ?? address.credentials
        if address.credentials != nil { request.isPersonal = true }
        let feed = Feed(
            id: FeedID(address.url),
            name: listing.name ?? address.label,
            policy: policy,
            request: request,
            tags: listing.tags
        )
        if let known = places[address.identity] {
            noteTwice(listing, known.place, bothOwn: isOwn && known.isOwn)
            // An entry of its own says more than a list does.
            guard isOwn, !known.isOwn else { return }
            feeds[known.index] = feed
            places[address.identity] = (known.index, listing.place, true)
            return
        }
        places[address.identity] = (feeds.count, listing.place, isOwn)
        feeds.append(feed)
    }

    /// Two entries of the configuration contradict; a list that repeats one is told, and does no harm.
    private func noteTwice(_ listing: Listing, _ first: Problem.Place, bothOwn: Bool) {
        file.note(
            Problem(
                "feed \(WebAddress.shown(listing.url)) is listed twice, first at \(first.written)",
                at: listing.place,
                remedy: bothOwn ? "take one of them out" : "the configuration's own entry counts, else the first",
                severity: bothOwn ? .error : .warning
            )
        )
    }
}

extension Problem.Place {
    /// As it stands before a message.
    var written: String {
        switch self {
        case .file(let path, let line, let column): "\(path):\(line):\(column)"
        case .path(let path): path
        case .url(let url): url
        case .nowhere: "an unknown place"
        }
    }
}
