import Domain
import TestSupport
import Testing

@testable import Alerting

struct QuietTimeTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let zone: String
        let from: Int
        let to: Int
        let at: String
        /// nil: not quiet.
        let end: String?
        var testDescription: String { "\(zone) \(from / 60)-\(to / 60) at \(at)" }
    }

    private static let cases = [
        // Berlin is at UTC+1 in January, at +2 in July.
        Case(zone: "Europe/Berlin", from: 1380, to: 390, at: "2025-01-10T21:59:59Z", end: nil),
        Case(zone: "Europe/Berlin", from: 1380, to: 390, at: "2025-01-10T22:00:00Z", end: "2025-01-11T05:30:00Z"),
        Case(zone: "Europe/Berlin", from: 1380, to: 390, at: "2025-01-11T05:29:59Z", end: "2025-01-11T05:30:00Z"),
        Case(zone: "Europe/Berlin", from: 1380, to: 390, at: "2025-01-11T05:30:00Z", end: nil),
        Case(zone: "Europe/Berlin", from: 1380, to: 390, at: "2025-07-10T22:00:00Z", end: "2025-07-11T04:30:00Z"),
        // Within one day.
        Case(zone: "UTC", from: 720, to: 780, at: "2025-01-10T12:30:10Z", end: "2025-01-10T13:00:00Z"),
        Case(zone: "UTC", from: 720, to: 780, at: "2025-01-10T13:00:00Z", end: nil),
        // 30 March 2025: 02:00 becomes 03:00 at 01:00Z. The night is an hour shorter.
        Case(zone: "Europe/Berlin", from: 1380, to: 390, at: "2025-03-29T23:00:00Z", end: "2025-03-30T04:30:00Z"),
        // An end that is left out: the first minute after it.
        Case(zone: "Europe/Berlin", from: 1380, to: 150, at: "2025-03-29T23:00:00Z", end: "2025-03-30T01:00:00Z"),
        // 26 October 2025: 03:00 becomes 02:00 at 01:00Z. The night is an hour longer.
        Case(zone: "Europe/Berlin", from: 1380, to: 390, at: "2025-10-25T22:00:00Z", end: "2025-10-26T05:30:00Z"),
        // An end that comes twice: loud at the first, quiet again when the clock is set back, loud at the second.
        Case(zone: "Europe/Berlin", from: 1380, to: 150, at: "2025-10-25T22:00:00Z", end: "2025-10-26T00:30:00Z"),
        Case(zone: "Europe/Berlin", from: 1380, to: 150, at: "2025-10-26T01:10:00Z", end: "2025-10-26T01:30:00Z"),
        // Half an hour of summer time, and a zone that is ahead by more than half a day.
        Case(zone: "Australia/Lord_Howe", from: 1320, to: 360, at: "2025-10-04T12:00:00Z", end: "2025-10-04T19:00:00Z"),
        Case(zone: "Pacific/Kiritimati", from: 0, to: 360, at: "2025-01-01T10:00:00Z", end: "2025-01-01T16:00:00Z"),
        // A zone that is unknown by now is never quiet.
        Case(zone: "Europe/Atlantis", from: 0, to: 1439, at: "2025-01-01T10:00:00Z", end: nil),
    ]

    @Test(arguments: cases)
    func `quiet hours end by the wall clock of their zone`(_ test: Case) throws {
        let quiet = QuietHours(from: test.from, to: test.to, zone: test.zone, bypass: nil)
        let time = try #require(Timestamp(rfc3339: test.at))
        #expect(quiet.end(after: time)?.description == test.end)
    }

    @Test(arguments: [(Severity.alert, true), (.urgent, false), (.flash, false)])
    func `what is severe enough does not wait`(_ severity: Severity, _ waits: Bool) throws {
        let quiet = QuietHours(from: 0, to: 360, zone: "UTC", bypass: .urgent)
        let time = try #require(Timestamp(rfc3339: "2025-01-01T01:00:00Z"))
        #expect((quiet.due(severity, at: time) > time) == waits)
    }

    @Test func `without a bypass everything waits, and outside of the hours nothing does`() throws {
        let quiet = QuietHours(from: 0, to: 360, zone: "UTC", bypass: nil)
        let night = try #require(Timestamp(rfc3339: "2025-01-01T01:00:00Z"))
        let noon = try #require(Timestamp(rfc3339: "2025-01-01T12:00:00Z"))
        #expect(quiet.due(.flash, at: night).description == "2025-01-01T06:00:00Z")
        #expect(quiet.due(.alert, at: noon) == noon)
    }

    @Test func `a delivery of the night is due in the morning and says why`() throws {
        var receiver = Sample.receiver()
        receiver.quiet = QuietHours(from: 0, to: 360, zone: "UTC", bypass: .urgent)
        let night = try #require(Timestamp(rfc3339: "2025-01-01T01:00:00Z"))
        var alert = Sample.alert(1, at: night)
        let held = AlertRenderer.delivery(of: alert, to: receiver)
        #expect(held.nextAttempt.description == "2025-01-01T06:00:00Z" && held.created == night)
        #expect(held.lastOutcome?.contains("quiet hours") == true)
        alert.severity = .urgent
        let loud = AlertRenderer.delivery(of: alert, to: receiver)
        #expect(loud.nextAttempt == night && loud.lastOutcome == nil)
    }
}
