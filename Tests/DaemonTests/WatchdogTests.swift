import Foundation
import TestSupport
import Testing

@testable import Daemon

/// What the watchdog is told while no shift is on duty: at the start, and between two shifts of a reload.
@Suite(.timeLimit(.minutes(10)))
struct WatchdogTests {
    /// What systemd hears until `isEnough`, where the last step of opening or closing a shift was `age` ago.
    private func heard(_ age: Duration, until isEnough: ([String]) -> Bool) async throws -> [String] {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let socket = try NotifySocket(in: URL(fileURLWithPath: folder.path))
        let change = Progress(lastStep: ContinuousClock.now.advanced(by: .zero - age))
        let watchdog = Watchdog(notify: Notify(environment: ["NOTIFY_SOCKET": socket.path]), interval: 0.001)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await watchdog.run({ nil }, change: change) }
            while !Task.isCancelled, !isEnough(socket.messages) { await Task.yield() }
            group.cancelAll()
        }
        return socket.messages
    }

    @Test func `a shift that is being opened step by step keeps it fed`() async throws {
        let heard = try await heard(.zero) { $0.count >= 3 }
        #expect(heard.allSatisfy { $0 == "WATCHDOG=1" })
    }

    @Test func `one whose opening hangs does not`() async throws {
        var looks = 0
        let heard = try await heard(.seconds(61)) { _ in
            looks += 1
            return looks > 500
        }
        #expect(heard.isEmpty)
    }
}
