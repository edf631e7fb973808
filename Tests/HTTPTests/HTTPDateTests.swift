import Domain
import HTTP
import Testing

struct HTTPDateTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let text: String
        let time: String?
        var testDescription: String { text }
    }

    static let cases = [
        Case(text: "Sun, 06 Nov 1994 08:49:37 GMT", time: "1994-11-06T08:49:37Z"),
        Case(text: "Sunday, 06-Nov-94 08:49:37 GMT", time: "1994-11-06T08:49:37Z"),
        Case(text: "Sun Nov  6 08:49:37 1994", time: "1994-11-06T08:49:37Z"),
        Case(text: "Sun, 6 Nov 1994 08:49:37 GMT", time: "1994-11-06T08:49:37Z"),
        Case(text: "sun, 06 nov 1994 08:49:37 gmt", time: "1994-11-06T08:49:37Z"),
        Case(text: "06 Nov 1994 08:49:37 GMT", time: "1994-11-06T08:49:37Z"),
        Case(text: "Sun, 06 Nov 1994 08:49:37 UTC", time: "1994-11-06T08:49:37Z"),
        Case(text: "Sun, 06 Nov 1994 08:49:37 +0000", time: "1994-11-06T08:49:37Z"),
        Case(text: "  Sun,  06 Nov 1994   8:49:37 GMT ", time: "1994-11-06T08:49:37Z"),
        Case(text: "Thu, 31 Dec 2099 23:59:59 GMT", time: "2099-12-31T23:59:59Z"),
        Case(text: "Thu, 29 Feb 2024 00:00:00 GMT", time: "2024-02-29T00:00:00Z"),
        Case(text: "Tue, 01-Jan-69 00:00:00 GMT", time: "2069-01-01T00:00:00Z"),
        Case(text: "Thu, 01-Jan-70 00:00:00 GMT", time: "1970-01-01T00:00:00Z"),
        Case(text: "Sat, 31 Dec 2016 23:59:60 GMT", time: "2016-12-31T23:59:59Z"),
        Case(text: "Wed, 29 Feb 2023 00:00:00 GMT", time: nil),
        Case(text: "Sun, 32 Nov 1994 08:49:37 GMT", time: nil),
        Case(text: "Sun, 00 Nov 1994 08:49:37 GMT", time: nil),
        Case(text: "Sun, 06 Nov 1994 24:00:00 GMT", time: nil),
        Case(text: "Sun, 06 Nov 1994 08:60:00 GMT", time: nil),
        Case(text: "Sun, 06 Nov 1994 08:49 GMT", time: nil),
        Case(text: "Sun, 06 Nov 1994 08:49:37 PST", time: nil),
        Case(text: "Sun, 06 Nov 1994 08:49:37 +0100", time: nil),
        Case(text: "Sun, 06 Nov 0000 08:49:37 GMT", time: nil),
        Case(text: "Sun, 06 Nov 99999 08:49:37 GMT", time: nil),
        Case(text: "1994-11-06T08:49:37Z", time: nil),
        Case(text: "yesterday", time: nil),
        Case(text: "0", time: nil),
        Case(text: "-1", time: nil),
        Case(text: "", time: nil),
        Case(text: "GMT", time: nil),
        Case(text: ", , ,", time: nil),
        Case(text: String(repeating: "1 ", count: 1_000), time: nil),
    ]

    @Test(arguments: cases) func `is read in its three forms and in no other`(_ row: Case) {
        #expect(HTTPDate.parse(row.text)?.description == row.time)
    }
}
