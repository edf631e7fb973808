import Testing

@testable import HTTP

struct HostQueueTests {
    @Test func `hosts take turns, within their limit and that of all`() {
        var queue = HostQueue(places: 3, perHost: 2)
        for id in 1...4 { queue.add(UInt64(id), host: "a") }
        queue.add(5, host: "b")
        queue.add(6, host: "c")
        #expect([queue.next(), queue.next(), queue.next(), queue.next()] == [1, 5, 6, nil])
        queue.finish(host: "b")
        #expect([queue.next(), queue.next()] == [2, nil])
        queue.finish(host: "c")
        #expect(queue.next() == nil, "a has its two places")
        queue.finish(host: "a")
        #expect([queue.next(), queue.next()] == [3, nil])
    }

    @Test func `what was taken out does not run, and its host is not stuck`() {
        var queue = HostQueue(places: 9, perHost: 1)
        queue.add(1, host: "a")
        queue.remove(1, host: "a")
        #expect(queue.next() == nil)
        queue.add(2, host: "a")
        queue.add(3, host: "a")
        #expect(queue.next() == 2)
        queue.remove(3, host: "a")
        queue.finish(host: "a")
        #expect(queue.next() == nil)
        queue.add(4, host: "a")
        #expect(queue.next() == 4)
    }

    @Test func `whatever happens, all run once and no limit is passed`() {
        var seed: UInt64 = 7
        func random(_ bound: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(seed >> 33) % bound
        }
        var queue = HostQueue(places: 5, perHost: 2)
        var hosts: [UInt64: String] = [:]
        var running: [UInt64] = []
        var finished = 0
        for id in UInt64(1)...2_000 {
            hosts[id] = "h\(random(20))"
            queue.add(id, host: hosts[id] ?? "")
            while let next = queue.next() { running.append(next) }
            #expect(running.count <= 5)
            #expect(Dictionary(grouping: running, by: { hosts[$0] }).values.allSatisfy { $0.count <= 2 })
            if random(3) > 0, !running.isEmpty {
                queue.finish(host: hosts[running.remove(at: random(running.count))] ?? "")
                finished += 1
            }
        }
        while !running.isEmpty {
            queue.finish(host: hosts[running.removeLast()] ?? "")
            finished += 1
            while let next = queue.next() { running.append(next) }
        }
        #expect(finished == 2_000)
    }
}
