import Domain
import Foundation
import Glibc
import HTTP
import Testing

/// The built binary, run from outside as an operator does.
final class Program: Sendable {
    private let process: Locked<Process>
    let output: URL
    let errors: URL

    /// `.build/debug/hotline`, beside the test bundle.
    private static var binary: URL {
        var folder = Bundle.main.bundleURL
        for argument in CommandLine.arguments where argument.hasSuffix(".xctest") {
            folder = URL(fileURLWithPath: argument).deletingLastPathComponent()
        }
        let beside = folder.appendingPathComponent("hotline")
        if FileManager.default.isExecutableFile(atPath: beside.path) { return beside }
        // Swift Testing runs from a helper tool; the bundle's own path is in the loaded image.
        return URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent(".build/debug/hotline")
    }

    /// `destination`: where standard output goes instead of a file, which is then empty. `questions`: what it reads, as it
    /// comes. `environment`: beside the little that every one has.
    init(
        _ arguments: [String],
        in desk: NewsDesk,
        input: String? = nil,
        from questions: Pipe? = nil,
        to destination: FileHandle? = nil,
        environment: [String: String] = [:]
    ) throws {
        let name = UUID().uuidString
        output = desk.folder.appendingPathComponent("\(name).out")
        errors = desk.folder.appendingPathComponent("\(name).err")
        _ = FileManager.default.createFile(atPath: output.path, contents: nil)
        _ = FileManager.default.createFile(atPath: errors.path, contents: nil)
        let process = Process()
        process.executableURL = Self.binary
        process.arguments = arguments
        process.currentDirectoryURL = desk.folder
        process.environment = ["PATH": "/usr/bin:/bin", "SWIFT_BACKTRACE": "enable=no"]
            .merging(environment) { _, new in new }
        process.standardOutput = try destination ?? FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        if let input {
            let file = desk.folder.appendingPathComponent("\(name).in")
            try Data(input.utf8).write(to: file)
            process.standardInput = try FileHandle(forReadingFrom: file)
        } else if let questions {
            process.standardInput = questions
        } else {
            process.standardInput = FileHandle.nullDevice
        }
        try process.run()
        self.process = Locked(process)
    }

    /// Waits for the end and returns the exit status.
    func wait() async -> Int32 {
        await eventually { process.withLock { !$0.isRunning } }
        return process.withLock { $0.isRunning ? -1 : $0.terminationStatus }
    }

    func send(_ signal: Int32) { _ = process.withLock { kill($0.processIdentifier, signal) } }

    /// SIGTERM, then the exit status.
    func stop() async -> Int32 {
        send(SIGTERM)
        return await wait()
    }

    /// What it has printed on standard output.
    var printed: String { (try? String(contentsOf: output, encoding: .utf8)) ?? "" }
    /// What it has told on standard error.
    var told: String { (try? String(contentsOf: errors, encoding: .utf8)) ?? "" }
}

/// Asks again and again until `condition` holds; gives up after two minutes, and then the expectation that follows fails
/// by itself. So long because a machine may be slow, and a daemon's start on it.
func eventually(_ condition: () async -> Bool) async {
    let end = ContinuousClock.now.advanced(by: .seconds(120))
    while !(await condition()), ContinuousClock.now < end {
        do { try await Task.sleep(for: .milliseconds(20)) } catch { return }
    }
}
