import Domain
import TestSupport
import Testing

@testable import Daemon

struct SpillTests {
    @Test func `what is kept comes back as it was, on disk or not, whoever asks first`() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        for place in [StatePlace.folder(folder.path), .folder(folder.path + "/none"), .postgres("postgres://x")] {
            let spill = Spill(beside: place)
            let all = [0, 1, 511, 512, 5_000, 100_000].map { count in
                (0..<count).map { UInt8(truncatingIfNeeded: $0 ^ count) }
            }
            let pieces = all.map { spill.keep($0) }
            for (piece, bytes) in zip(pieces, all).reversed() { #expect(spill.bytes(of: piece) == bytes) }
        }
    }
}

struct TurnstileTests {
    @Test func `no more than its places are through at once, and all come through`() async {
        let turnstile = Turnstile(places: 3)
        let inside = Locked((now: 0, most: 0, all: 0))
        await withDiscardingTaskGroup { group in
            for _ in 0..<200 {
                group.addTask {
                    await turnstile.enter()
                    inside.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1), $0.all + 1) }
                    await Task.yield()
                    inside.withLock { $0.now -= 1 }
                    turnstile.leave()
                }
            }
        }
        #expect(inside.withLock { $0.most <= 3 && $0.all == 200 && $0.now == 0 })
    }
}
