import CLinux
import Domain
import Glibc

/// Bytes that are wanted once more, at the end: on disk, in a file without a name. What is short, or finds no room there,
/// stays in memory.
final class Spill: Sendable {
    /// Where bytes are.
    enum Piece: Sendable {
        case memory([UInt8])
        case file(offset: Int, count: Int)
    }

    private static let shortest = 512

    private let descriptor: Int32
    private let end = Locked(0)

    /// A spill on the disk that holds the state.
    init(beside state: StatePlace) {
        descriptor = if case .folder(let folder) = state { unsafe hl_unnamed_file(folder) } else { -1 }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Takes bytes.
    func keep(_ bytes: [UInt8]) -> Piece {
        guard descriptor >= 0, bytes.count >= Self.shortest else { return .memory(bytes) }
        let offset = end.withLock { end in
            defer { end += bytes.count }
            return end
        }
        let written = unsafe bytes.withUnsafeBytes {
            unsafe pwrite(descriptor, $0.baseAddress, $0.count, off_t(offset))
        }
        return written == bytes.count ? .file(offset: offset, count: bytes.count) : .memory(bytes)
    }

    /// Gives them back; nil where the disk does not.
    func bytes(of piece: Piece) -> [UInt8]? {
        switch piece {
        case .memory(let bytes): return bytes
        case .file(let offset, let count):
            var bytes = [UInt8](repeating: 0, count: count)
            let read = unsafe bytes.withUnsafeMutableBytes {
                unsafe pread(descriptor, $0.baseAddress, $0.count, off_t(offset))
            }
            return read == count ? bytes : nil
        }
    }
}
