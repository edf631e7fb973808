import Domain
import Glibc

/// A file, or standard input, read whole.
enum InputBytes {
    /// - Parameters:
    ///   - path: `-` for standard input.
    ///   - mostBytes: what is longer is refused.
    /// - Returns: everything in it, as it is.
    /// - Throws: 66 where there is no such file, 77 where it may not be read, 65 where it is too long, 74 where reading fails.
    static func read(_ path: String, mostBytes: Int) throws(CommandFailure) -> [UInt8] {
        let isStandardInput = path == "-"
        let place = Problem.Place.path(isStandardInput ? "standard input" : path)
        let descriptor = isStandardInput ? 0 : unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CommandFailure(
                errno == EACCES ? .noPermission : .noInput,
                Problem("cannot be read", at: place, remedy: "name a file that is there")
            )
        }
        defer { if !isStandardInput { close(descriptor) } }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw errno == EISDIR
                    ? CommandFailure(.noInput, Problem("is a folder", at: place, remedy: "name a file"))
                    : CommandFailure(.io, Problem("cannot be read", at: place))
            }
            if count == 0 { return bytes }
            bytes.append(contentsOf: buffer[..<count])
            guard bytes.count <= mostBytes else {
                throw CommandFailure(.badData, Problem("is larger than \(mostBytes) bytes", at: place))
            }
        }
    }
}
