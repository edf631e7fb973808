import Domain

/// One article as a feed shows it at this moment.
struct DemoEntry: Sendable {
    let title: String
    let summary: String
    let url: String
    let guid: String
    let published: Timestamp
}

/// Writes a feed document in an outlet's format.
enum DemoFormats {
    /// The document's bytes and their `Content-Type`.
    static func document(of outlet: DemoOutlet, _ entries: [DemoEntry]) -> (bytes: [UInt8], type: String) {
        switch outlet {
        case .wire, .capital: (Array(rss20(outlet, entries).utf8), "application/rss+xml; charset=utf-8")
        case .neva: (windows1251(rss20(outlet, entries)), "text/xml")
        case .post: (Array(atom(outlet, entries).utf8), "application/atom+xml")
        case .elbe: (Array(jsonFeed(outlet, entries).utf8), "application/feed+json")
        case .rhone: (Array(rdf(outlet, entries).utf8), "application/rdf+xml")
        case .faro: (Array(rss091(outlet, entries).utf8), "text/xml; charset=utf-8")
        case .monitor: (Array(sitemap(outlet, entries).utf8), "application/xml")
        }
    }

    private static func rss20(_ outlet: DemoOutlet, _ entries: [DemoEntry]) -> String {
        let encoding = outlet == .neva ? "windows-1251" : "UTF-8"
        let items = entries.map { entry in
            """
            <item><title>\(escaped(entry.title))</title><link>\(entry.url)</link>\
            <guid isPermaLink="false">\(entry.guid)</guid><pubDate>\(rfc822(entry.published))</pubDate>\
            <description><![CDATA[<p>\(entry.summary)</p>]]></description></item>
            """
        }
        return """
            <?xml version="1.0" encoding="\(encoding)"?>
            <rss version="2.0"><channel><title>\(outlet.name)</title><link>https://\(outlet.host)/</link>
            <description>\(outlet.name)</description><language>\(outlet.language)</language>
            \(items.joined(separator: "\n"))
            </channel></rss>
            """
    }

    private static func atom(_ outlet: DemoOutlet, _ entries: [DemoEntry]) -> String {
        let items = entries.map { entry in
            """
            <entry><title type="html">\(escaped(escaped(entry.title)))</title><link href="\(entry.url)"/>\
            <id>\(entry.guid)</id><updated>\(entry.published)</updated><published>\(entry.published)</published>\
            <summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>\(escaped(entry.summary))</p></div></summary>\
            </entry>
            """
        }
        let newest = entries.map(\.published).max() ?? Timestamp(seconds: 0)
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="\(outlet.language)"><title>\(outlet.name)</title>
            <id>https://\(outlet.host)/</id><updated>\(newest)</updated>
            \(items.joined(separator: "\n"))
            </feed>
            """
    }

    private static func jsonFeed(_ outlet: DemoOutlet, _ entries: [DemoEntry]) -> String {
        let items = entries.map { entry in
            """
            {"id": "\(entry.guid)", "url": "\(entry.url)", "title": "\(entry.title)", "date_published": \
            "\(entry.published)", "content_html": "<p>\(escaped(entry.summary))</p>"}
            """
        }
        return """
            {"version": "https://jsonfeed.org/version/1.1", "title": "\(outlet.name)", "language": "\(outlet.language)",
            "home_page_url": "https://\(outlet.host)/", "items": [
            \(items.joined(separator: ",\n"))]}
            """
    }

    private static func rdf(_ outlet: DemoOutlet, _ entries: [DemoEntry]) -> String {
        let items = entries.map { entry in
            """
            <item rdf:about="\(entry.url)"><title>\(escaped(entry.title))</title><link>\(entry.url)</link>\
            <description>\(escaped(entry.summary))</description><dc:date>\(entry.published)</dc:date></item>
            """
        }
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
             xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://\(outlet.host)/">
            <title>\(outlet.name)</title><link>https://\(outlet.host)/</link><dc:language>\(outlet.language)</dc:language>
            </channel>
            \(items.joined(separator: "\n"))
            </rdf:RDF>
            """
    }

    /// Without guids and dates: the time of first sight has to do.
    private static func rss091(_ outlet: DemoOutlet, _ entries: [DemoEntry]) -> String {
        let items = entries.map { entry in
            """
            <item><title>\(escaped(entry.title))</title><link>\(entry.url)</link>\
            <description>\(escaped(entry.summary))</description></item>
            """
        }
        return """
            <?xml version="1.0"?>
            <rss version="0.91"><channel><title>\(outlet.name)</title><link>https://\(outlet.host)/</link>
            <description>\(outlet.name)</description><language>\(outlet.language)</language>
            \(items.joined(separator: "\n"))
            </channel></rss>
            """
    }

    private static func sitemap(_ outlet: DemoOutlet, _ entries: [DemoEntry]) -> String {
        let items = entries.map { entry in
            """
            <url><loc>\(entry.url)</loc><news:news><news:publication><news:name>\(outlet.name)</news:name>\
            <news:language>\(outlet.language)</news:language></news:publication>\
            <news:publication_date>\(entry.published)</news:publication_date>\
            <news:title>\(escaped(entry.title))</news:title></news:news></url>
            """
        }
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
             xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
            \(items.joined(separator: "\n"))
            </urlset>
            """
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
    }

    /// RFC 822 with a four-digit year, as RSS 2.0 has it.
    static func rfc822(_ time: Timestamp) -> String {
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let civil = time.civil
        let clock = time.description.dropFirst(11).dropLast()
        let day = days[((time.day % 7) + 7) % 7]
        return "\(day), \(civil.day) \(months[civil.month - 1]) \(civil.year) \(clock) GMT"
    }

    /// Cyrillic letters and ASCII are all that the newsroom writes in it.
    private static func windows1251(_ text: String) -> [UInt8] {
        text.unicodeScalars.map { scalar in
            switch scalar.value {
            case 0..<0x80: UInt8(scalar.value)
            case 0x410...0x44F: UInt8(scalar.value - 0x410 + 0xC0)
            case 0x401: 0xA8
            case 0x451: 0xB8
            default: 0x3F
            }
        }
    }
}
