import Domain
import Foundation
import TestSupport
import Testing

@testable import Alerting

struct AlertLogTests {
    private let store = MemoryStore()
    private let folder: TemporaryFolder
    private var path: String { folder.path + "/alerts.jsonl" }

    init() throws { folder = try TemporaryFolder() }

    /// Raises an alert whose line begins as ours do.
    private func raise(_ numbers: ClosedRange<Int>) async throws {
        try await store.apply(
            numbers.map { .alert(Sample.alert($0), logLine: Array(line($0).utf8), deliveries: []) }
        )
    }

    private func line(_ number: Int) -> String { #"{"type":"story.opened","n":\#(number)}"# }

    private func whole(_ numbers: ClosedRange<Int>) -> String { numbers.map { line($0) + "\n" }.joined() }

    private var content: String {
        get throws { String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self) }
    }

    private func put(_ text: String) throws { try Data(text.utf8).write(to: URL(fileURLWithPath: path)) }

    private func openLog() -> AlertLog { AlertLog(path: path, store: store) }

    @Test func `lines are appended in order, to a file for its owner alone`() async throws {
        defer { folder.remove() }
        let log = openLog()
        try await raise(1...3)
        #expect(await log.catchUp())
        try await raise(4...250)
        #expect(await log.catchUp())
        #expect(try content == whole(1...250))
        #expect(try await store.logPosition() == 250)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test func `a restart repeats nothing`() async throws {
        defer { folder.remove() }
        try await raise(1...3)
        await openLog().catchUp()
        await openLog().catchUp()
        #expect(try content == whole(1...3))
    }

    struct Crash: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let position: Int64
        let file: String
    }

    private static func crashes() -> [Crash] {
        func line(_ number: Int) -> String { #"{"type":"story.opened","n":\#(number)}"# }
        let two = line(1) + "\n" + line(2) + "\n"
        return [
            Crash(testDescription: "appended, not noted", position: 2, file: two + line(3) + "\n" + line(4) + "\n"),
            Crash(testDescription: "one appended, not noted", position: 2, file: two + line(3) + "\n"),
            Crash(testDescription: "torn", position: 2, file: two + line(3) + "\n" + line(4).prefix(20)),
            Crash(testDescription: "torn at once", position: 2, file: two + "{"),
            Crash(testDescription: "all but the line's end", position: 2, file: two + line(3)),
            Crash(testDescription: "noted, but the end is lost", position: 4, file: two),
            Crash(testDescription: "noted, but the end is torn", position: 4, file: two + line(3).prefix(9)),
            Crash(
                testDescription: "zeros where a line was to be",
                position: 2,
                file: two + String(repeating: "\0", count: 80)
            ),
        ]
    }

    @Test(arguments: Self.crashes())
    func `after a crash the log has every line once`(_ crash: Crash) async throws {
        defer { folder.remove() }
        try await raise(1...4)
        try await store.setLogPosition(crash.position)
        try put(crash.file)
        #expect(await openLog().catchUp())
        #expect(try content == whole(1...4))
        #expect(try await store.logPosition() == 4)
    }

    @Test func `what others wrote stays, and our lines begin on their own`() async throws {
        defer { folder.remove() }
        try put("somebody's note")
        try await raise(1...1)
        await openLog().catchUp()
        #expect(try content == "somebody's note\n" + whole(1...1))
    }

    @Test func `after rotation new lines go to the new file alone`() async throws {
        defer { folder.remove() }
        let log = openLog()
        try await raise(1...2)
        await log.catchUp()
        try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
        try await raise(3...3)
        await log.reopen()
        try await raise(4...4)
        await log.catchUp()
        #expect(try content == whole(4...4))
        let old = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path + ".1")), as: UTF8.self)
        #expect(old == whole(1...3))
    }

    @Test func `a log that cannot be opened loses nothing and is told once`() async throws {
        defer { folder.remove() }
        let told = Locked(0)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        let log = AlertLog(path: path, store: store, tell: { _ in told.withLock { $0 += 1 } })
        try await raise(1...2)
        #expect(await !log.catchUp())
        #expect(await !log.catchUp())
        #expect(told.withLock { $0 } == 1)
        try FileManager.default.removeItem(atPath: path)
        #expect(await log.catchUp())
        #expect(try content == whole(1...2))
    }

    @Test(.timeLimit(.minutes(10)))
    func `a running log writes when it is woken and once more at its end`() async throws {
        defer { folder.remove() }
        let log = AlertLog(path: path, store: store, sleep: { _ in try await Task.sleep(for: .seconds(3_600)) })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await log.run() }
            try await raise(1...1)
            log.wake()
            while try await store.logPosition() < 1 { await Task.yield() }
            try await raise(2...2)
            group.cancelAll()
        }
        #expect(try content == whole(1...2))
    }
}
