import Domain
import Foundation
import TestSupport
import Testing

struct SeverityTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let outlets: [String]
        let isNew: Bool
        let severity: Severity
        var testDescription: String { "\(outlets), new: \(isNew)" }
    }

    private static let cases = [
        Case(outlets: ["a.example"], isNew: true, severity: .alert),
        Case(outlets: ["a.example"], isNew: false, severity: .alert),
        Case(outlets: [], isNew: true, severity: .alert),
        Case(outlets: ["a.example", "a.example"], isNew: true, severity: .alert),
        Case(outlets: ["a.example", "b.example"], isNew: true, severity: .urgent),
        Case(outlets: ["a.example", "b.example"], isNew: false, severity: .alert),
        Case(outlets: ["a.example", "b.example", "c.example"], isNew: true, severity: .flash),
        Case(outlets: ["a.example", "b.example", "c.example"], isNew: false, severity: .urgent),
        Case(outlets: ["palace.example"], isNew: true, severity: .flash),
        Case(outlets: ["en.palace.example"], isNew: true, severity: .flash),
        Case(outlets: ["palace.example"], isNew: false, severity: .urgent),
        Case(outlets: ["notpalace.example"], isNew: true, severity: .alert),
    ]

    @Test(arguments: cases)
    func `severity is that of the table`(_ test: Case) {
        #expect(Severity.of(outlets: test.outlets, official: ["palace.example"], isNew: test.isNew) == test.severity)
    }

    @Test func `severities are ordered by their noise`() {
        #expect(Severity.allCases.sorted() == [.alert, .urgent, .flash])
    }

    @Test func `an alert that tells of no story keeps its severity`() {
        var alert = Sample.alert(1)
        alert.severity = .urgent
        #expect(alert.graded(official: []).severity == .alert)
        let failing = Alert(
            id: alert.id,
            type: .feedFailing,
            raised: alert.raised,
            topic: "",
            story: alert.story,
            item: alert.item,
            verdict: alert.verdict,
            nearness: alert.nearness,
            coverage: [],
            severity: .urgent
        )
        #expect(failing.graded(official: ["a.example"]).severity == .urgent)
    }

    @Test func `an alert that was stored before there were severities is read`() throws {
        var record = try #require(
            try JSONSerialization.jsonObject(with: JSONEncoder().encode(Sample.alert(1))) as? [String: Any]
        )
        #expect(record.removeValue(forKey: "severity") != nil)
        let alert = try JSONDecoder().decode(Alert.self, from: JSONSerialization.data(withJSONObject: record))
        #expect(alert == Sample.alert(1))
    }
}
