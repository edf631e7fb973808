import Domain
import Glibc

/// A weights file in memory, checked before the engine sees it: the engine follows every offset in it unasked.
///
/// In memory and not mapped, since a mapped file that shrinks under us is SIGBUS.
@safe struct WeightsFile: ~Copyable, Sendable {
    static let mostBytes = 1 << 30
    /// The engine's kernels want 32.
    private static let alignment = 64

    /// Alive as long as this. Sendable because nobody writes to it once it is read.
    nonisolated(unsafe) let bytes: UnsafeMutableRawBufferPointer

    private init(byteCount: Int) {
        unsafe bytes = .allocate(byteCount: byteCount, alignment: Self.alignment)
    }

    deinit { unsafe bytes.deallocate() }

    /// - Throws: what is wrong with the file, and what to do.
    static func load(_ path: String) throws(Problem) -> WeightsFile {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw problem("the weights cannot be opened: \(SystemError.text(errno))", path) }
        defer { close(file) }
        var status = stat()
        guard unsafe fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw problem("the weights are no plain file", path)
        }
        guard let size = Int(exactly: status.st_size), (64...mostBytes).contains(size) else {
            throw problem("the weights take \(status.st_size) bytes, which cannot be", path)
        }
        let weights = WeightsFile(byteCount: size)
        guard unsafe fill(weights.bytes, from: file) else { throw problem("the weights cannot be read whole", path) }
        if let fault = unsafe WeightsFormat.fault(in: UnsafeRawBufferPointer(weights.bytes)) {
            throw problem("these are no weights for the engine: \(fault)", path)
        }
        return weights
    }

    private static func fill(_ buffer: UnsafeMutableRawBufferPointer, from file: Int32) -> Bool {
        var done = 0
        while done < buffer.count {
            let count = unsafe read(file, buffer.baseAddress?.advanced(by: done), buffer.count - done)
            if count > 0 { done += count } else if count == 0 || errno != EINTR { return false }
        }
        return true
    }

    private static func problem(_ message: String, _ path: String) -> Problem {
        Problem(message, at: .path(path), remedy: "fetch them anew with `make semantics`", severity: .warning)
    }
}
