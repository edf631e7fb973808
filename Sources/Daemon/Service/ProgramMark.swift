import Domain
import Foundation

/// Tells this program from any other: what it has boiled down, another may boil down otherwise.
///
/// By the linker's build id, where there is one, and the size and the time of the file.
enum ProgramMark {
    /// Of the running program; computed once.
    static let own = mark(of: "/proc/self/exe")

    /// - Parameter path: an executable.
    /// - Returns: its fingerprint; of a file that cannot be read, that of nothing.
    static func mark(of path: String) -> UInt64 {
        var hash = FNV1a()
        let attributes: [FileAttributeKey: Any]
        let head: [UInt8]
        do {
            let path = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
            attributes = try FileManager.default.attributesOfItem(atPath: path)
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { do { try file.close() } catch { /* it was only read */  } }
            head = [UInt8](try file.read(upToCount: 1 << 16) ?? Data())
        } catch {
            return hash.value
        }
        hash.add(buildID(in: head) ?? [])
        hash.add("\(attributes[.size] ?? 0) \(attributes[.modificationDate] ?? 0)".utf8)
        return hash.value
    }

    /// The note that the linker leaves with `--build-id`: "GNU", type 3 (ELF's .note.gnu.build-id).
    ///
    /// - Parameter head: the file's beginning, where the linker puts it.
    /// - Returns: nil where there is none.
    static func buildID(in head: [UInt8]) -> [UInt8]? {
        let begin: [UInt8] = [4, 0, 0, 0, 20, 0, 0, 0, 3, 0, 0, 0] + Array("GNU\0".utf8)
        guard let start = head.firstRange(of: begin)?.upperBound, start + 20 <= head.count else { return nil }
        return Array(head[start..<start + 20])
    }
}
