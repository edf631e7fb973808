import Domain
import Testing

@testable import ConfigFile

struct StrictYAMLTests {
    /// One text, and all that is said of it when it is read as `Sample` below.
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let text: String
        let told: [String]
        var testDescription: String { name }

        init(_ name: String, _ text: String, _ told: String...) {
            self.name = name
            self.text = text
            self.told = told
        }
    }

    static let cases: [Case] = [
        Case("all is well", "title: News\ncount: 3\nwait: 5m\nsize: 10MB\nshare: 0.5\nlive: true\nwords: [a, b]\n"),
        Case("a typo in a key", "titel: News\n", #"f.yaml:1:1: unknown key "titel"; did you mean "title"?"#),
        Case(
            "a key that is like none",
            "zebra: 1\n",
            #"f.yaml:1:1: unknown key "zebra"; known here: title, count, wait, size, share, live, words"#
        ),
        Case(
            "several mistakes at once, in the file's order",
            "wait: 5 minutes\ncount: many\ntitel: x\n",
            #"f.yaml:1:7: "5 minutes" is no duration; write 5m for minutes"#,
            #"f.yaml:2:8: "many" is no whole number; write it in digits, without quotes"#,
            #"f.yaml:3:1: unknown key "titel"; did you mean "title"?"#
        ),
        Case(
            "a bare word as duration",
            "wait: soon\n",
            #"f.yaml:1:7: "soon" is no duration; write it as 90s, 5m, 48h or 90d"#
        ),
        Case("weeks", "wait: 2w\n", #"f.yaml:1:7: "2w" is no duration; write it in days, as 14d"#),
        Case(
            "a negative duration",
            "wait: -5m\n",
            #"f.yaml:1:7: "-5m" is no duration; write it as 90s, 5m, 48h or 90d"#
        ),
        Case(
            "a duration out of range",
            "wait: 200000d\n",
            #"f.yaml:1:7: "200000d" is out of range; from 0s to 36600d"#
        ),
        Case(
            "a quoted number",
            "count: \"3\"\n",
            #"f.yaml:1:8: "3" is no whole number; write it in digits, without quotes"#
        ),
        Case(
            "an octal trap",
            "count: 010\n",
            #"f.yaml:1:8: "010" is no whole number; write it in digits, without quotes"#
        ),
        Case(
            "a float where an int is asked",
            "count: 1e3\n",
            #"f.yaml:1:8: "1e3" is no whole number; write it in digits, without quotes"#
        ),
        Case("an int out of range", "count: 2000\n", "f.yaml:1:8: 2000 is out of range; from 0 to 1000"),
        Case(
            "yes is not true",
            "live: yes\n",
            #"f.yaml:1:7: "yes" is neither true nor false; write true or false, without quotes"#
        ),
        Case(
            "a number that is none",
            "share: .nan\n",
            #"f.yaml:1:8: ".nan" is no number; write it as 0.5 or 12, without quotes"#
        ),
        Case("a share out of range", "share: 1.5\n", "f.yaml:1:8: 1.5 is out of range; from 0.0 to 1.0"),
        Case(
            "a size that is none",
            "size: big\n",
            #"f.yaml:1:7: "big" is no size; write it as 10MB, 512KB or a number of bytes"#
        ),
        Case(
            "a truth value as text",
            "title: true\n",
            "f.yaml:1:8: a text is wanted here, not true; put it in quotes if it is meant as a word"
        ),
        Case("nothing as text", "title:\n", #"f.yaml:1:7: a text is wanted here, but it is empty"#),
        Case("a list as text", "title: [a]\n", "f.yaml:1:8: a text is wanted here, not a list"),
        Case("a block as text", "title: {a: b}\n", "f.yaml:1:8: a text is wanted here, not a block of keys"),
        Case(
            "a list instead of the file's block",
            "- a\n",
            "f.yaml:1:1: a block of keys is wanted here; each as \"key: value\"; known: title, count, wait, size, share, live, words"
        ),
        Case(
            "an empty file",
            "",
            "f.yaml: a block of keys is wanted here, but it is empty; each as \"key: value\"; known: title, count, wait, size, share, live, words"
        ),
        Case(
            "a key twice",
            "title: a\ncount: 1\ntitle: b\n",
            #"f.yaml:1:1: key "title" is given twice in one block; keep one; the first is here"#
        ),
        Case(
            "a key twice, once in quotes",
            "title: a\n\"title\": b\n",
            #"f.yaml:1:1: key "title" is given twice in one block; keep one; the first is here"#
        ),
        Case(
            "an anchor",
            "title: &a News\n",
            "f.yaml:1:8: anchors and aliases are not supported; write the value out where it is needed"
        ),
        Case(
            "an alias bomb",
            "a: &a [x]\nb: [*a,*a,*a,*a,*a,*a]\n",
            "f.yaml:2:17: anchors and aliases are not supported; write the value out where it is needed"
        ),
        Case(
            "a tag",
            "title: !!python/object:os.system x\n",
            #"f.yaml:1:8: tags are not supported; take out "tag:yaml.org,2002:python/object:os.system""#
        ),
        Case("a control character", "title: a\u{0}b\n", "f.yaml:1:9: control character U+0; take it out"),
        Case(
            "two documents",
            "title: a\n---\ntitle: b\n",
            "f.yaml:2:1: no valid YAML: but found another document expected a single document in the stream; mend the indentation, quotes or brackets here or just above"
        ),
        Case(
            "open brackets",
            "words: [a, b\n",
            "f.yaml:2:1: no valid YAML: did not find expected ',' or ']' while parsing a flow sequence; mend the indentation, quotes or brackets here or just above"
        ),
        Case("a tab", "words:\n\t- a\n", "f.yaml:2:1: a tab cannot indent in YAML; indent with spaces"),
        Case(
            "a variable that is not set",
            "title: ${NOPE}\n",
            "f.yaml:1:8: the environment variable NOPE is not set; set it for the service, or write the value here"
        ),
        Case(
            "a variable without an end",
            "title: a ${DESK\n",
            #"f.yaml:1:8: "${" has no end; close it with "}", or write "$${""#
        ),
        Case(
            "a variable with a bad name",
            "title: ${a b}\n",
            #"f.yaml:1:8: "a b" is no name of an environment variable; use letters, digits and _, as ${DESK_URL}"#
        ),
    ]

    @Test(arguments: cases)
    func `every mistake is told with its place and remedy`(_ sample: Case) {
        #expect(Self.problems(in: sample.text) == sample.told)
    }

    @Test func `a text keeps words that other readers turn into values`() throws {
        let file = try StrictYAML(text: "[no, NO, 010, 12:30, 1e3, 'true', Off]", path: "f.yaml")
        #expect(file.root.strings() == ["no", "NO", "010", "12:30", "1e3", "true", "Off"])
        try file.finish()
    }

    @Test func `one value will do for a list, and null for an empty one`() throws {
        let file = try StrictYAML(text: "a: one\nb: [one, two]\nc: null\n", path: "f.yaml")
        let lists = file.root.entries().map { $0.value.strings() }
        #expect(lists == [["one"], ["one", "two"], []])
    }

    @Test func `the environment fills values and never the structure`() throws {
        let environment = ["PORT": "80", "WORD": "a: {b: c}", "YES": "true", "DOLLAR": "${PORT}"]
        let text = "port: ${PORT}\nword: \"x ${WORD}\"\nyes: ${YES}\nonce: ${DOLLAR}\nplain: $${PORT} $5\n"
        let file = try StrictYAML(text: text, path: "f.yaml", environment: environment)
        let top = try #require(file.root.mapping(keys: ["port", "word", "yes", "once", "plain"]))
        #expect(top["port"]?.int() == 80)
        #expect(top["word"]?.string() == "x a: {b: c}")
        #expect(top["yes"]?.bool() == true)
        #expect(top["yes"]?.string() == "true")
        #expect(top["once"]?.string() == "${PORT}")
        #expect(top["plain"]?.string() == "${PORT} $5")
        try file.finish()
    }

    @Test func `without an environment a dollar is a dollar`() throws {
        let file = try StrictYAML(text: "\"${HOME}\"", path: "f.yaml")
        #expect(file.root.string() == "${HOME}")
    }

    @Test(arguments: ["[", "{a: ", "- ", "? "]) func `a thousand levels and more are refused`(_ opening: String) {
        let text = String(repeating: opening, count: 200_000)
        #expect(throws: Problems.self) { try StrictYAML(text: text, path: "f.yaml") }
    }

    @Test func `a chain of aliases is refused before it is composed`() {
        let links = (1...50_000).map { "- &x\($0) [*x\($0 - 1)]\n" }.joined()
        #expect(throws: Problems.self) { try StrictYAML(text: "- &x0 a\n" + links, path: "f.yaml") }
    }

    @Test func `bullets and stars in texts are no aliases`() throws {
        let text =
            "a: >\n  * one\n  * two\n  * three\n  * four\n  * five\nb: [Putin*, 'x *y', \"* z\", Sum*, Ask*, Try*]\n"
        let file = try StrictYAML(text: text, path: "f.yaml")
        #expect(file.root.entries().count == 2)
    }

    @Test(arguments: [
        ("90s", 90), ("5m", 300), ("48h", 172_800), ("90d", 7_776_000), ("7", 7), ("0.2", 1), ("1.5h", 5_400),
        ("500ms", 1), ("0", 0), ("5 m", 300),
    ])
    func `durations are seconds`(_ text: String, _ seconds: Int64) {
        #expect(Quantity.duration(text) == seconds)
    }

    @Test(arguments: ["", "m", "5 ", "5mm", "5M", "1h30m", "1e3", ".5", "5.", "٥m", "99999999999999999999d", "0x10"])
    func `other texts are no durations`(_ text: String) {
        #expect(Quantity.duration(text) == nil)
    }

    @Test(arguments: [
        ("10MB", 10_000_000), ("512kb", 512_000), ("4MiB", 4_194_304), ("100", 100), ("1.5 GB", 1_500_000_000),
    ])
    func `sizes are bytes`(_ text: String, _ bytes: Int) {
        #expect(Quantity.size(text) == bytes)
    }

    @Test func `a missing file says so`() {
        let missing = Problem(
            "does not exist",
            at: .path("/nowhere/f.yaml"),
            remedy: "check the path",
            cause: .missing
        )
        #expect(throws: Problems([missing])) {
            try StrictYAML(path: "/nowhere/f.yaml")
        }
    }

    private static func problems(in text: String) -> [String] {
        do {
            let file = try StrictYAML(text: text, path: "f.yaml", environment: [:])
            let keys = ["title", "count", "wait", "size", "share", "live", "words"]
            if let top = file.root.mapping(keys: keys) {
                _ = top["title"]?.string()
                _ = top["count"]?.int(in: 0...1_000)
                _ = top["wait"]?.duration()
                _ = top["size"]?.size()
                _ = top["share"]?.double(in: 0...1)
                _ = top["live"]?.bool()
                _ = top["words"]?.strings()
            }
            try file.finish()
            return []
        } catch {
            return error.all.map(\.description)
        }
    }
}
