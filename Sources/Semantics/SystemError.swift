import Glibc

/// What errno and the dynamic linker say.
enum SystemError {
    static func text(_ code: Int32) -> String {
        guard let text = unsafe strerror(code) else { return "error \(code)" }
        return unsafe String(cString: text)
    }

    /// The linker's last complaint, on this thread.
    static func linker() -> String {
        guard let text = unsafe dlerror() else { return "no reason is given" }
        return unsafe String(cString: text)
    }
}
