import Domain
import Glibc

/// The folder that holds the state, with its lock: one process at a time owns it.
///
/// Made with mode 0700, its files with 0600. The lock is `flock` on `hotline.lock`, so it ends with the process
/// however that ends. The file tells the holder's pid, and whether a database was ever made here, so that an emptied one
/// is not taken for a new one.
struct StateFolder: Sendable {
    let path: String

    var database: String { path + "/hotline.sqlite" }
    var lockFile: String { path + "/hotline.lock" }

    /// Makes the folder where it is missing; its parent must be there.
    func make() throws(StoreError) {
        if unsafe mkdir(path, 0o700) == 0 { return }
        let code = errno
        switch code {
        case EEXIST:
            var status = stat()
            guard unsafe stat(path, &status) == 0 else {
                throw .unavailable("\(path): \(errorText(errno)); check the path and who may read it")
            }
            guard status.st_mode & S_IFMT == S_IFDIR else {
                throw .unavailable("\(path): is no folder; name a folder as \"state\"")
            }
        case ENOENT:
            throw .unavailable("\(path): the folder above it is missing; create it, or name another as \"state\"")
        case EACCES, EPERM, EROFS:
            throw .forbidden(
                "\(path): cannot be created (\(errorText(code))); give this user the right, or name another as \"state\""
            )
        case ENOSPC, EDQUOT:
            throw .full("\(path): cannot be created (\(errorText(code))); make room")
        default:
            throw .unavailable("\(path): cannot be created (\(errorText(code)))")
        }
    }

    /// There is a database, and this user may use it.
    func requireDatabase() throws(StoreError) {
        guard unsafe access(database, R_OK | W_OK) != 0 else { return }
        let code = errno
        switch code {
        case ENOENT, ENOTDIR:
            throw .missing("\(database): is not there; `hotline run` or `hotline poll` makes it")
        default:
            throw .forbidden(
                "\(database): \(errorText(code)); ask as the user that hotline runs as (sudo -u USER hotline …)"
            )
        }
    }

    /// Makes an empty database file that only this user can read, unless there is one; SQLite gives its mode to the WAL.
    ///
    /// - Throws: `.unsound` for an empty file where a database was.
    func prepareDatabase(wasMade: Bool) throws(StoreError) {
        let file = unsafe open(database, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else {
            let code = errno
            let text = "\(database): cannot be opened (\(errorText(code)))"
            switch code {
            case ENOSPC, EDQUOT: throw .full(text + "; make room")
            case EACCES, EPERM, EROFS: throw .forbidden(text + "; the state folder must be writable for this user")
            case ELOOP: throw .unavailable("\(database): is a symbolic link; put the database itself there")
            default: throw .unavailable(text + "; the state folder must be writable for this user")
            }
        }
        defer { close(file) }
        var status = stat()
        if wasMade, unsafe fstat(file, &status) == 0, status.st_size == 0 {
            throw .unsound(
                "\(database): is empty or gone, but held a database before; restore a backup, or remove \(lockFile) to begin anew"
            )
        }
    }
}

/// What a file looks like from outside: another size, time or inode, and somebody wrote to it.
struct FileStamp: Equatable {
    private let text: String

    /// Nil where it cannot be looked at.
    init?(_ path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        text = "\(status.st_ino) \(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
    }

    init(line: Substring) { text = String(line) }

    var line: String { text }
}

/// Owns the lock of a state folder until it is destroyed.
struct FolderLock: ~Copyable {
    private let file: Int32

    /// Whether the lock file says that a database was made here.
    let databaseWasMade: Bool
    /// What the database was when its last owner had closed it in order; nil where none did.
    let closedAs: FileStamp?

    private static let mark = "database made"
    private static let closeMark = "closed as "
    private static let length = 255

    /// - Throws: `.locked` with the holder's pid; `.unavailable` where the folder cannot be written.
    init(_ folder: StateFolder) throws(StoreError) {
        let path = folder.lockFile
        let file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else {
            let code = errno
            if code == ENOSPC || code == EDQUOT {
                throw .full("\(path): cannot be created (\(errorText(code))); make room")
            }
            let text = "\(path): cannot be opened (\(errorText(code))); the state folder must be writable for this user"
            throw code == EACCES || code == EPERM || code == EROFS ? .forbidden(text) : .unavailable(text)
        }
        let text = Self.content(of: file)
        guard Self.lock(file) else {
            let code = errno
            close(file)
            guard code == EWOULDBLOCK else { throw .unavailable("\(path): cannot be locked (\(errorText(code)))") }
            let holder = text.prefix { $0 != "\n" }.filter { $0.isASCII && $0.isNumber }
            throw .locked(
                "\(folder.path): is held by another hotline (process \(holder.isEmpty ? "unknown" : holder)); "
                    + "stop that one, or name another folder as \"state\""
            )
        }
        databaseWasMade = text.contains(Self.mark)
        closedAs = text.split(separator: "\n").first { $0.hasPrefix(Self.closeMark) }
            .map { FileStamp(line: $0.dropFirst(Self.closeMark.count)) }
        self.file = file
        write(isMade: databaseWasMade)
    }

    /// Tries for a second: the last holder may be about to end, or has just started another program, which holds a copy
    /// of the lock until it is executed.
    private static func lock(_ file: Int32) -> Bool {
        for _ in 0..<50 {
            if flock(file, LOCK_EX | LOCK_NB) == 0 { return true }
            guard errno == EWOULDBLOCK || errno == EINTR else { return false }
            usleep(20_000)
        }
        return flock(file, LOCK_EX | LOCK_NB) == 0
    }

    /// Notes that there is a database now; from here on an empty one is damage.
    func noteDatabase() { if !databaseWasMade { write(isMade: true) } }

    /// Notes that the database was closed in order: as long as it stays as it is now, nothing can have damaged it.
    func noteClosed(_ stamp: FileStamp) { write(isMade: true, closedAs: stamp) }

    private func write(isMade: Bool, closedAs stamp: FileStamp? = nil) {
        let pid = String(getpid())
        let line =
            pid + String(repeating: " ", count: max(0, 20 - pid.count)) + "\n" + (isMade ? Self.mark + "\n" : "")
            + (stamp.map { Self.closeMark + $0.line + "\n" } ?? "")
        // Always of one length, so that a full disk can take it in place.
        var bytes = Array(line.utf8) + Array(repeating: 0x20, count: max(0, Self.length - line.utf8.count))
        // Best effort: the lock holds all the same, only its text is old.
        _ = unsafe pwrite(file, &bytes, bytes.count, 0)
    }

    private static func content(of file: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = unsafe pread(file, &buffer, buffer.count, 0)
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }

    deinit { close(file) }
}

/// What the system calls `code`.
func errorText(_ code: Int32) -> String {
    guard let text = unsafe strerror(code) else { return "error \(code)" }
    return unsafe String(cString: text)
}
