import Glibc

/// Paths as the configuration means them.
enum Paths {
    enum Kind: String {
        case file, folder
    }

    /// The working folder; `/` where it is gone.
    static var working: String {
        guard let buffer = unsafe getcwd(nil, 0) else { return "/" }
        defer { unsafe free(buffer) }
        return unsafe String(cString: buffer)
    }

    /// `path` from `folder`, where it is relative. `.` and `..` stay for the kernel, which knows the links.
    static func absolute(_ path: String, in folder: String) -> String {
        if path.hasPrefix("/") { return path }
        let path = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
        return folder == "/" ? "/\(path)" : "\(folder)/\(path)"
    }

    /// The folder that holds `path`, absolute.
    static func folder(of path: String) -> String {
        let whole = absolute(path, in: working)
        guard let slash = whole.lastIndex(of: "/"), slash != whole.startIndex else { return "/" }
        return String(whole[..<slash])
    }

    /// What is in the way of reading; nil when nothing is.
    static func trouble(with path: String, wanted: Kind) -> String? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            return errno == EACCES ? "may not be reached" : "does not exist"
        }
        let isFolder = status.st_mode & S_IFMT == S_IFDIR
        guard isFolder == (wanted == .folder) else { return isFolder ? "is a folder" : "is no folder" }
        return unsafe access(path, R_OK | (isFolder ? X_OK : 0)) == 0 ? nil : "may not be read"
    }
}
