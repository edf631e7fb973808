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

    /// So much is gathered before it is written: thousands of feeds are a few hundred writes.
    private static let block = 1 << 16

    private struct Ends {
        /// Where the next piece begins.
        var end = 0
        /// What begins at `start` is not written yet.
        var start = 0
        var gathered: [UInt8] = []
        /// Blocks for which there was no room, by where they begin.
        var kept: [Int: [UInt8]] = [:]
    }

    private static let shortest = 512

    private let descriptor: Int32
    private let ends = Locked(Ends())

    /// A spill on the disk that holds the state.
    init(beside state: StatePlace) {
        descriptor = if case .folder(let folder) = state { unsafe hl_unnamed_file(folder) } else { -1 }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Takes bytes.
    func keep(_ bytes: [UInt8]) -> Piece {
        guard descriptor >= 0, bytes.count >= Self.shortest else { return .memory(bytes) }
        let descriptor = descriptor
        return ends.withLock { ends in
            let offset = ends.end
            ends.gathered.append(contentsOf: bytes)
            ends.end += bytes.count
            if ends.gathered.count >= Self.block { Self.write(&ends, to: descriptor) }
            return .file(offset: offset, count: bytes.count)
        }
    }

    private static func write(_ ends: inout Ends, to descriptor: Int32) {
        let start = ends.start
        let written = unsafe ends.gathered.withUnsafeBytes {
            unsafe pwrite(descriptor, $0.baseAddress, $0.count, off_t(start))
        }
        if written != ends.gathered.count { ends.kept[start] = ends.gathered }
        ends.gathered.removeAll(keepingCapacity: true)
        ends.start = ends.end
    }

    /// Gives them back; nil where the disk does not.
    func bytes(of piece: Piece) -> [UInt8]? {
        guard case .file(let offset, let count) = piece else {
            if case .memory(let bytes) = piece { return bytes }
            return nil
        }
        let held = ends.withLock { ends -> [UInt8]? in
            if offset >= ends.start { return Array(ends.gathered[offset - ends.start..<offset - ends.start + count]) }
            guard !ends.kept.isEmpty, let start = ends.kept.keys.filter({ $0 <= offset }).max(),
                let block = ends.kept[start], offset - start + count <= block.count
            else { return nil }
            return Array(block[offset - start..<offset - start + count])
        }
        if let held { return held }
        var bytes = [UInt8](repeating: 0, count: count)
        let read = unsafe bytes.withUnsafeMutableBytes {
            unsafe pread(descriptor, $0.baseAddress, $0.count, off_t(offset))
        }
        return read == count ? bytes : nil
    }
}
