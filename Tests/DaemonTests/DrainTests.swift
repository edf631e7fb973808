import Testing

@testable import Daemon

@Suite(.timeLimit(.minutes(10)))
struct DrainTests {
    @Test func `nothing starts once draining has begun`() async {
        let drain = Drain()
        let before = await drain.run { 1 }
        drain.begin()
        let after = await drain.run { 1 }
        #expect(before == 1 && after == nil && drain.isOn)
    }

    @Test func `what is in flight is waited for`() async {
        let drain = Drain()
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        await withTaskGroup(of: Int?.self) { group in
            group.addTask {
                await drain.run {
                    start.finish()
                    for await _ in gate {}
                    return 7
                }
            }
            for await _ in started {}
            drain.begin()
            open.finish()
            await drain.wait(atMost: .seconds(30))
            #expect(await group.next() == 7)
        }
    }
}
