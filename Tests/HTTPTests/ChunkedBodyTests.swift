import Testing

@testable import HTTP

/// Bodies in chunks, as strict as heads.
struct ChunkedBodyTests {
    /// The body and what is left of the input, or what else it came to; `step` bytes at a time.
    private static func read(_ text: String, limit: Int = 100, step: Int) -> String {
        var chunks = ChunkedBody()
        var input: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            input += rest.prefix(step)
            rest = rest.dropFirst(step)
            switch chunks.take(&input, limit: limit) {
            case .incomplete: continue
            case .refused(let status): return "\(status)"
            case .whole: return String(decoding: chunks.bytes + Array("|".utf8) + input + rest, as: UTF8.self)
            }
        }
        return "incomplete"
    }

    @Test(arguments: [
        ("0\r\n\r\n", "|"),
        ("3\r\nabc\r\n0\r\n\r\n", "abc|"),
        ("3\r\nabc\r\n0A\r\n0123\r\n6789\r\n000\r\n\r\nGET /", "abc0123\r\n6789|GET /"),
        ("3;name=value;more=\"x\"\r\nabc\r\n0;last\r\nField: value\r\nAnother: one\r\n\r\n", "abc|"),
        ("3\r\nab", "incomplete"),
        ("3\r\nabc\r\n0\r\n", "incomplete"),
        ("3\r\nabc", "incomplete"),
        ("3\nabc\r\n0\r\n\r\n", "400"),
        ("3\r\nabcd\r\n0\r\n\r\n", "400"),
        ("3\r\nabc0\r\n\r\n", "400"),
        ("\r\n", "400"),
        ("-1\r\nabc\r\n", "400"),
        ("+3\r\nabc\r\n", "400"),
        ("0x3\r\nabc\r\n", "400"),
        (" 3\r\nabc\r\n", "400"),
        ("3 \r\nabc\r\n", "400"),
        ("3;a\nb\r\nabc\r\n", "400"),
        ("0\r\nA: b\nC: d\r\n\r\n", "400"),
        ("65\r\n", "413"),
        ("FFFFFFFFFFFFFFF\r\n", "413"),
        ("FFFFFFFFFFFFFFFF\r\n", "400"),
        ("60\r\n\(String(repeating: "x", count: 96))\r\n5\r\n", "413"),
    ])
    func `a body in chunks is whole, refused or incomplete, however it comes`(_ text: String, _ finding: String) {
        for step in [1, 2, 3, 7, 1_000] { #expect(Self.read(text, step: step) == finding, "\(step) bytes at a time") }
    }

    @Test func `size lines and trailers are bounded`() {
        #expect(Self.read("3;" + String(repeating: "x", count: 300), step: 16) == "400")
        #expect(Self.read("3;" + String(repeating: "x", count: 300) + "\r\n", step: 1_000) == "400")
        #expect(Self.read("0\r\n" + String(repeating: "A: b\r\n", count: 1_000), step: 100) == "400")
        #expect(Self.read("0\r\nA: " + String(repeating: "b", count: 5_000), step: 100) == "400")
    }
}
