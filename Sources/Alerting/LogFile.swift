import CLinux
import Glibc

/// Owns the descriptor of an append-only file of lines.
final class LogFile {
    private let descriptor: Int32

    /// Opens or makes the file with mode 0600, and takes away a last line of ours that has no end.
    ///
    /// - Throws: with the system's words.
    init(path: String) throws(LogFileError) {
        let isNew = unsafe access(path, F_OK) != 0
        let flags = O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
        descriptor = unsafe open(path, flags, 0o600)
        guard descriptor >= 0 else { throw LogFileError("cannot be opened", errno) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw LogFileError(message: "is no regular file")
        }
        do {
            try dropTornLine(Int(status.st_size))
            if isNew { try Self.syncFolder(of: path) }
        } catch {
            close(descriptor)
            throw error
        }
    }

    deinit { close(descriptor) }

    /// Appends whole lines and syncs them. On an error the file is cut back to what it was, as far as that can be.
    func append(_ lines: [[UInt8]]) throws(LogFileError) {
        let size = lseek(descriptor, 0, SEEK_END)
        let bytes = Array(lines.map { $0 + [0x0A] }.joined())
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes[written...].withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let error = LogFileError("cannot be written", errno)
                if size >= 0 { _ = ftruncate(descriptor, size) }
                throw error
            }
            written += count
        }
        // After a failed sync the lines may or may not be there; the file is opened and compared again.
        guard fdatasync(descriptor) == 0 else { throw LogFileError("cannot be synced", errno) }
    }

    /// The last whole lines, of the last megabyte at most.
    func tail() throws(LogFileError) -> [[UInt8]] {
        let size = Int(lseek(descriptor, 0, SEEK_END))
        let start = max(0, size - 1_048_576)
        let bytes = try read(from: start, count: size - start)
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: true).map { Array($0) }
        if start > 0, !lines.isEmpty { lines.removeFirst() }
        return lines
    }

    private func dropTornLine(_ size: Int) throws(LogFileError) {
        guard size > 0 else { return }
        var end = size
        var isEnded = false
        while end > 0, !isEnded {
            let start = max(0, end - 65_536)
            let bytes = try read(from: start, count: end - start)
            // Without its whole count the file changed under us: leave it.
            guard bytes.count == end - start else { return }
            if let index = bytes.lastIndex(of: 0x0A) {
                end = start + index + 1
                isEnded = true
            } else {
                end = start
            }
        }
        guard end < size else { return }
        let torn = try read(from: end, count: min(size - end, 65_536))
        if torn.first == 0 || torn.starts(with: Self.opening) || Self.opening.starts(with: torn) {
            guard ftruncate(descriptor, end) == 0, fdatasync(descriptor) == 0 else {
                throw LogFileError("cannot be mended", errno)
            }
        } else {
            // Not ours to take away; ours begin on a line of their own.
            try append([[]])
        }
    }

    /// What every line of ours begins with. A power cut may also leave zeros where a line was to be.
    private static let opening = Array(#"{"type":""#.utf8)

    private func read(from start: Int, count: Int) throws(LogFileError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: max(0, count))
        var got = 0
        while got < bytes.count {
            let more = unsafe bytes[got...].withUnsafeMutableBytes {
                unsafe pread(descriptor, $0.baseAddress, $0.count, start + got)
            }
            if more < 0, errno == EINTR { continue }
            guard more >= 0 else { throw LogFileError("cannot be read", errno) }
            if more == 0 { break }
            got += more
        }
        return Array(bytes.prefix(got))
    }

    /// A new name is durable only with its folder.
    private static func syncFolder(of path: String) throws(LogFileError) {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw LogFileError("has a folder that cannot be opened", errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw LogFileError("has a folder that cannot be synced", errno) }
    }
}

/// Why the file could not be used, in one line.
struct LogFileError: Error {
    let message: String

    init(message: String) { self.message = message }

    init(_ what: String, _ code: Int32) {
        let text = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
        self.init(message: "\(what): \(text)")
    }
}
