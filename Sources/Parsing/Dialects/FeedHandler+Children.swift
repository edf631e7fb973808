import Domain

/// The children of a channel or feed and of an item or entry.
extension FeedHandler {
    mutating func feedChild(_ name: ElementName, _ attributes: Attributes) -> Scope {
        switch (name.namespace, name.local) {
        case (.core, .title), (.atom, .title): begin(.feedTitle, mode(name, attributes), rank: isNative(name) ? 3 : 2)
        case (.dublinCore, .title): begin(.feedTitle, .html, rank: 1)
        case (.core, .link), (.atom, .link): feedLink(name, attributes)
        case (.core, .description): begin(.feedDescription, .html, rank: 3)
        case (.core, .subtitle), (.atom, .subtitle), (.atom, .tagline), (.core, .tagline):
            begin(.feedDescription, mode(name, attributes), rank: isAtom ? 3 : 2)
        case (.dublinCore, .description): begin(.feedDescription, .html, rank: 1)
        case (.core, .language): begin(.feedLanguage, .token, rank: 3)
        case (.dublinCore, .language): begin(.feedLanguage, .token, rank: 2)
        case (.core, .ttl): begin(.ttl, .token)
        case (.core, .skiphours): return .skipHours
        case (.core, .skipdays): return .skipDays
        case (.syndication, .updateperiod): begin(.updatePeriod, .token)
        case (.syndication, .updatefrequency): begin(.updateFrequency, .token)
        case (_, .author) where name.isOwn && isAtom:
            person = PersonDraft()
            return .feedPerson
        default: break
        }
        return .ignored
    }

    mutating func entryChild(_ name: ElementName, _ attributes: Attributes) -> Scope {
        switch name.namespace {
        case .core, .atom: return ownChild(name, attributes)
        case .content where name.local == .encoded: begin(.content, .html, rank: 5)
        case .xhtml where name.local == .body: begin(.content, .markup, rank: 3)
        case .xhtml where name.local == .div: begin(.content, .markup, rank: 2)
        case .dublinCore: dublinCoreChild(name)
        case .dublinCoreTerms: termsChild(name)
        case .itunes: podcastChild(name)
        case .media: return mediaChild(name)
        case .feedburner where name.local == .origlink: begin(.originalLink, .token)
        default: break
        }
        return .ignored
    }

    private mutating func ownChild(_ name: ElementName, _ attributes: Attributes) -> Scope {
        switch name.local {
        case .title: begin(.title, mode(name, attributes), rank: isNative(name) ? 4 : 3)
        case .link: entryLink(name, attributes)
        case .guid:
            entry.idIsPermalink = attributes.value("isPermaLink").map { $0.lowercased() != "false" } ?? true
            begin(.id, .token, rank: 3)
        case .id: begin(.id, .token, rank: isAtom ? 3 : 2)
        case .description: begin(.summary, .html, rank: 4)
        case .abstract: begin(.summary, .html, rank: 2)
        case .summary: begin(.summary, mode(name, attributes), rank: 3)
        case .content: beginContent(name, attributes)
        case .encoded: begin(.content, .html, rank: 4)
        case .body, .fullitem: begin(.content, .html, rank: 2)
        case .author:
            guard isAtom || name.namespace == .atom else {
                begin(.author, .plain)
                person = PersonDraft()
                return .ignored
            }
            person = PersonDraft()
            return .entryPerson
        case .pubdate: begin(.published, .token, rank: 5)
        case .published, .issued: begin(.published, .token, rank: 4)
        case .created: begin(.published, .token, rank: 2)
        case .updated, .modified: begin(.updated, .token, rank: 4)
        case .category: category(name, attributes)
        case .enclosure where !isBrief: entry.add(enclosure: attributes.value("url").flatMap { resolved($0) })
        case .source: return isAtom || name.namespace == .atom ? .source : .ignored
        case .language: begin(.language, .token)
        case .date: begin(.date, .token)
        default: break
        }
        return .ignored
    }

    private mutating func dublinCoreChild(_ name: ElementName) {
        switch name.local {
        case .title: begin(.title, .html, rank: 2)
        case .description: begin(.summary, .html, rank: 1)
        case .creator, .author: begin(.author, .html)
        case .subject: begin(.category, .html)
        case .date: begin(.date, .token)
        case .language: begin(.language, .token)
        default: break
        }
    }

    /// A podcast's own elements stand in where there is nothing else.
    private mutating func podcastChild(_ name: ElementName) {
        switch name.local {
        case .author: begin(.podcastAuthor, .html)
        case .summary: begin(.summary, .html, rank: 0 + 1)
        default: break
        }
    }

    /// Media RSS: its texts are a picture's or a film's, and stand in where the entry has none of its own.
    mutating func mediaChild(_ name: ElementName) -> Scope {
        guard name.namespace == .media else { return .ignored }
        switch name.local {
        case .group, .content: return .media
        case .title: begin(.title, .html, rank: 1)
        case .description: begin(.summary, .html, rank: 1)
        default: break
        }
        return .ignored
    }

    private mutating func termsChild(_ name: ElementName) {
        switch name.local {
        case .created, .issued, .date: begin(.published, .token, rank: 1)
        case .modified: begin(.updated, .token, rank: 1)
        default: break
        }
    }

    private mutating func category(_ name: ElementName, _ attributes: Attributes) {
        if isAtom || name.namespace == .atom, let term = attributes.value("term") ?? attributes.value("label") {
            if isBrief { return }
            let text = term.isEmpty ? attributes.value("label") ?? "" : term
            entry.add(category: plain.string(Array(text.utf8), .plain))
            return
        }
        begin(.category, .html)
    }

    /// Whether an element is of the document's own dialect, and not one lent from another.
    private func isNative(_ name: ElementName) -> Bool { isAtom || name.namespace == .core }

    // MARK: - Links

    private mutating func feedLink(_ name: ElementName, _ attributes: Attributes) {
        guard let href = attributes.value("href") else {
            if name.namespace == .core || isAtom { begin(.feedLink, .token, rank: 3) }
            return
        }
        guard let url = target(href) else { return }
        switch relation(attributes) {
        case "alternate":
            let rank = isAtom ? isPage(attributes) ? 4 : 3 : 2
            if rank > ranks.link {
                document.link = url
                ranks.link = rank
            }
        case "self": document.selfURL = document.selfURL ?? url
        case "hub": if !document.hubs.contains(url), document.hubs.count < 20 { document.hubs.append(url) }
        default: break
        }
    }

    private mutating func entryLink(_ name: ElementName, _ attributes: Attributes) {
        guard let href = attributes.value("href") else {
            if relation(attributes) == "alternate" { begin(.link, .token, rank: name.namespace == .core ? 5 : 4) }
            return
        }
        switch relation(attributes) {
        case "alternate": entry.offer(link: target(href), rank: isAtom ? isPage(attributes) ? 4 : 3 : 2)
        case "enclosure" where !isBrief: entry.add(enclosure: target(href))
        default: break
        }
    }

    /// What a link's `href` points to; an empty one is the base itself (RFC 3986 §4.4).
    private func target(_ href: String) -> String? { href.isEmpty ? base : resolved(href) }

    /// The relation in lower case, without IANA's prefix; `alternate` where none is given (RFC 4287 §4.2.7.2).
    private func relation(_ attributes: Attributes) -> String {
        guard let rel = attributes.value("rel"), !rel.isEmpty else { return "alternate" }
        let prefix = "http://www.iana.org/assignments/relation/"
        return (rel.hasPrefix(prefix) ? String(rel.dropFirst(prefix.count)) : rel).lowercased()
    }

    private func isPage(_ attributes: Attributes) -> Bool {
        guard let type = attributes.value("type") else { return true }
        return type.isEmpty || type.hasPrefix("text/html") || type.hasPrefix("application/xhtml")
    }

    // MARK: - Text constructs

    /// How Atom's `type` and Atom 0.3's `mode` say a text is to be read (RFC 4287 §3.1); RSS is always HTML.
    private func mode(_ name: ElementName, _ attributes: Attributes) -> TextMode {
        guard isAtom || name.namespace == .atom else { return .html }
        let type = attributes.value("type")?.lowercased() ?? ""
        let mode = attributes.value("mode")?.lowercased() ?? ""
        if mode == "base64" { return type.contains("html") ? .base64HTML : .base64Plain }
        if type == "html" || type.hasPrefix("text/html") { return .html }
        if type == "xhtml" || type.hasPrefix("application/xhtml") { return mode == "escaped" ? .html : .markup }
        if mode == "escaped", type.isEmpty { return .html }
        if type.contains("/"), !type.hasPrefix("text/") { return type.hasSuffix("xml") ? .markup : .maybeBase64 }
        return .plain
    }

    private mutating func beginContent(_ name: ElementName, _ attributes: Attributes) {
        guard isAtom || name.namespace == .atom else { return begin(.content, .html, rank: 1) }
        if attributes.value("src") != nil { return }
        begin(.content, mode(name, attributes), rank: isAtom ? 5 : 3)
    }
}
