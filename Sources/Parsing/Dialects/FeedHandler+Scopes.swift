import Domain

/// Which element means what, by the scope it stands in.
extension FeedHandler {
    mutating func scope(of name: ElementName, in parent: Scope, _ attributes: Attributes) -> Scope {
        if isEntry(name, in: parent) {
            if entry.isOpen { finishEntry() }
            beginEntry(attributes)
            return .entry
        }
        switch parent {
        case .document:
            if name.local == .channel { foundChannel = true }
            if name.isNetscape { format = .rss09x }
            return name.local == .channel && name.isOwn ? .feed : .ignored
        case .feed: return isCDF ? cdf(name, attributes, inEntry: false) : feedChild(name, attributes)
        case .entry:
            if isCDF { return cdf(name, attributes, inEntry: true) }
            return isSitemap ? sitemapChild(name) : entryChild(name, attributes)
        case .news: return sitemapChild(name)
        case .media: return mediaChild(name)
        case .source:
            person = PersonDraft()
            return name.isPerson ? .sourcePerson : .ignored
        case .feedPerson, .entryPerson, .sourcePerson: return personChild(name)
        case .skipHours:
            if name.local == .hour { begin(.hour, .token) }
            return .ignored
        case .skipDays:
            if name.local == .day { begin(.day, .token) }
            return .ignored
        case .publication:
            if name.local == .language { begin(.language, .token) }
            return .ignored
        case .ignored: return .ignored
        }
    }

    /// Closes what an element opened.
    mutating func leave(_ scope: Scope) {
        switch scope {
        case .entry: finishEntry()
        case .feedPerson:
            if let text = person.text, !feedAuthors.contains(text) { feedAuthors.append(text) }
        case .entryPerson: entry.add(author: person.text)
        case .sourcePerson:
            if let text = person.text { entry.sourceAuthors.append(text) }
        default: break
        }
    }

    private func isEntry(_ name: ElementName, in parent: Scope) -> Bool {
        switch name.local {
        case .item: name.isOwn && parent != .source
        case .entry: name.isOwn && (parent == .feed || parent == .entry || parent == .document)
        case .url: isSitemap && parent == .feed
        default: false
        }
    }

    private mutating func personChild(_ name: ElementName) -> Scope {
        switch name.local {
        case .name, .title: begin(.personName, .plain)
        case .email: begin(.personEmail, .token)
        case .uri, .url: begin(.personURI, .token)
        default: break
        }
        return .ignored
    }

    mutating func beginEntry(_ attributes: Attributes) {
        if document.entries.count >= Self.mostEntries {
            problems.add("too-many-entries", "only the first \(Self.mostEntries) entries were read", line: line)
            isDone = true
            return
        }
        entry = EntryDraft()
        entry.isOpen = true
        entry.entry.language = ownLanguage
        if format == .rss10 { entry.about = attributes.value("about") }
        if isCDF { cdfItem(attributes) }
    }

    mutating func finishEntry() {
        guard entry.isOpen else { return }
        entry.finish()
        // Handed over, not copied.
        var finished = Entry()
        swap(&finished, &entry.entry)
        document.entries.append(finished)
    }

    /// The root element is closed: what is inherited can be given out.
    mutating func finish() {
        if let period = ranks.period { document.updateInterval = period / max(1, ranks.frequency) }
        guard isAtom, !feedAuthors.isEmpty else { return }
        for index in document.entries.indices where document.entries[index].authors.isEmpty {
            document.entries[index].authors = feedAuthors
        }
    }
}

extension ElementName {
    /// RSS's or Atom's own, or without a namespace.
    var isOwn: Bool { namespace == .core || namespace == .atom || namespace == .sitemap }
    var isPerson: Bool { local == .author && isOwn }
}
