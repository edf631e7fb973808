import Testing

@testable import ConfigFile

struct ConfigurationMistakeTests {
    /// Lines that are added to a configuration that is in order, and all that is said of them.
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let lines: String
        let told: [String]
        var testDescription: String { name }

        init(_ name: String, _ lines: String, _ told: String...) {
            self.name = name
            self.lines = lines
            self.told = told
        }
    }

    /// Three lines, so that what is added begins at line 4.
    static let sound = "topic: topic.yaml\nseeds: seeds\nstate: state\n"

    static let cases: [Case] = [
        Case("nothing", "feeds: [{url: \"https://a.example/rss\"}]\n"),
        Case("no feed", "", "hotline.yaml:1:1: warning: there is no feed to poll; list one under \"feeds:\""),
        Case(
            "a typo at the top",
            "feds: []\n",
            "hotline.yaml:4:1: unknown key \"feds\"; did you mean \"feeds\"?"
        ),
        Case(
            "a typo in polling",
            "polling: {intervall: 5m}\n",
            "hotline.yaml:4:11: unknown key \"intervall\"; did you mean \"interval\"?"
        ),
        Case(
            "a bad duration",
            "polling:\n  timeout: half a minute\n",
            "hotline.yaml:5:12: \"half a minute\" is no duration; write it as 90s, 5m, 48h or 90d"
        ),
        Case(
            "a duration out of range",
            "polling: {timeout: 1h}\n",
            "hotline.yaml:4:20: \"1h\" is out of range; from 1s to 10m"
        ),
        Case(
            "bounds that cross",
            "polling: {min_interval: 2h, max_interval: 1h}\n",
            "hotline.yaml:4:25: min_interval is longer than max_interval; swap them"
        ),
        Case(
            "an interval under its bound",
            "polling: {interval: 1m, min_interval: 5m}\n",
            "hotline.yaml:4:21: interval is shorter than min_interval; make one of them fit"
        ),
        Case(
            "an interval over its bound",
            "polling: {interval: 3h, max_interval: 2h}\n",
            "hotline.yaml:4:21: interval is longer than max_interval; make one of them fit"
        ),
        Case(
            "no transfers at once",
            "polling: {concurrency: 0}\n",
            "hotline.yaml:4:24: 0 is out of range; from 1 to 1024"
        ),
        Case(
            "a size that is none",
            "polling: {max_body: ten}\n",
            "hotline.yaml:4:21: \"ten\" is no size; write it as 10MB, 512KB or a number of bytes"
        ),
        Case(
            "a feed as a bare text",
            "feeds:\n  - https://a.example/rss\n",
            "hotline.yaml:5:5: a feed is a block of keys; write \"- url: https://a.example/rss\""
        ),
        Case(
            "a feed without an address",
            "feeds:\n  - name: A\n",
            "hotline.yaml:5:5: a feed needs an address; add \"url:\" (or \"opml:\" or \"list:\")"
        ),
        Case(
            "a feed with two sources",
            "feeds:\n  - {url: \"https://a.example/\", opml: x.opml}\n",
            "hotline.yaml:5:5: a feed has one of url, opml and list; make an entry of each"
        ),
        Case(
            "a scheme that is refused",
            "feeds:\n  - url: file:///etc/passwd\n",
            "hotline.yaml:5:10: \"file:///etc/passwd\" is no http or https URL; write it as https://host/path"
        ),
        Case(
            "a bad URL does not tell its secrets",
            "feeds:\n  - url: \"https://me:pass@a.example:x/?key=1\"\n",
            "hotline.yaml:5:10: \"https://a.example:x/\" has no valid host and port; write it as https://host/path"
        ),
        Case(
            "a feed listed twice",
            "feeds:\n  - url: https://a.example/rss\n  - url: https://b.example/rss\n  - url: https://A.example:443/rss\n",
            "hotline.yaml:7:10: feed https://A.example:443/rss is listed twice, first at hotline.yaml:5:10; "
                + "take one of them out"
        ),
        Case(
            "a header with a bad name",
            "feeds:\n  - {url: \"https://a.example/\", headers: {\"X Key\": v}}\n",
            "hotline.yaml:5:52: \"X Key\" is no name of a header; use letters, digits and -"
        ),
        Case(
            "a header with a line break",
            "feeds:\n  - {url: \"https://a.example/\", headers: {X-Key: \"v\\r\\nw\"}}\n",
            "hotline.yaml:5:50: the header X-Key has a line break or a control character; write it on one line"
        ),
        Case(
            "a missing list",
            "feeds:\n  - opml: none.opml\n",
            "hotline.yaml:5:11: file none.opml does not exist; relative paths begin in the folder of this file"
        ),
        Case(
            "a webhook without name and url",
            "alerts: {webhooks: [{format: standard}]}\n",
            "hotline.yaml:4:21: \"name\" is missing; add \"name:\" to this block",
            "hotline.yaml:4:21: \"url\" is missing; add \"url:\" to this block"
        ),
        Case(
            "a webhook's URL is not printed",
            "alerts: {webhooks: [{name: desk, url: \"ftp://secret.example/abc\"}]}\n",
            "hotline.yaml:4:39: the webhook's url is no http or https URL; write it as https://host/path"
        ),
        Case(
            "a format that is none",
            "alerts: {webhooks: [{name: d, url: \"https://d.example/\", format: discrod}]}\n",
            "hotline.yaml:4:66: \"discrod\" is not known here; did you mean \"discord\"?"
        ),
        Case(
            "an event that is none",
            "alerts: {webhooks: [{name: d, url: \"https://d.example/\", events: story.open}]}\n",
            "hotline.yaml:4:66: \"story.open\" is not known here; did you mean \"story.opened\"?"
        ),
        Case(
            "two webhooks of one name",
            "alerts:\n  webhooks:\n    - {name: d, url: \"https://d.example/\"}\n    - {name: d, url: \"https://e.example/\"}\n",
            "hotline.yaml:7:14: two webhooks are named \"d\"; give each its own name"
        ),
        Case(
            "no wait at all",
            "alerts: {retry: []}\n",
            "hotline.yaml:4:17: a list of 1 to 100 waits is wanted here; as [5s, 5m, 30m, 2h]"
        ),
        Case(
            "a bad storm",
            "alerts: {storm: lots}\n",
            "hotline.yaml:4:17: \"lots\" is no limit; write it as 20/10m, or null"
        ),
        Case(
            "a network that is none",
            "network: {allow: [10.0.0.0/33]}\n",
            "hotline.yaml:4:19: \"10.0.0.0/33\" is no network; write it as 10.0.0.0/8, 192.0.2.7/32 or fd00::/8"
        ),
        Case(
            "a proxy that is none",
            "network: {proxy: localhost}\n",
            "hotline.yaml:4:18: this is no proxy; write it as http://host:port or socks5h://host:port"
        ),
        Case(
            "a certificate file that is not there",
            "network: {ca_file: /nowhere/ca.pem}\n",
            "hotline.yaml:4:20: file /nowhere/ca.pem does not exist; check the path"
        ),
        Case(
            "a listening address that is none",
            "status: {listen: everywhere}\n",
            "hotline.yaml:4:18: this is no address to listen on; write it as 127.0.0.1:7780, or null"
        ),
        Case(
            "a rule without terms",
            "watch: [{name: arms}]\n",
            "hotline.yaml:4:9: \"match\" is missing; add \"match:\" to this block"
        ),
        Case(
            "a term without letters",
            "watch: [{match: ['??']}]\n",
            "hotline.yaml:4:18: a term to watch for has letters or digits, and at most 200 bytes"
        ),
        Case(
            "a key twice",
            "seeds: seeds\n",
            "hotline.yaml:2:1: key \"seeds\" is given twice in one block; keep one; the first is here"
        ),
    ]

    @Test(arguments: cases)
    func `every mistake is told with its place and remedy`(_ sample: Case) throws {
        let folder = try Self.folder()
        let told = try folder.told(of: Self.sound + sample.lines)
        let noise = sample.told.contains { $0.contains("warning") } ? "" : "warning: "
        #expect(told.filter { noise.isEmpty || !$0.contains(noise) } == sample.told)
    }

    @Test func `a missing topic file and an unreachable seeds folder are told together`() throws {
        let folder = try Self.folder()
        let told = try folder.told(of: "topic: topics/none.yaml\nseeds: /nowhere/seeds\npolling: {timeout: never}\n")
        #expect(
            told == [
                "hotline.yaml:1:8: file topics/none.yaml does not exist; relative paths begin in the folder of this file",
                "hotline.yaml:2:8: folder /nowhere/seeds does not exist; check the path",
                "hotline.yaml:3:20: \"never\" is no duration; write it as 90s, 5m, 48h or 90d",
            ]
        )
    }

    @Test(
        arguments: [
            (
                "state: postgres://db/hotline",
                "hotline.yaml:1:8: warning: state is not built yet; PostgreSQL cannot hold the state; name a folder"
            ),
            (
                "alerts: {storm: 20/10m, webhooks: [{name: d, url: \"https://d.example/\", events: [story.opened]}]}",
                "hotline.yaml:1:81: warning: this destination gets every story on its own, also in a storm; add storm.digest if it is to fold"
            ),
            (
                "alerts: {webhooks: [{name: d, url: \"https://d.example/\", events: [story.opened, test.ping]}]}",
                "hotline.yaml:1:66: warning: test.ping is never raised; `hotline webhook test` sends one by hand"
            ),
            (
                "alerts: {webhooks: [{name: d, url: \"https://d.example/\", events: [storm.digest]}]}",
                "hotline.yaml:1:66: warning: storm.digest is never sent; set alerts.storm, as 20/10m"
            ),
            (
                "network: {proxy: \"http://p.example:8080\"}",
                "hotline.yaml:1:18: warning: with a proxy, it is the proxy that must refuse private addresses; see to it that it does: hotline sees the proxy's address alone"
            ),
        ])
    func `what is not built yet, or is a risk, is a warning`(_ text: String, _ warning: String) throws {
        let told = try Folder().told(of: text + "\n")
        #expect(told.contains(warning), "\(told)")
    }

    @Test func `null switches off without a word`() throws {
        let text = Self.sound + "status: {listen: null}\nsemantics: null\nalerts: {storm: null, min_outlets: 1}\n"
        let told = try Self.folder().told(
            of: text + "network: {proxy: null, ca_file: null}\nfeeds: {url: \"http://a.example\"}\n"
        )
        #expect(told == [])
    }

    static func folder() throws -> Folder {
        let folder = try Folder()
        try folder.write("topic.yaml", "name: t\n")
        try folder.make("seeds")
        return folder
    }
}
