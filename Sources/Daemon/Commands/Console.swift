package import Domain
import Foundation
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
    /// How the process ends.
    package let status: ExitStatus
    /// What is told on standard error, one line each.
    package let problems: [Problem]

    package init(_ status: ExitStatus, _ problems: [Problem]) {
        self.status = status
        self.problems = problems
    }

    package init(_ status: ExitStatus, _ problem: Problem) { self.init(status, [problem]) }

    /// What is wrong with a file that the command line names: 66 where it is not there, 77 where it may not be read or
    /// written, 65 for what is in it.
    package init(input problems: [Problem]) {
        let causes = Set(problems.map(\.cause))
        let status: ExitStatus = causes == [.missing] ? .noInput : causes == [.forbidden] ? .noPermission : .badData
        self.init(status, problems)
    }
}

extension CommandFailure {
    /// A file that Foundation could not write: 77 where this user may not, else 74.
    init(writing path: String, _ error: any Error) {
        let code = (error as? CocoaError)?.code
        let isForbidden = code == .fileWriteNoPermission || code == .fileWriteVolumeReadOnly
        self.init(
            isForbidden ? .noPermission : .io,
            isForbidden
                ? Problem("may not be written", at: .path(path), remedy: "check the permissions of file and folder")
                : Problem("cannot be written", at: .path(path), remedy: "is there room, and is the folder there?")
        )
    }
}

/// Standard output and standard error, whole lines at a time.
package enum Console {
    /// Why standard output took no more: the system's code; nil while it takes everything.
    private static let trouble = Locked<Int32?>(nil)

    /// Holds the places of closed standard streams, so that no file or socket is opened there and written to as output.
    ///
    /// Output and errors get a stream that cannot be written, so that output to nowhere does not count as told.
    package static func holdStreams() {
        for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) == -1 {
            _ = unsafe open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
        }
    }

    /// Writes `text` and a newline to standard output. False when nobody reads any more; `status` tells it at the end.
    @discardableResult
    package static func out(_ text: String) -> Bool { out(Array("\(text)\n".utf8)) }

    /// Writes raw bytes to standard output.
    @discardableResult
    package static func out(_ bytes: [UInt8]) -> Bool {
        guard trouble.withLock({ $0 == nil }) else { return false }
        guard let code = write(bytes, to: 1) else { return true }
        trouble.withLock { $0 = code }
        return false
    }

    /// Tells a problem on standard error as `hotline: FILE:LINE:COL: what; remedy`.
    package static func tell(_ problem: Problem) {
        _ = write(Array("hotline: \(singleLine(problem.description))\n".utf8), to: 2)
    }

    /// Text and a newline on standard error, as it is.
    package static func error(_ text: String) { _ = write(Array("\(text)\n".utf8), to: 2) }

    /// One line of the operational log, to standard error.
    static func logLine(_ line: String) { _ = write(Array("\(line)\n".utf8), to: 2) }

    /// Runs a command's body and turns its failure into messages and an exit status.
    ///
    /// What could not be printed was not done: 74, with a message unless a reader went away (`hotline … | head`).
    package static func status(of body: () async throws -> ExitStatus) async -> Int32 {
        let status = await statusOfBody(body)
        guard let code = trouble.withLock({ $0 }) else { return status }
        if code != EPIPE {
            let reason = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
            tell(Problem("standard output cannot be written: \(reason)", remedy: "send it where there is room"))
        }
        return status == ExitStatus.ok.rawValue ? ExitStatus.io.rawValue : status
    }

    private static func statusOfBody(_ body: () async throws -> ExitStatus) async -> Int32 {
        do {
            return try await body().rawValue
        } catch let failure as CommandFailure {
            failure.problems.forEach(tell)
            return failure.status.rawValue
        } catch let problems as Problems {
            problems.all.forEach(tell)
            // Mistakes are the configuration's; a file that this user may not read is not mended by editing it.
            let isForbidden = problems.all.allSatisfy { $0.cause == .forbidden } && !problems.all.isEmpty
            return (isForbidden ? ExitStatus.noPermission : .configuration).rawValue
        } catch let problem as Problem {
            tell(problem)
            return CommandFailure(input: [problem]).status.rawValue
        } catch let error as StoreError {
            tell(Problem(error.message))
            return status(for: error).rawValue
        } catch {
            tell(Problem("unexpected error: \(error)", remedy: "please report it"))
            return ExitStatus.internalError.rawValue
        }
    }

    /// The exit status of a command that the store failed.
    package static func status(for error: StoreError) -> ExitStatus {
        switch error {
        case .full: .io
        case .unavailable: .io
        case .missing: .noInput
        case .forbidden: .noPermission
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

    /// The system's code where not all could be written.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0 {
                let code = errno
                if code == EINTR { continue }
                guard code == EAGAIN, isWritable(descriptor) else { return code }
                continue
            }
            rest = rest.dropFirst(written)
        }
        return nil
    }

    /// Waits until a stream that does not block takes more.
    private static func isWritable(_ descriptor: Int32) -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return unsafe poll(&request, 1, -1) > 0 || errno == EINTR
    }
}
