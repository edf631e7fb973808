import Domain
import Testing

@testable import ConfigFile

struct ConfigurationFileTests {
    @Test func `a whole configuration is read`() throws {
        let folder = try ConfigurationMistakeTests.folder()
        let path = try folder.write(
            "hotline.yaml",
            """
            state: var
            seeds: seeds
            topic: topic.yaml
            watch:
              - {name: arms control, match: ["New START", "СНВ-III"]}
              - match: Novichok
            polling: {interval: 2m, min_interval: 30s, max_interval: 2h, timeout: 20s, max_body: 4MB, concurrency: 10, per_host: 1}
            feeds:
              - name: A
                url: https://a.example/rss
              - url: https://www.b.example/atom.xml?x=1#top
                interval: 15m
                headers: {X-Key: "${KEY}"}
                user_agent: desk
            alerts:
              max_age: 24h
              first_poll: 0
              grown: [2, 5]
              log: log/alerts.jsonl
              retry: [0.2, 2, 5m]
              webhooks:
                - name: desk
                  url: https://desk.example/hook
                  secret: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
                  events: story.opened
            network: {allow_private: true, allow: [10.0.0.0/8, "fd00::1"]}
            retention: 30d
            """
        )
        let (read, warnings) = try ConfigurationFile.load(path: path, environment: ["KEY": "k1"])

        var first = PollPolicy(interval: 120, minInterval: 30, maxInterval: 7_200, timeout: 20, maxBody: 4_000_000)
        var wanted = Configuration(path: path, state: .folder("\(folder.path)/var"), alerts: AlertPolicy())
        wanted.seeds = "\(folder.path)/seeds"
        wanted.topic = "\(folder.path)/topic.yaml"
        wanted.watch = [
            WatchRule(name: "arms control", match: ["New START", "СНВ-III"]),
            WatchRule(name: "Novichok", match: ["Novichok"]),
        ]
        wanted.polling.concurrency = 10
        wanted.polling.perHost = 1
        let feedA = Feed(id: FeedID("https://a.example/rss"), name: "A", policy: first)
        first.interval = 900
        var options = RequestOptions()
        options.headers = [HeaderField("X-Key", "k1")]
        options.userAgent = "desk"
        options.isPersonal = true
        let address = "https://www.b.example/atom.xml?x=1"
        wanted.feeds = [feedA, Feed(id: FeedID(address), name: "b.example/atom.xml", policy: first, request: options)]
        wanted.alerts.maxAge = 86_400
        wanted.alerts.firstPoll = 0
        wanted.alerts.grown = [2, 5]
        wanted.alerts.log = "\(folder.path)/var/log/alerts.jsonl"
        wanted.alerts.retry = [1, 2, 300]
        let key: [UInt8] = [
            0x31, 0xF2, 0x90, 0xF6, 0xBF, 0x06, 0x29, 0x8A, 0xAB, 0x4F, 0x08, 0xD4, 0x3C, 0x3F, 0x08, 0x2C, 0xF6, 0x48,
            0xA3, 0x62, 0xDA, 0x2D, 0xA4, 0xB0,
        ]
        wanted.alerts.receivers = [
            Receiver(
                name: "desk",
                url: "https://desk.example/hook",
                format: .standard,
                secret: key,
                events: [.storyOpened]
            )
        ]
        wanted.network.allowPrivate = true
        wanted.network.allow = ["10.0.0.0/8", "fd00::1/128"]
        wanted.retention = 30 * 86_400
        #expect(read == wanted)
        #expect(warnings == [])
    }

    @Test func `what is not written has the documented default`() throws {
        let folder = try Folder()
        let path = try folder.write("hotline.yaml", "feeds: [{url: \"http://a.example/\"}]\nwatch: {match: x1}\n")
        let read = try ConfigurationFile.load(path: path, environment: [:]).configuration
        #expect(read.state == .folder("/var/lib/hotline"))
        #expect(read.topic == nil && read.seeds == nil)
        #expect(read.feeds.map(\.policy) == [PollPolicy()])
        #expect(read.polling == PollingLimits())
        #expect(read.alerts.log == "/var/lib/hotline/alerts.jsonl")
        #expect(read.alerts.receivers == [])
        #expect(read.retention == 90 * 86_400)
    }

    @Test(
        arguments: [
            ("{interval: 6h}", PollPolicy(interval: 21_600, minInterval: 60, maxInterval: 21_600)),
            ("{interval: 1s, min_interval: 1}", PollPolicy(interval: 1, minInterval: 1, maxInterval: 3_600)),
            ("{interval: 10s}", PollPolicy(interval: 10, minInterval: 10, maxInterval: 3_600)),
            ("{min_interval: 20m}", PollPolicy(interval: 1_200, minInterval: 1_200, maxInterval: 3_600)),
            ("{max_interval: 2m}", PollPolicy(interval: 120, minInterval: 60, maxInterval: 120)),
            ("{max_interval: 30s}", PollPolicy(interval: 30, minInterval: 30, maxInterval: 30)),
        ])
    func `an interval given alone moves the bounds that nobody wrote`(_ polling: String, _ policy: PollPolicy) throws {
        let folder = try Folder()
        let path = try folder.write("hotline.yaml", "polling: \(polling)\nfeeds: [{url: \"http://a.example/\"}]\n")
        let read = try ConfigurationFile.load(path: path, environment: [:]).configuration
        #expect(read.feeds.map(\.policy) == [policy])
    }

    @Test func `a user and password go from the URL into the request`() throws {
        let folder = try Folder()
        let path = try folder.write("hotline.yaml", "feeds: [{url: \"https://me:p%40ss@a.example:8443/rss\"}]\n")
        let feed = try ConfigurationFile.load(path: path, environment: [:]).configuration.feeds.first
        #expect(feed?.id.url == "https://a.example:8443/rss")
        #expect(feed?.name == "a.example:8443/rss")
        #expect(feed?.request.basicAuth == "me:p@ss")
    }

    @Test func `lists bring their feeds, and an own entry says more than a list`() throws {
        let folder = try Folder()
        try folder.write(
            "room.opml",
            """
            <?xml version="1.0"?><!-- <outline xmlUrl="http://no.example/"/> -->
            <opml version="2.0"><body><outline text="World &amp; more">
            <outline type="rss" text="A &#233;" xmlUrl="http://a.example/rss?x=1&amp;y=2"/>
            <outline title='B > C' xmlUrl='http://b.example/rss' category='/x,/y/z'/></outline>
            </body></opml>
            """
        )
        try folder.write("urls.txt", "# mine\n\nhttp://c.example/rss\n  http://d.example/rss  The D\r\n")
        let path = try folder.write(
            "hotline.yaml",
            """
            feeds:
              - {opml: room.opml, interval: 10m, tags: [mine]}
              - {url: "http://b.example/rss", name: Own, interval: 7m}
              - list: urls.txt
            """
        )
        let (read, warnings) = try ConfigurationFile.load(path: path, environment: [:])
        #expect(read.feeds.map(\.name) == ["A é", "Own", "c.example/rss", "The D"])
        #expect(read.feeds.map(\.tags) == [["mine", "World & more"], [], [], []])
        #expect(read.lists == ["\(folder.path)/room.opml"])
        #expect(read.feeds.map(\.policy.interval) == [600, 420, 300, 300])
        #expect(read.feeds.map(\.id.url).first == "http://a.example/rss?x=1&y=2")
        let told = warnings.map(\.description).filter { $0.contains("twice") }
        #expect(
            told == [
                "\(path):3:11: warning: feed http://b.example/rss is listed twice, first at \(folder.path)/room.opml:4:1; "
                    + "the configuration's own entry counts, else the first"
            ]
        )
    }

    @Test(
        arguments: [
            ("<html></html>", "bad.opml:1:1: is no OPML; name an OPML file, or use \"list:\" for bare URLs"),
            (
                "<opml><!DOCTYPE x [<!ENTITY a 'b'>]>",
                "bad.opml:1:7: has a document type declaration with declarations of its own; take it out"
            ),
            ("<!DOCTYPE opml SYSTEM \"a", "bad.opml:1:1: this tag is not whole; mend its quotes or its end"),
            ("<!DOCTYPE opml", "bad.opml:1:1: this tag is not whole; mend its quotes or its end"),
            ("<opml>\n<outline xmlUrl=\"http://a", "bad.opml:2:1: this tag is not whole; mend its quotes or its end"),
            ("<opml>\n <outline xmlUrl=http://a>", "bad.opml:2:2: this tag is not whole; mend its quotes or its end"),
            (
                "<opml><body>\n<outline text='x'>\n</body></opml>",
                "bad.opml:3:1: </body> stands where </outline> of bad.opml:2:1 is to be closed; "
                    + "close it, or take the file from its program again"
            ),
            (
                "<opml><body>\n<outline text='x'/>\n",
                "bad.opml:1:7: <body> is never closed: the file ends before it; "
                    + "take the whole file from its program again"
            ),
            ("</opml>", "bad.opml:1:1: </opml> closes nothing"),
            ("<opml><!-- ", "bad.opml:1:7: this tag is not whole; mend its quotes or its end"),
        ])
    func `a hostile or broken list is refused with its line`(_ opml: String, _ told: String) throws {
        let folder = try Folder()
        try folder.write("bad.opml", opml)
        #expect(try folder.told(of: "feeds: [{opml: bad.opml}]\n") == [told])
    }

    @Test func `outlines nested without end are refused`() throws {
        let folder = try Folder()
        try folder.write("deep.opml", "<opml>" + String(repeating: "<outline>", count: 100_000))
        let told = try folder.told(of: "feeds: [{opml: deep.opml}]\n")
        #expect(told == ["deep.opml:1:583: outlines are nested more than 64 deep"])
    }

    @Test func `five thousand feeds are read`() throws {
        let folder = try Folder()
        let lines = (0..<5_000).map { "http://host\($0).example/rss\n" }.joined()
        try folder.write("urls.txt", lines)
        let path = try folder.write("hotline.yaml", "feeds: [{list: urls.txt}]\n")
        #expect(try ConfigurationFile.load(path: path, environment: [:]).configuration.feeds.count == 5_000)
    }
}
