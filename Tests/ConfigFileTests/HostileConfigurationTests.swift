import Domain
import TestSupport
import Testing

@testable import ConfigFile

struct HostileConfigurationTests {
    private static let sound = """
        state: /var/lib/hotline
        watch:
          - {name: arms control, match: ["New START", "СНВ-III"]}
        polling: {interval: 5m, min_interval: 1m, max_body: 10MB, concurrency: 64}
        feeds:
          - name: "Wire"
            url: https://wire.example.org/rss?x=1
            headers: {X-Key: "${KEY}"}
          - opml: room.opml
        alerts:
          retry: [2s, 5s, 15s]
          storm: 20/10m
          webhooks:
            - {name: desk, url: "https://desk.example/", secret: {env: KEY}, events: [story.opened]}
        network: {allow: [10.0.0.0/8]}
        status: {listen: "127.0.0.1:7780"}
        """

    private static let opml = """
        <?xml version="1.0"?><opml version="2.0"><body><outline text="A &amp; b">
        <outline text="A" xmlUrl="https://a.example/rss"/></outline></body></opml>
        """

    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64]) func `mutated files are read or refused, never more`(_ seed: UInt64)
        throws
    {
        var random = SeededRandom(seed: seed)
        let folder = try Folder()
        for _ in 0..<120 {
            try folder.write("room.opml", Self.mutated(Self.opml, &random))
            let told = try folder.told(of: Self.mutated(Self.sound, &random), environment: ["KEY": "whsec_QUJD"])
            #expect(told.allSatisfy { !$0.isEmpty })
        }
    }

    @Test(arguments: [
        String(repeating: "x", count: 1_000_000), String(repeating: "a: ", count: 300_000),
        "feeds: [" + String(repeating: "{url: x},", count: 10_000) + "]",
        "watch: \"" + String(repeating: "(a+)+$", count: 100_000) + "\"",
        "state: \"" + String(repeating: "${", count: 400_000) + "\"", "? [a]\n: b\n", "\u{FEFF}state: x\n",
        "---\n...\n", "%YAML 9.9\n---\na: b\n",
        "state: *x\n", "state: &x\n", "!!binary state: x\n", "state: |\n  a\n  b\n", "'': x\n", "- - - - x\n",
    ])
    func `junk ends in problems or in a configuration`(_ text: String) throws {
        let told = try Folder().told(of: text)
        #expect(told.count <= 201)
    }

    @Test func `bytes that are no UTF-8 and files that are too large are refused`() throws {
        let folder = try Folder()
        let path = try folder.write("latin.yaml", bytes: [0x61, 0x3A, 0x20, 0xE9, 0x0A])
        #expect(throws: Problems([Problem("is no UTF-8 text", at: .path(path), remedy: "save it as UTF-8")])) {
            try ConfigurationFile.load(path: path, environment: [:])
        }
        let large = try folder.write("large.yaml", String(repeating: "#", count: 16_000_001))
        #expect(throws: Problems.self) { try ConfigurationFile.load(path: large, environment: [:]) }
    }

    /// A few bytes or lines changed, doubled, swapped or cut.
    private static func mutated(_ text: String, _ random: inout SeededRandom) -> String {
        var bytes = Array(text.utf8)
        for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...127, using: &random)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert("{}[]:,&*#?|-<>\"'%@`\n\t $".utf8.randomElement(using: &random) ?? 0x20, at: place)
            case 3: bytes.removeSubrange(place..<min(bytes.count, place + 20))
            case 4: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 30)], at: place)
            default: bytes.removeLast(min(bytes.count, Int.random(in: 1...200, using: &random)))
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
