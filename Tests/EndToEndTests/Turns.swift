import Foundation
import Testing

/// Lets few suites that run the binary go on at one time, so that no test starves another's daemon on a small machine.
///
/// A suite waits for its place before its first test, so no test's time limit runs meanwhile. Give `.inTurn` together
/// with `.serialized`: then as many daemons run as there are places, and hardly more.
struct Turns: SuiteTrait, TestScoping {
    /// Two a core, since most of a test is waiting for the next poll; no more than six, whatever the machine claims to have.
    private static let places = Places(min(max(2 * ProcessInfo.processInfo.activeProcessorCount, 3), 6))

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        await Self.places.take()
        do {
            try await function()
        } catch {
            await Self.places.give()
            throw error
        }
        await Self.places.give()
    }
}

extension Trait where Self == Turns {
    /// Not beside too many other suites that run the binary.
    static var inTurn: Turns { Turns() }
}

/// Counts free places; who finds none waits, first come, first served.
private actor Places {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) { free = count }

    func take() async {
        guard free == 0 else {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    func give() {
        guard waiting.isEmpty else { return waiting.removeFirst().resume() }
        free += 1
    }
}
