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

    @Test(arguments: [(0.0, "0.00"), (1.725, "1.73"), (-0.4, "-0.40"), (12, "12.00"), (-12.344, "-12.34")])
    func `weights are printed with two places`(_ value: Double, _ text: String) {
        #expect(WhyRun.rounded(value) == text)
    }
}
