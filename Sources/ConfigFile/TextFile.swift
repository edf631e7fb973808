package import Domain
import Glibc

/// A text file of the operator's, read whole and with its mode.
package struct TextFile {
    /// All of it, without a byte order mark.
    package let text: String
    /// Permission bits, as of `chmod`.
    package let mode: UInt32
    /// The owner's user id.
    package let owner: UInt32

    /// Reads a regular file of valid UTF-8; a byte order mark is dropped.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - mostBytes: a larger file is refused.
    ///   - isXML: it may be in another encoding that it names, as `XMLText` reads it.
    ///   - followsLinks: false refuses a symbolic link, as for secrets.
    /// - Throws: what is wrong with the file, at `.path`.
    package init(path: String, mostBytes: Int, isXML: Bool = false, followsLinks: Bool = true) throws(Problem) {
        let place = Problem.Place.path(path)
        // O_NONBLOCK: a FIFO without a writer would else hold us for ever.
        let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (followsLinks ? 0 : O_NOFOLLOW)
        let descriptor = unsafe open(path, flags)
        guard descriptor >= 0 else { throw Self.cannotOpen(errno, at: place) }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw Self.cannotOpen(errno, at: place) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            let kind = status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "no regular file"
            throw Problem("is \(kind)", at: place, remedy: "name a file")
        }
        guard status.st_size <= mostBytes else {
            throw Problem("is larger than \(mostBytes) bytes", at: place, remedy: "is it the right file?")
        }
        var bytes = try Self.read(descriptor, mostBytes: mostBytes, at: place)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        guard let text = isXML ? XMLText.decoded(bytes) : String(validating: bytes, as: UTF8.self) else {
            throw Problem(
                "is no UTF-8 text",
                at: place,
                remedy: "save it as UTF-8\(isXML ? ", or let it declare its encoding" : "")"
            )
        }
        self.text = text
        mode = status.st_mode & 0o7777
        owner = status.st_uid
    }

    /// True when others than the owner may read it.
    package var isReadableByOthers: Bool { mode & 0o077 != 0 }

    private static func read(_ descriptor: Int32, mostBytes: Int, at place: Problem.Place) throws(Problem) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
            guard count != 0 else { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw cannotOpen(errno, at: place)
            }
            bytes.append(contentsOf: buffer[..<count])
            guard bytes.count <= mostBytes else {
                throw Problem("is larger than \(mostBytes) bytes", at: place, remedy: "is it the right file?")
            }
        }
    }

    private static func cannotOpen(_ code: Int32, at place: Problem.Place) -> Problem {
        switch code {
        case ENOENT, ENOTDIR: Problem("does not exist", at: place, remedy: "check the path", cause: .missing)
        case EACCES, EPERM:
            Problem(
                "may not be read",
                at: place,
                remedy: "let the user that hotline runs as read it",
                cause: .forbidden
            )
        case ELOOP: Problem("is a symbolic link", at: place, remedy: "name the file itself")
        default: Problem("cannot be read (\(unsafe String(cString: strerror(code))))", at: place)
        }
    }
}
