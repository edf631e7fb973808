import Domain
import Testing

struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2025-08-15T19:30:00Z", 1_755_286_200),
        ("2025-08-15T21:30:00+02:00", 1_755_286_200),
        ("2025-08-15T19:30:00.999Z", 1_755_286_200), ("2000-02-29T00:00:00Z", 951_782_400),
        ("1969-12-31T23:59:59Z", -1),
        ("2025-08-15", 1_755_216_000), ("0001-01-01T00:00:00Z", -62_135_596_800),
    ])
    func `RFC 3339 is read and printed in UTC`(_ text: String, _ seconds: Int64) throws {
        let time = try #require(Timestamp(rfc3339: text))
        #expect(time.seconds == seconds)
        #expect(Timestamp(rfc3339: time.description) == time)
    }

    @Test(arguments: [
        "", "2025", "2025-13-01", "2025-08-15T25:00:00Z", "2025-08-15T19:30:00", "2025-08-15T19:30:00+", "x025-08-15",
    ])
    func `what is no RFC 3339 is refused`(_ text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test func `arithmetic stays between the years 1 and 9999`() {
        #expect(Timestamp(seconds: .max).description == "9999-12-31T23:59:59Z")
        #expect(Timestamp(seconds: .min).description == "0001-01-01T00:00:00Z")
        #expect(Timestamp(seconds: 0).advanced(by: .max).description == "9999-12-31T23:59:59Z")
        #expect(Timestamp(seconds: 0).advanced(by: .min).description == "0001-01-01T00:00:00Z")
    }

    @Test(arguments: [(-1, -1), (0, 0), (86_399, 0), (86_400, 1)])
    func `the day is counted from the epoch, also before it`(_ seconds: Int64, _ day: Int) {
        #expect(Timestamp(seconds: seconds).day == day)
    }
}

struct ProblemTests {
    @Test(arguments: [
        (Problem("bad", at: .file("a.yaml", line: 3, column: 5), remedy: "mend it"), "a.yaml:3:5: bad; mend it"),
        (Problem("bad", at: .path("/x")), "/x: bad"), (Problem("bad"), "bad"),
        (Problem("soon", at: .path("/x"), severity: .warning), "/x: warning: soon"),
    ])
    func `a problem says what, where and what to do`(_ problem: Problem, _ text: String) {
        #expect(problem.description == text)
    }

    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
        (1_755_286_262, "Fri, 15 Aug 2025 19:31:02 GMT"), (4_102_444_799, "Thu, 31 Dec 2099 23:59:59 GMT"),
        (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
    ])
    func `a time is written as HTTP writes it`(_ seconds: Int, _ text: String) {
        #expect(Timestamp(seconds: Int64(seconds)).httpDate == text)
    }
}
