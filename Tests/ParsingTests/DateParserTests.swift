import Domain
import Testing

@testable import Parsing

struct DateParserTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let text: String
        let expected: String?
        var testDescription: String { text }

        init(_ text: String, _ expected: String?) {
            self.text = text
            self.expected = expected
        }
    }

    @Test(arguments: [
        // RFC 822 and what is made of it.
        Case("Fri, 15 Aug 2025 19:30:00 GMT", "2025-08-15T19:30:00Z"),
        Case("15 Aug 2025 19:30 +0200", "2025-08-15T17:30:00Z"),
        Case("Fri, 15 Aug 25 19:30:05 EST", "2025-08-16T00:30:05Z"),
        Case("Fri,15 August 2025 19:30:05 -0000", "2025-08-15T19:30:05Z"),
        Case("Fri, 15 Aug 2025 19:30:05 GMT+2", "2025-08-15T17:30:05Z"),
        Case("Fri, 15 Aug 2025 07:30:05 PM", "2025-08-15T19:30:05Z"),
        Case("Fri, 15 Aug 2025 24:00:00 GMT", "2025-08-16T00:00:00Z"),
        Case("Fri, 15 Aug 2025 19:30:60 GMT", "2025-08-15T19:30:59Z"),
        Case("Friday, August 15, 2025 - 7:30pm", "2025-08-15T19:30:00Z"),
        Case("15 Aug 1998 GMT", "1998-08-15T00:00:00Z"),
        Case("Fri, 15 Aug 2025 19:30:00 Europe/Paris", "2025-08-15T17:30:00Z"),
        Case("Fri, 15 Aug 2025 19:30:00 XYZT", "2025-08-15T19:30:00Z"),
        // ISO 8601.
        Case("2025-08-15T19:30:00Z", "2025-08-15T19:30:00Z"),
        Case("2025-08-15T19:30:00.123456+05:30", "2025-08-15T14:00:00Z"),
        Case("2025-08-15 19:30", "2025-08-15T19:30:00Z"),
        Case("2025-08-15T19:30+0300", "2025-08-15T16:30:00Z"),
        Case("2025-08-15T19Z", "2025-08-15T19:00:00Z"),
        Case("2025-08-15T19+02:00", "2025-08-15T17:00:00Z"),
        Case("20250815T193000Z", "2025-08-15T19:30:00Z"),
        Case("20250815", "2025-08-15T00:00:00Z"),
        Case("2025-08", "2025-08-01T00:00:00Z"),
        Case("2025", "2025-01-01T00:00:00Z"),
        Case("2025-227", "2025-08-15T00:00:00Z"),
        Case("-0312", "2003-12-01T00:00:00Z"),
        Case("03335", "2003-12-01T00:00:00Z"),
        Case("2003-W52-3", "2003-12-24T00:00:00Z"),
        Case("2025-08-15T19:30:00-07:00:00", "2025-08-16T02:30:00Z"),
        Case("Fri, 15 Aug 2025 19:30:05 + 0000", "2025-08-15T19:30:05Z"),
        Case("--1231", nil),
        // Others.
        Case("Fri Aug 15 19:30:00 2025", "2025-08-15T19:30:00Z"),
        Case("Fri Aug 15 19:30:00 PDT 2025", "2025-08-16T02:30:00Z"),
        Case("1755286200", "2025-08-15T19:30:00Z"),
        Case("1755286200000", "2025-08-15T19:30:00Z"),
        Case("08/15/2025 7:30 PM", "2025-08-15T19:30:00Z"),
        Case("15.08.2025 19:30", "2025-08-15T19:30:00Z"),
        // Languages.
        Case("пт, 15 августа 2025 19:30:00 +0300", "2025-08-15T16:30:00Z"),
        Case("vendredi 15 août 2025 à 19h30", "2025-08-15T19:30:00Z"),
        Case("Fr, 15 Okt 2025 19:30:00 +0100", "2025-10-15T18:30:00Z"),
        Case("vie, 15 ago 2025 19:30:00 GMT", "2025-08-15T19:30:00Z"),
        Case("mar, 4 mar 2025 19:30:00 GMT", "2025-03-04T19:30:00Z"),
        Case("Παρ, 15 Αυγ 2025 19:30:00 EET", "2025-08-15T17:30:00Z"),
        Case("2025-augusztus-15T19:30+02:00", "2025-08-15T17:30:00Z"),
        Case("2025년 8월 15일 오후 7:30", "2025-08-15T19:30:00Z"),
        Case("2025年8月15日 19時30分", "2025-08-15T19:30:00Z"),
        // None.
        Case("", nil),
        Case("yesterday", nil),
        Case("Fri, 31 Feb 2025 19:30:00 GMT", nil),
        Case("Fri, 15 Zzz 2025 19:30:00 GMT", nil),
        Case("Fri, 15 Aug 2025 19:30:00 +zz:00", nil),
        Case("Fri, 15 Aug 2025 25:30:00 GMT", nil),
        Case("Fri, 15 Aug 2025 1:2:3:4 GMT", nil),
        Case("2025-13-01T00:00:00Z", nil),
        Case("03/04/2025", nil),
        Case("99999999999999999999", nil),
        Case(String(repeating: "1", count: 1_000), nil),
    ])
    func `a date is read or left alone`(_ test: Case) {
        #expect(DateParser.timestamp(Array(test.text.utf8))?.description == test.expected)
    }
}
