import Domain
import Testing

@testable import Daemon

struct ConsoleTests {
    @Test(arguments: [
        ("plain", "plain"), ("tab\there", "tab\there"), ("\u{1B}[31mred", "\\u{1b}[31mred"),
        ("rtl\u{202E}txt", "rtl\\u{202e}txt"), ("Россия 中", "Россия 中"), ("nul\u{0}", "nul\\u{0}"),
    ])
    func `control characters are shown, not sent`(_ raw: String, _ shown: String) {
        #expect(Console.singleLine(raw) == shown)
    }

    @Test(arguments: [
        (StoreError.locked("x"), Daemon.ExitStatus.unavailable), (.full("x"), .io), (.unsound("x"), .io),
    ])
    func `a store's trouble ends with its own status`(_ error: StoreError, _ status: Daemon.ExitStatus) {
        #expect(Console.status(for: error) == status)
    }

    @Test func `what the shares of a score leave of it is told`() {
        func verdict(_ score: Double, _ weights: [Double]) -> Verdict {
            let evidence = weights.map { Evidence(concept: "talks", text: "talks", where: .title, weight: $0) }
            return Verdict(isOnTopic: true, score: score, kind: nil, evidence: evidence)
        }
        #expect(
            WhyRun.beginning(of: verdict(0.5, [3, 1.5]))
                == ["    -4.50  where every item begins; 0.00 in all is a score of 0.50"]
        )
        #expect(WhyRun.beginning(of: verdict(0.01, [])) == [])
        #expect(WhyRun.beginning(of: verdict(1, [3])) == [])
    }

    @Test(arguments: [(0.0, "0.00"), (1.725, "1.73"), (-0.4, "-0.40"), (12, "12.00"), (-12.344, "-12.34")])
    func `weights are printed with two places`(_ value: Double, _ text: String) {
        #expect(WhyRun.rounded(value) == text)
    }
}
