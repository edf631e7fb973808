package import Domain
import Glibc

/// Exit statuses of sysexits.h, as far as Hotline uses them.
package enum ExitStatus: Int32, Sendable {
    case ok = 0
    case usage = 64
    case badData = 65
    case noInput = 66
    case unavailable = 69
    case internalError = 70
    case io = 74
    case noPermission = 77
    case configuration = 78
}

/// A command that cannot go on: what to tell and with which status to end.
package struct CommandFailure: Error, Sendable {
    package let status: ExitStatus
    package let problems: [Problem]

    package init(_ status: ExitStatus, _ problems: [Problem]) {
        self.status = status
        self.problems = problems
    }

    package init(_ status: ExitStatus, _ problem: Problem) { self.init(status, [problem]) }
}

/// Standard output and standard error, whole lines at a time.
package enum Console {
    /// Writes `text` and a newline to standard output. False when nobody reads any more.
    @discardableResult
    package static func out(_ text: String) -> Bool { write(Array("\(text)\n".utf8), to: 1) }

    /// Writes raw bytes to standard output.
    @discardableResult
    package static func out(_ bytes: [UInt8]) -> Bool { write(bytes, to: 1) }

    /// Tells a problem on standard error as `hotline: FILE:LINE:COL: what; remedy`.
    package static func tell(_ problem: Problem) {
        _ = write(Array("hotline: \(singleLine(problem.description))\n".utf8), to: 2)
    }

    /// One line of the operational log, to standard error.
    static func logLine(_ line: String) { _ = write(Array("\(line)\n".utf8), to: 2) }

    /// Runs a command's body and turns its failure into messages and an exit status.
    package static func status(of body: () async throws -> ExitStatus) async -> Int32 {
        do {
            return try await body().rawValue
        } catch let failure as CommandFailure {
            failure.problems.forEach(tell)
            return failure.status.rawValue
        } catch let problems as Problems {
            problems.all.forEach(tell)
            return ExitStatus.configuration.rawValue
        } catch let error as StoreError {
            tell(Problem(error.message))
            return status(for: error).rawValue
        } catch {
            tell(Problem("unexpected error: \(error)", remedy: "please report it"))
            return ExitStatus.internalError.rawValue
        }
    }

    package static func status(for error: StoreError) -> ExitStatus {
        switch error {
        case .full: .io
        case .unavailable: .io
        case .locked: .unavailable
        case .unsound: .io
        }
    }

    /// Control characters shown as `\u{..}`, so that one message stays one line and moves no cursor.
    package static func singleLine(_ text: String) -> String {
        var shown = ""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x09, 0x0A: shown.unicodeScalars.append(scalar)
            case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069:
                shown += "\\u{\(String(scalar.value, radix: 16))}"
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0 {
                if errno == EINTR { continue }
                return false
            }
            rest = rest.dropFirst(written)
        }
        return true
    }
}
