import Domain
import Foundation
import Glibc

/// The real daemon as a child process: this very program, with `run`.
final class DemoDaemon {
    private let process = Process()

    /// Starts `hotline run` on a configuration; its log goes to `log`, after what is there.
    ///
    /// - Throws: when the program cannot be started.
    init(configuration: String, log: String) throws {
        if !FileManager.default.fileExists(atPath: log) {
            _ = FileManager.default.createFile(atPath: log, contents: nil)
        }
        guard let output = FileHandle(forWritingAtPath: log) else {
            throw Problem("the daemon's log cannot be written", at: .path(log))
        }
        _ = try output.seekToEnd()
        process.executableURL = URL(
            filePath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        )
        process.arguments = ["run", "--config", configuration]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
    }

    var isRunning: Bool { process.isRunning }

    /// As a power cut would: no handler runs.
    func kill() async {
        _ = Glibc.kill(process.processIdentifier, SIGKILL)
        await ended(within: 5)
    }

    /// Asks it to finish what is in flight.
    ///
    /// - Returns: its exit status; nil when it did not end in 10 seconds, or by a signal.
    func stop() async -> Int32? {
        process.terminate()
        guard await ended(within: 10) else {
            await kill()
            return nil
        }
        return process.terminationReason == .exit ? process.terminationStatus : nil
    }

    @discardableResult
    private func ended(within seconds: Int) async -> Bool {
        for _ in 0..<seconds * 50 where process.isRunning {
            do { try await Task.sleep(for: .milliseconds(20)) } catch { return !process.isRunning }
        }
        return !process.isRunning
    }
}
