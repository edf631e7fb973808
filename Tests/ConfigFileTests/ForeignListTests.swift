import Domain
import Foundation
import Testing

@testable import ConfigFile

/// Lists as other programs write them.
struct ForeignListTests {
    private static func opml(_ encoding: String, before: String = "") -> String {
        """
        <?xml version="1.0" encoding="\(encoding)"?>\(before)
        <opml version="1.0"><body><outline text="Jörg – «a»" xmlUrl="http://j.example/"/></body></opml>
        """
    }

    private static func read(_ bytes: some Sequence<UInt8>, isOPML: Bool = true) throws -> (Configuration, [String]) {
        let folder = try Folder()
        let file = isOPML ? "room.opml" : "urls.txt"
        try Data(bytes).write(to: URL(fileURLWithPath: "\(folder.path)/\(file)"))
        let path = try folder.write("hotline.yaml", "topic: null\nfeeds: [{\(isOPML ? "opml" : "list"): \(file)}]\n")
        let (read, warnings) = try ConfigurationFile.load(path: path, environment: [:])
        return (read, warnings.map(\.description).map { $0.replacing("\(folder.path)/", with: "") })
    }

    static let encoded: [(String, String.Encoding)] = [
        ("windows-1252", .windowsCP1252), ("UTF-16", .utf16), ("utf-16", .utf16LittleEndian),
        ("UTF-16", .utf16BigEndian), ("UTF-8", .utf8), ("ISO-8859-1", .utf8), ("iso-8859-1", .windowsCP1252),
    ]

    @Test(arguments: encoded)
    func `a list is read in the encoding that it has`(_ name: String, _ encoding: String.Encoding) throws {
        let bytes = try #require(Self.opml(name).data(using: encoding))
        let (read, _) = try Self.read(bytes)
        #expect(read.feeds.map(\.name) == ["Jörg – «a»"])
        let text = try #require(XMLText.decoded(Array(bytes)))
        #expect(text.contains("\"UTF-8\"?>"), "it would be written back as UTF-8")
    }

    @Test func `what is in no encoding that it names is refused`() throws {
        for bytes in [
            Array(Self.opml("klingon").utf8) + [0xE9], Array("<opml>".utf8) + [0xE9], [0xFF, 0xFE, 0x3C],
            [0xFF, 0xFE, 0x00, 0xD8], Array(Self.opml("UTF-8").utf8) + [0xE9],
        ] { #expect(throws: Problems.self) { try Self.read(bytes) } }
    }

    @Test(arguments: [
        "<!DOCTYPE opml>", "<!doctype opml SYSTEM \"http://a.example/[x]>.dtd\">",
        "<!DOCTYPE opml PUBLIC \"-//x//>\" 'y'>",
    ]) func `a document type that declares nothing is passed over`(_ type: String) throws {
        #expect(try Self.read(Self.opml("UTF-8", before: type).utf8).0.feeds.count == 1)
    }

    @Test func `an address that cannot be asked is left out of a list, and told`() throws {
        let list = """
            <opml version="2.0"><body><outline text="A" xmlUrl="feed://a.example/rss"/>
            <outline text="B" xmlUrl="FEED:https://b.example/rss"/><outline xmlUrl=""/>
            <outline xmlUrl="exec:rm -rf"/><outline xmlUrl="feed:ftp://c.example/"/></body></opml>
            """
        let (read, told) = try Self.read(list.utf8)
        #expect(read.feeds.map(\.id.url) == ["http://a.example/rss", "https://b.example/rss"])
        let left = "is no http or https URL; write it as https://host/path; it is left out"
        #expect(
            told.filter { $0.contains("left out") } == [
                "room.opml:2:56: warning: \"\" \(left)", "room.opml:3:1: warning: \"exec:rm -rf\" \(left)",
                "room.opml:3:32: warning: \"ftp://c.example/\" \(left)",
            ]
        )
        let (lines, warnings) = try Self.read("feed://a.example/rss\nnonsense\n".utf8, isOPML: false)
        #expect(lines.feeds.map(\.id.url) == ["http://a.example/rss"])
        #expect(warnings.contains { $0.contains("urls.txt:2:1: warning: \"nonsense\"") }, "\(warnings)")
    }

    @Test(arguments: [
        ("xn--bcher-kva.example", "bücher.example"), ("xn--e1afmkfd.xn--p1ai", "пример.рф"),
        ("a.xn--fiqs8s", "a.中国"), ("xn--.example", ".example"), ("xn--99999999999.example", "xn--99999999999.example"),
        ("xn--a b.example", "xn--a b.example"), ("plain.example", "plain.example"), ("xn--ü.example", "xn--ü.example"),
    ]) func `two ways of writing one host are one`(_ coded: String, _ letters: String) {
        #expect(Punycode.decoded(host: coded) == letters)
        let pair = ["http://\(coded)/x", "https://\(letters.uppercased())/x"].map {
            WebAddress.parse($0).address?.identity
        }
        if !coded.contains(" "), letters.first != "." { #expect(pair[0] == pair[1] && pair[0] != nil) }
    }

    @Test func `credentials of an imported address are left out and told, never shown`() throws {
        let list = "<opml><body>\n<outline text=\"A\" xmlUrl=\"http://us:s3cret@a.example/x?k=v\"/></body></opml>"
        let brought = try OPMLImport(text: list, path: "in.opml", subscribed: [])
        #expect(brought.new.map(\.id.url) == ["http://a.example/x?k=v"])
        let note = try #require(brought.notes.first?.description)
        #expect(note.contains("in.opml:2:1: warning:") && note.contains("basic_auth"), "\(note)")
        #expect(!note.contains("s3cret") && brought.notes.count == 1)
        let merged = try brought.merged(into: nil, path: "out.opml", now: Timestamp(seconds: 0))
        #expect(!merged.contains("s3cret") && merged.contains("a.example/x"))
    }
}
