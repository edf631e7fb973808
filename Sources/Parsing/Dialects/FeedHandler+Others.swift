import Domain

/// CDF (Channel Definition Format 1.0) and news sitemaps.
extension FeedHandler {
    mutating func cdfChannel(_ attributes: Attributes) {
        if let href = attributes.value("HREF") { document.link = resolved(href) }
        document.selfURL = attributes.value("SELF").flatMap { resolved($0) }
    }

    mutating func cdfItem(_ attributes: Attributes) {
        entry.offer(link: attributes.value("HREF").flatMap { resolved($0) }, rank: 5)
        if let time = attributes.value("LASTMOD").flatMap({ DateParser.timestamp(Array($0.utf8)) }) {
            entry.offer(updated: time, rank: 4)
        }
    }

    mutating func cdf(_ name: ElementName, _ attributes: Attributes, inEntry: Bool) -> Scope {
        switch name.local {
        case .title: begin(inEntry ? .title : .feedTitle, .html, rank: 4)
        case .abstract, .description: begin(inEntry ? .summary : .feedDescription, .html, rank: 4)
        case .link: begin(inEntry ? .link : .feedLink, .token, rank: 3)
        case .a:
            guard let href = attributes.value("HREF"), let url = resolved(href) else { break }
            if inEntry { entry.offer(link: url, rank: 4) } else { document.link = document.link ?? url }
        case .guid: begin(.id, .token, rank: 3)
        case .pubdate: if inEntry { begin(.published, .token, rank: 4) }
        case .channel: return .feed
        default: break
        }
        return .ignored
    }

    /// Google's news extension of sitemaps: `news:news` in a `url` (sitemap 0.9).
    mutating func sitemapChild(_ name: ElementName) -> Scope {
        switch (name.namespace, name.local) {
        case (.news, .news):
            foundNews = true
            return .news
        case (.news, .publication): return .publication
        case (.news, .title): begin(.title, .html, rank: 5)
        case (.news, .publicationDate): begin(.published, .token, rank: 5)
        case (.news, .keywords): begin(.keywords, .plain)
        case (.news, _), (.other, _), (.media, _): break
        case (_, .loc): begin(.link, .token, rank: 5)
        case (_, .lastmod): begin(.updated, .token, rank: 5)
        default: break
        }
        return .ignored
    }
}
