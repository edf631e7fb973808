import Foundation
import Testing

/// `make demo` is the first thing that anybody sees: it works alone, and leaves nothing behind.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(10)))
struct DemonstrationTests {
    @Test func `the demonstration ends well without any file of ours`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        let demo = try Program(["demo"], in: desk)
        let status = await demo.wait()
        #expect(status == 0, "\(demo.printed)\(demo.told)")
        #expect(demo.printed.contains("All as it should be"))
        #expect(!demo.printed.contains("✗"))
        #expect(demo.printed.contains("✓"))
    }
}
