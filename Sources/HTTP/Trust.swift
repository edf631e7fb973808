import CCurl
import CLinux
import Domain
import Glibc

/// Which certificates are trusted: the system's, and those of a file beside them.
///
/// libcurl takes one file. The two are joined in an unnamed file in memory, because a folder of certificates or a blob
/// would switch off libcurl's cache of parsed certificates: 17 ms of CPU a handshake instead of 0.6 (measured, 7.88).
@safe struct Trust: ~Copyable {
    /// The file for `CURLOPT_CAINFO`; nil for libcurl's default.
    let path: String?
    /// Why no https can be asked; nil when all is well.
    let flaw: String?
    private let file: Int32

    init(further: String?) {
        guard let further else {
            path = nil
            flaw = nil
            file = -1
            return
        }
        guard let added = Self.contents(of: further), added.contains(0x2D) else {
            path = nil
            flaw = "the certificates of \(further) cannot be read"
            file = -1
            return
        }
        let system = Self.systemBundle.flatMap { Self.contents(of: $0) } ?? []
        file = unsafe hl_memory_file("hotline-certificates")
        guard file >= 0, Self.write(system + [0x0A] + added, to: file) else {
            path = nil
            flaw = "no memory file for the certificates: errno \(errno)"
            return
        }
        path = "/proc/self/fd/\(file)"
        flaw = nil
    }

    deinit {
        if file >= 0 { close(file) }
    }

    private static var systemBundle: String? {
        guard let version = unsafe hl_version_info() else { return nil }
        guard let path = unsafe version.pointee.cainfo else { return nil }
        return unsafe String(cString: path)
    }

    private static func write(_ bytes: [UInt8], to file: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
            if count <= 0 { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private static func contents(of path: String) -> [UInt8]? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var all: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while all.count < 16_000_000 {
            let count = unsafe piece.withUnsafeMutableBytes { unsafe read(file, $0.baseAddress, $0.count) }
            if count < 0 { return nil }
            if count == 0 { return all }
            all += piece.prefix(count)
        }
        return nil
    }
}
