import Domain
import HTTP
import Testing

private let date = HeaderField("Date", "Sun, 06 Nov 1994 08:00:00 GMT")

private func response(_ fields: HeaderField...) -> HTTPResponse {
    HTTPResponse(url: "https://a.org/feed/x.xml", status: 200, headers: fields, body: [])
}

struct RetryAfterTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let text: String
        let seconds: Int64?
        var testDescription: String { text }
    }

    static let cases = [
        Case(text: "120", seconds: 120),
        Case(text: "1", seconds: 1),
        Case(text: "316800", seconds: 316_800),
        Case(text: "Sun, 06 Nov 1994 08:02:00 GMT", seconds: 120),
        Case(text: "Sunday, 06-Nov-94 08:02:00 GMT", seconds: 120),
        Case(text: "999999999999999999999", seconds: 10 * 366 * 86_400),
        Case(text: "Fri, 31 Dec 9999 23:59:59 GMT", seconds: 10 * 366 * 86_400),
        Case(text: "0", seconds: 0),
        Case(text: "-5", seconds: nil),
        Case(text: "1.5", seconds: nil),
        Case(text: "soon", seconds: nil),
        Case(text: "120 s", seconds: nil),
        Case(text: "", seconds: nil),
        Case(text: "Sun, 06 Nov 1994 08:00:00 GMT", seconds: 0),
        Case(text: "Sun, 06 Nov 1994 07:59:00 GMT", seconds: 0),
    ]

    @Test(arguments: cases) func `both forms are read, the past is nought, nonsense is none`(_ row: Case) {
        let seconds = RetryAfter.seconds(response(date, HeaderField("retry-after", row.text)), now: nil)
        #expect(seconds == row.seconds)
    }

    @Test func `without Date the clock stands in`() {
        let answer = response(HeaderField("Retry-After", "Sun, 06 Nov 1994 08:02:00 GMT"))
        #expect(RetryAfter.seconds(answer, now: HTTPDate.parse("Sun, 06 Nov 1994 08:01:00 GMT")) == 60)
        #expect(RetryAfter.seconds(answer, now: nil) == nil)
        #expect(RetryAfter.seconds(response(), now: nil) == nil)
    }
}
