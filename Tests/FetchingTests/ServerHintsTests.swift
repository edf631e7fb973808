import Domain
import HTTP
import Testing

@testable import Fetching

private let date = HeaderField("Date", "Sun, 06 Nov 1994 08:00:00 GMT")

private func response(_ fields: HeaderField...) -> HTTPResponse {
    HTTPResponse(url: "https://a.org/feed/x.xml", status: 200, headers: fields, body: [])
}

struct FreshnessTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let fields: [HeaderField]
        let seconds: Int64?

        init(_ fields: [HeaderField], _ seconds: Int64?) {
            self.fields = fields
            self.seconds = seconds
            testDescription = fields.map { "\($0.name): \($0.value)" }.joined(separator: " | ")
        }
    }

    private static func control(_ value: String) -> HeaderField { HeaderField("Cache-Control", value) }

    static let cases = [
        Case([control("max-age=60")], 60),
        Case([control("public, Max-Age=\"60\" , must-revalidate")], 60),
        Case([control("private,max-age=60")], 60),
        Case([control("public"), control("max-age=60")], 60),
        Case([control("max-age=60"), HeaderField("Age", "50")], 10),
        Case([control("max-age=60"), HeaderField("Age", "500")], 0),
        Case([control("max-age=60"), HeaderField("Age", "x")], 60),
        Case([control("max-age=504576000")], 10 * 366 * 86_400),
        Case([control("max-age=99999999999999999999999")], 10 * 366 * 86_400),
        Case([control("max-age=0")], 0),
        Case([control("max-age=-1")], nil),
        Case([control("max-age=")], nil),
        Case([control("s-maxage=600")], nil),
        Case([control("s-maxage=600, max-age=5")], 5),
        Case([control("no-cache, max-age=60")], nil),
        Case([control("max-age=60, no-store")], nil),
        Case([control("no-cache"), date, HeaderField("Expires", "Sun, 06 Nov 1994 09:00:00 GMT")], nil),
        Case([date, HeaderField("Expires", "Sun, 06 Nov 1994 08:05:00 GMT")], 300),
        Case([date, HeaderField("Expires", "Sun, 06 Nov 1994 07:05:00 GMT")], 0),
        Case([control("max-age=7"), date, HeaderField("Expires", "Sun, 06 Nov 1994 08:05:00 GMT")], 7),
        Case([HeaderField("Expires", "Sun, 06 Nov 1994 08:05:00 GMT")], 240),
        Case([HeaderField("Expires", "Sun, 06 Nov 1994 07:05:00 GMT")], 0),
        Case([date, HeaderField("Expires", "Sun, 06 Nov 1994 08:05:00 GMT"), HeaderField("Age", "100")], 200),
        Case([date, HeaderField("Expires", "Sun, 06 Nov 1994 08:05:00 GMT"), HeaderField("Age", "400")], 0),
        Case([control("no-cache=\"Set-Cookie\", max-age=3600")], 3_600),
        Case([control("no-cache=\"Set-Cookie, X-Day\",max-age=3600")], 3_600),
        Case([control("private=\"no-cache, no-store\", max-age=3600")], 3_600),
        Case([control("no-cache=\"Set-Cookie\", no-store, max-age=3600")], nil),
        Case([control("no-cache=\"\", max-age=3600")], nil),
        Case([control("x=\"no end, max-age=3600")], nil),
        Case([date, HeaderField("Expires", "0")], nil),
        Case([control(",,=,=1,max-age")], nil),
        Case([], nil),
    ]

    @Test(arguments: cases) func `is max-age less Age, else Expires less Date`(_ row: Case) {
        let answer = HTTPResponse(url: "", status: 200, headers: row.fields, body: [])
        let now = HTTPDate.parse("Sun, 06 Nov 1994 08:01:00 GMT")
        let left = ServerHints.lifetime(answer, now: now).map { max(0, $0 - ServerHints.age(answer)) }
        #expect(left == row.seconds)
    }

    @Test func `without Date and clock an Expires says nothing`() {
        #expect(
            ServerHints.lifetime(response(HeaderField("Expires", "Sun, 06 Nov 1994 08:05:00 GMT")), now: nil) == nil
        )
    }

    @Test(
        arguments: [
            ([], false), ([control("public")], false), ([control("max-age=60")], false), ([date], false),
            ([control("no-cache=\"Set-Cookie\"")], false), ([control("no-cache")], true), ([control("no-store")], true),
            ([HeaderField("Expires", "0")], true),
        ] as [([HeaderField], Bool)]
    )
    func `what an earlier answer said is void where this one says that nothing is fresh`(
        _ fields: [HeaderField],
        _ isVoid: Bool
    ) {
        let answer = HTTPResponse(url: "", status: 304, headers: fields, body: [])
        #expect(ServerHints.voidsEarlierFreshness(answer) == isVoid)
    }
}

struct ValidatorTests {
    @Test(arguments: ["\"v1\"", "W/\"a+b\"", "abc def", "\"x-gzip\"", "'"]) func `an ETag is kept byte for byte`(
        _ tag: String
    ) {
        #expect(ServerHints.validators(of: response(HeaderField("etag", tag))).etag == tag)
    }

    @Test(arguments: ["", "\"\u{1B}[31m\"", "\"é\"", "\"a\tb\"", String(repeating: "e", count: 1_025)])
    func `what is too long or not visible ASCII is not kept`(_ tag: String) {
        #expect(ServerHints.validators(of: response(HeaderField("etag", tag))) == Validators())
    }

    @Test func `a Last-Modified that is no date is kept as it came`() {
        let validators = ServerHints.validators(of: response(HeaderField("Last-Modified", "sun, 6 Nov 1994  8:49")))
        #expect(validators == Validators(lastModified: "sun, 6 Nov 1994  8:49", url: "https://a.org/feed/x.xml"))
    }
}

struct HubTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let link: String
        let hubs: [String]
        var testDescription: String { link }
    }

    static let cases = [
        Case(link: "<https://hub.org/>; rel=\"hub\"", hubs: ["https://hub.org/"]),
        Case(link: "<https://hub.org/a>;rel=hub", hubs: ["https://hub.org/a"]),
        Case(link: "<x>; rel=\"self\", <https://hub.org/>; rel=\"hub\"", hubs: ["https://hub.org/"]),
        Case(link: "<https://h.org/?a,b;c>; title=\"x\"; rel=\"alternate HUB\"", hubs: ["https://h.org/?a,b;c"]),
        Case(link: "</hub>; rel=hub, </hub>; rel=hub", hubs: ["https://a.org/hub"]),
        Case(link: "<ftp://hub.org/>; rel=hub", hubs: []),
        Case(link: "<https://hub.org/", hubs: []),
        Case(link: "https://hub.org/; rel=hub", hubs: []),
        Case(link: "<>; rel=hub", hubs: []),
        Case(link: "", hubs: []),
    ]

    @Test(arguments: cases) func `are the targets of rel=hub`(_ row: Case) {
        #expect(ServerHints.targets(of: "hub", in: response(HeaderField("Link", row.link))) == row.hubs)
    }
}

struct BodyHashTests {
    @Test func `is the same for the same bytes and another for any other`() {
        let body = (0..<1_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        #expect(BodyHash.hash(body) == BodyHash.hash(body))
        #expect(BodyHash.hash(body).utf8.count == 32)
        var hashes: Set<String> = [BodyHash.hash(body)]
        for length in 0..<64 { hashes.insert(BodyHash.hash([UInt8](repeating: 0, count: length))) }
        for index in body.indices {
            var changed = body
            changed[index] ^= 1
            hashes.insert(BodyHash.hash(changed))
        }
        #expect(hashes.count == 1 + 64 + 1_000)
    }
}
