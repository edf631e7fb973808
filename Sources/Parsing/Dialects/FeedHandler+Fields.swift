import Domain

/// What becomes of a field's text when its element ends.
extension FeedHandler {
    mutating func take(_ field: Capture) {
        switch field.field {
        case .feedTitle: offer(\.title, plain.string(text, field.mode), field.rank, \.title)
        case .feedDescription: offer(\.description, plain.string(text, field.mode), field.rank, \.description)
        case .feedLink: offer(\.link, link(), field.rank, \.link)
        case .feedLanguage: offer(\.language, token(), field.rank, \.language)
        case .ttl: document.ttlMinutes = token().flatMap { Int($0) }.flatMap { (0...1_000_000).contains($0) ? $0 : nil }
        case .hour: takeHour()
        case .day: takeDay()
        case .updatePeriod: ranks.period = token().flatMap(Self.seconds)
        case .updateFrequency: ranks.frequency = token().flatMap { Int($0) }.map { min(max($0, 1), 10_000) } ?? 1
        case .personName: person.name = person.name ?? plain.string(text, field.mode)
        case .personEmail: person.email = person.email ?? token()
        case .personURI: person.uri = person.uri ?? token()
        default: takeEntry(field)
        }
    }

    private mutating func takeEntry(_ field: Capture) {
        switch field.field {
        case .author, .podcastAuthor, .category, .keywords: if !isBrief { takeAside(field) }
        case .title: entry.offer(title: plain.string(text, field.mode), rank: field.rank)
        case .summary: entry.offer(summary: plain.string(text, field.mode), rank: field.rank)
        case .content: entry.offer(content: plain.string(text, field.mode), rank: field.rank)
        case .link: entry.offer(link: address(), rank: field.rank)
        case .originalLink: entry.originalLink = link()
        case .id: if field.rank >= 3 || entry.entry.id == nil { entry.entry.id = identifier() ?? entry.entry.id }
        case .language: entry.entry.language = entry.entry.language ?? token()
        case .published: if let time = date() { entry.offer(published: time, rank: field.rank) }
        case .updated: if let time = date() { entry.offer(updated: time, rank: field.rank) }
        case .date: if let time = date() { entry.offer(published: time, rank: 3) }
        default: break
        }
    }

    /// What nothing is judged or recognised by.
    private mutating func takeAside(_ field: Capture) {
        switch field.field {
        case .author: for author in AuthorText.names(plain.string(text, field.mode)) { entry.add(author: author) }
        case .podcastAuthor: entry.podcastAuthor = plain.string(text, field.mode)
        case .category: entry.add(category: plain.string(text, field.mode))
        case .keywords:
            for word in (plain.string(text, .plain) ?? "").split(separator: ",") {
                entry.add(category: String(word.drop { $0 == " " }))
            }
        default: break
        }
    }

    private mutating func offer(
        _ path: WritableKeyPath<FeedDocument, String?>,
        _ value: String?,
        _ rank: Int,
        _ held: WritableKeyPath<FeedRanks, Int>
    ) {
        guard let value, rank > ranks[keyPath: held] else { return }
        document[keyPath: path] = value
        ranks[keyPath: held] = rank
    }

    /// The text as an id: most are the entry's address, and then it is that very string.
    private func identifier() -> String? {
        if let url = entry.entry.url, text.spells(url) { return url }
        return token()
    }

    /// The text as an address, in the same way.
    private func address() -> String? {
        if let id = entry.entry.id, text.spells(id), URLResolver.isAbsolute(id) { return id }
        return link()
    }

    /// The text as an absolute URL. No method is passed as a value here: that would copy all of the handler.
    private func link() -> String? {
        guard let written = token() else { return nil }
        return resolved(written)
    }

    /// The text without white space around it; nil when empty.
    private func token() -> String? { PlainText.token(text) }

    private mutating func date() -> Timestamp? {
        if let time = DateParser.timestamp(text) { return time }
        if let written = token() { problems.add("bad-date", "\"\(written.prefix(80))\" is no date", line: line) }
        return nil
    }

    private mutating func takeHour() {
        guard let hour = token().flatMap({ Int($0) }), (0...24).contains(hour), document.skipHours.count < 24 else {
            return
        }
        if !document.skipHours.contains(hour % 24) { document.skipHours.append(hour % 24) }
    }

    private mutating func takeDay() {
        let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
        guard let written = token()?.lowercased(), let day = days.first(where: { $0.lowercased() == written }),
            !document.skipDays.contains(day)
        else { return }
        document.skipDays.append(day)
    }

    /// Seconds in a `sy:updatePeriod` (RSS 1.0 syndication module).
    private static func seconds(inPeriod text: String) -> Int? {
        switch text.lowercased() {
        case "hourly": 3_600
        case "daily": 86_400
        case "weekly": 604_800
        case "monthly": 2_592_000
        case "yearly": 31_536_000
        default: nil
        }
    }

    // MARK: - Markup inside a field

    mutating func open(markup name: String, _ attributes: Attributes) {
        guard var field = capture else { return }
        capture = nil
        if field.mode == .plain {
            // Atom text that has elements all the same: from here on it is markup, and what came before stays text.
            let before = text
            text.removeAll(keepingCapacity: true)
            for byte in before {
                switch byte {
                case 0x3C: text.append(contentsOf: "&lt;".utf8)
                case 0x26: text.append(contentsOf: "&amp;".utf8)
                default: text.append(byte)
                }
            }
            field.mode = .markup
        }
        if field.openMarkup.count < Self.deepest { field.openMarkup.append(name) }
        capture = field
        guard field.mode != .token, text.count < Self.longestField else { return }
        text.append(0x3C)
        text.append(contentsOf: name.utf8)
        if name == "img", let alternative = attributes.value("alt") {
            text.append(contentsOf: " alt=\"".utf8)
            text.append(contentsOf: alternative.utf8.lazy.map { $0 == 0x22 ? 0x27 : $0 })
            text.append(0x22)
        }
        text.append(0x3E)
    }

    mutating func close() {
        guard let name = capture?.openMarkup.popLast(), capture?.mode != .token, text.count < Self.longestField else {
            return
        }
        text.append(0x3C)
        text.append(0x2F)
        text.append(contentsOf: name.utf8)
        text.append(0x3E)
    }
}
