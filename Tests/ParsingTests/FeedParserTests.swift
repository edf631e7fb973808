import Domain
import Testing

@testable import Parsing

/// One document a dialect, whole values compared.
struct FeedParserTests {
    private func parse(_ text: String, base: String? = nil) throws -> FeedDocument {
        try FeedParser.parse(Array(text.utf8), contentType: nil, base: base)
    }

    @Test(arguments: [
        """
        <rss version="2.0"><channel><title>T</title><item><title>One</title><link>https://a.example/1</link><guid>1</guid>
        <author>jo@example.org (Jo)</author><category>Sea <b>salt</b></category><keywords>a, b</keywords>
        <enclosure url="/a.mp3"/><description>Text</description></item></channel></rss>
        """,
        """
        <feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><id>1</id><title>One</title>
        <link href="https://a.example/1"/><link rel="enclosure" href="https://a.example/a.mp3"/><category term="sea"/>
        <author><name>Jo</name></author><summary>Text</summary></entry></feed>
        """,
    ])
    func `a brief reading lacks what nothing is judged by, and no more`(_ text: String) throws {
        var whole = try FeedParser.parse(Array(text.utf8), contentType: nil, base: "https://a.example/")
        let brief = try FeedParser.parse(
            Array(text.utf8),
            contentType: nil,
            base: "https://a.example/",
            isBrief: true
        )
        #expect(!whole.entries[0].authors.isEmpty && !whole.entries[0].categories.isEmpty)
        whole.entries[0].authors = brief.entries[0].authors
        (whole.entries[0].categories, whole.entries[0].enclosures) = ([], [])
        #expect(brief == whole)
    }

    @Test func `RSS 2 with its modules`() throws {
        let document = try parse(
            """
            <?xml version="1.0"?>
            <rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/"
              xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
            <channel><title>Harbour &amp;amp; Sea</title><link>/</link><description>News</description><language>en-GB</language>
            <atom:link rel="self" href="rss.xml"/><atom:link rel="hub" href="https://hub.example/"/>
            <ttl>30</ttl><skipHours><hour>0</hour><hour>24</hour></skipHours><skipDays><day>sunday</day><day>Sunday</day></skipDays>
            <sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>
            <item><title>Ferry &lt;b&gt;late&lt;/b&gt;</title><link> /a </link><guid isPermaLink="false">g1</guid>
            <description>&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;</description><content:encoded><![CDATA[<h1>Full</h1>text]]></content:encoded>
            <author>jo@example.org (Jo Doe)</author><dc:creator>Al</dc:creator><category>Sea</category>
            <enclosure url="/a.mp3" length="1" type="audio/mpeg"/><pubDate>Fri, 15 Aug 2025 19:30:00 GMT</pubDate></item>
            <item><guid>https://news.example/b</guid></item>
            </channel></rss>
            """,
            base: "https://news.example/feeds/rss.xml"
        )
        #expect(document.format == .rss20)
        #expect(document.title == "Harbour & Sea")
        #expect(document.link == "https://news.example/")
        #expect(document.selfURL == "https://news.example/feeds/rss.xml")
        #expect(document.hubs == ["https://hub.example/"])
        #expect(document.ttlMinutes == 30)
        #expect(document.skipHours == [0])
        #expect(document.skipDays == ["Sunday"])
        #expect(document.updateInterval == 21_600)
        var first = Entry()
        first.id = "g1"
        first.url = "https://news.example/a"
        first.title = "Ferry late"
        first.summary = "One Two"
        first.content = "Full text"
        first.authors = ["Jo Doe", "Al"]
        first.published = Timestamp(rfc3339: "2025-08-15T19:30:00Z")
        first.categories = ["Sea"]
        first.enclosures = ["https://news.example/a.mp3"]
        var second = Entry()
        second.id = "https://news.example/b"
        second.url = "https://news.example/b"
        #expect(document.entries == [first, second])
        #expect(document.problems.isEmpty)
        #expect(document.isComplete)
    }

    static let atom = """
        <?xml version="1.0" encoding="utf-8"?>
        <feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://a.example/blog/" xml:lang="de">
        <title type="html">A &amp;lt;b&amp;gt; &lt;i&gt;c&lt;/i&gt;</title><subtitle>S</subtitle><link rel="self" href=""/>
        <link href="."/><author><name>Feed Author</name></author>
        <entry xml:lang="fr"><id>urn:1</id><title>1 &lt; 2 &amp;amp;</title><link href="one"/><link rel="enclosure" href="x.mp3"/>
        <summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">The &lt;blink&gt; <b>tag</b></div></summary>
        <content type="html">&lt;p&gt;x&lt;/p&gt;</content><category term="t" label="T"/>
        <published>2025-08-15T19:30:00+02:00</published><updated>2025-08-15T20:30:00Z</updated></entry>
        <entry><id>urn:2</id><title type="text">b</title><source><title>Other</title><author><name>Source Author</name></author></source></entry>
        </feed>
        """

    @Test func `Atom with its text types, bases and inherited authors`() throws {
        let document = try parse(Self.atom)
        #expect(document.format == .atom10)
        #expect(document.title == "A <b> c")
        #expect(document.description == "S")
        #expect(document.language == "de")
        #expect(document.link == "http://a.example/blog/")
        #expect(document.selfURL == "http://a.example/blog/")
        var first = Entry()
        first.id = "urn:1"
        first.url = "http://a.example/blog/one"
        first.title = "1 < 2 &amp;"
        first.summary = "The <blink> tag"
        first.content = "x"
        first.authors = ["Feed Author"]
        first.published = Timestamp(rfc3339: "2025-08-15T17:30:00Z")
        first.updated = Timestamp(rfc3339: "2025-08-15T20:30:00Z")
        first.categories = ["t"]
        first.enclosures = ["http://a.example/blog/x.mp3"]
        first.language = "fr"
        var second = Entry()
        second.id = "urn:2"
        second.title = "b"
        second.authors = ["Source Author"]
        #expect(document.entries == [first, second])
    }

    @Test(arguments: [
        ("<rss version='0.91'><channel/></rss>", FeedFormat.rss09x), ("<rss><channel/></rss>", .rss20),
        ("<rss version='2.0'/>", .rss20),
        ("<feed version='0.3' xmlns='http://purl.org/atom/ns#'/>", .atom03),
        ("<feed xmlns='http://www.w3.org/2005/Atom'/>", .atom10),
        ("<a:feed xmlns:a='http://www.w3.org/2005/Atom'/>", .atom10), ("<CHANNEL HREF='http://a.org/'/>", .cdf),
        ("<entry xmlns='http://www.w3.org/2005/Atom'><id>x</id></entry>", .atom10),
        (
            """
            <r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'><channel/></r:RDF>
            """, .rss10
        ),
        (
            """
            <r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://my.netscape.com/rdf/simple/0.9/'><channel/></r:RDF>
            """, .rss09x
        ),
    ])
    func `a dialect is known by its root`(text: String, format: FeedFormat) throws {
        #expect(try parse(text).format == format)
    }

    @Test func `RSS 1 takes its ids from rdf:about and its dates from Dublin Core`() throws {
        let document = try parse(
            """
            <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
              xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="http://a.org/"><title>t</title>
              <items><rdf:Seq><rdf:li rdf:resource="http://a.org/1"/></rdf:Seq></items></channel>
            <item rdf:about="http://a.org/1"><title>a</title><link>http://a.org/one</link><dc:date>2025-08-15</dc:date>
              <dc:subject>s</dc:subject></item></rdf:RDF>
            """
        )
        let entry = try #require(document.entries.first)
        #expect(document.entries.count == 1)
        #expect(entry.id == "http://a.org/1")
        #expect(entry.url == "http://a.org/one")
        #expect(entry.published == Timestamp(rfc3339: "2025-08-15"))
        #expect(entry.categories == ["s"])
    }

    @Test func `a news sitemap is a feed`() throws {
        let document = try parse(
            """
            <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
            <url><loc>https://a.org/1</loc><lastmod>2025-08-16</lastmod><news:news><news:publication><news:name>A</news:name>
            <news:language>en</news:language></news:publication><news:publication_date>2025-08-15T19:30:00Z</news:publication_date>
            <news:title>Ferry late</news:title><news:keywords>sea, harbour</news:keywords></news:news></url></urlset>
            """
        )
        var entry = Entry()
        entry.url = "https://a.org/1"
        entry.title = "Ferry late"
        entry.published = Timestamp(rfc3339: "2025-08-15T19:30:00Z")
        entry.updated = Timestamp(rfc3339: "2025-08-16")
        entry.categories = ["sea", "harbour"]
        entry.language = "en"
        #expect(document.format == .sitemap)
        #expect(document.entries == [entry])
    }

    @Test func `JSON Feed, with values of wrong types left out`() throws {
        let document = try parse(
            #"""
            {"version": "https://jsonfeed.org/version/1.1", "title": "T", "home_page_url": "/", "feed_url": "f.json", "language": "en",
             "authors": [{"name": "Al"}], "hubs": [{"type": "WebSub", "url": "https://hub.example/"}], "_x": [[[{"a": [1]}]]],
             "items": [{"id": 7, "url": "/7", "title": "A \u00e9 \ud83d\ude00", "content_html": "<p>x</p><p>y</p>", "tags": ["s", 4],
                        "date_published": "2025-08-15T19:30:00Z", "attachments": [{"url": "a.mp3"}, 3]},
                       "no item", {"id": "8", "content_text": "1 < 2", "authors": [{"name": "Bo"}], "title": {}}]}
            """#,
            base: "https://a.org/"
        )
        var first = Entry()
        first.id = "7"
        first.url = "https://a.org/7"
        first.title = "A é 😀"
        first.content = "x y"
        first.authors = ["Al"]
        first.categories = ["s"]
        first.published = Timestamp(rfc3339: "2025-08-15T19:30:00Z")
        first.enclosures = ["https://a.org/a.mp3"]
        var second = Entry()
        second.id = "8"
        second.content = "1 < 2"
        second.authors = ["Bo"]
        #expect(document.format == .jsonfeed)
        #expect(document.selfURL == "https://a.org/f.json")
        #expect(document.hubs == ["https://hub.example/"])
        #expect(document.entries == [first, second])
        #expect(document.problems.map(\.code) == ["bad-entry"])
    }

    @Test func `CDF, with what its items are called`() throws {
        let document = try parse(
            """
            <CHANNEL HREF="http://a.org/"><TITLE>T</TITLE><ABSTRACT>D</ABSTRACT>
            <ITEM HREF="http://a.org/1" LASTMOD="2025-08-15T19:30Z"><TITLE>a</TITLE><ABSTRACT>b</ABSTRACT></ITEM></CHANNEL>
            """
        )
        #expect(document.link == "http://a.org/")
        #expect(document.description == "D")
        #expect(document.entries.map(\.title) == ["a"])
        #expect(document.entries.first?.summary == "b")
        #expect(document.entries.first?.updated == Timestamp(rfc3339: "2025-08-15T19:30:00Z"))
    }

    @Test(
        arguments: [
            ("<guid>http://a.org/1</guid>", "http://a.org/1"), ("<guid isPermaLink='false'>http://a.org/1</guid>", nil),
            ("<guid>http://a.org/1</guid><link>http://a.org/2</link>", "http://a.org/2"),
            ("<a:link xmlns:a='http://www.w3.org/2005/Atom' href='http://a.org/3'/>", "http://a.org/3"),
            (
                "<f:origLink xmlns:f='http://rssnamespace.org/feedburner/ext/1.0'>http://a.org/4</f:origLink>",
                "http://a.org/4"
            ),
        ] as [(String, String?)]
    )
    func `an entry's address is its link, else its permalink`(inner: String, expected: String?) throws {
        #expect(
            try parse("<rss version='2.0'><channel><item>\(inner)</item></channel></rss>").entries.first?.url
                == expected
        )
    }

    @Test(arguments: [
        "javascript:run()", " JavaScript:run()", "java&#10;script:run()", "data:text/html,x", "vbscript:x",
    ])
    func `what a browser would run is no link of anything`(reference: String) throws {
        let document = try parse(
            """
            <rss version="2.0"><channel><link>\(reference)</link>
            <item><title>a</title><link>\(reference)</link><enclosure url="\(reference)"/><guid>\(reference)</guid></item>
            <item><title>b</title><link>\(reference)</link><guid>https://news.example/b</guid></item>
            </channel></rss>
            """
        )
        #expect(document.link == nil)
        #expect(document.entries.map(\.url) == [nil, "https://news.example/b"])
        #expect(document.entries.flatMap(\.enclosures).isEmpty)
        let json = try parse(
            """
            {"version": "https://jsonfeed.org/version/1.1", "title": "t",
             "items": [{"id": "1", "url": "\(reference.replacing("&#10;", with: "\\n"))", "content_text": "x"}]}
            """
        )
        #expect(json.entries.map(\.url) == [nil])
    }

    @Test(
        arguments: [
            ("<m:title>Media</m:title>", "Media", nil), ("<m:title>Media</m:title><title>Own</title>", "Own", nil),
            ("<m:group><m:title>In it</m:title><m:description>D</m:description></m:group>", "In it", "D"),
            (
                "<m:content url='x'><m:title>A &amp;amp; B</m:title></m:content><description>Own</description>",
                "A & B", "Own"
            ),
            ("<m:credit><m:title>Not this</m:title></m:credit>", nil, nil),
        ] as [(String, String?, String?)]
    )
    func `a picture's texts stand in for an entry's own`(inner: String, title: String?, summary: String?) throws {
        let document = try parse(
            """
            <rss version="2.0" xmlns:m="http://search.yahoo.com/mrss/"><channel><m:title>No</m:title>
            <item><link>https://news.example/a</link>\(inner)</item></channel></rss>
            """
        )
        #expect(document.title == nil)
        #expect(document.entries.map(\.title) == [title])
        #expect(document.entries.map(\.summary) == [summary])
    }
}
