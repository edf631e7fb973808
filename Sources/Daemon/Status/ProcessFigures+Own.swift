import Glibc
import Reporting

extension ProcessFigures {
    /// From /proc/self and getrusage(2); what cannot be read is nil.
    static func own() -> ProcessFigures {
        var figures = ProcessFigures()
        var usage = rusage()
        if unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 {
            let parts = [usage.ru_utime, usage.ru_stime]
            figures.cpuSeconds = parts.reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
        }
        if let text = read("/proc/self/statm"),
            let pages = text.split(separator: " ").dropFirst().first.flatMap({ Int64($0) })
        {
            figures.residentBytes = pages * Int64(sysconf(Int32(_SC_PAGESIZE)))
        }
        figures.openFiles = openFiles()
        return figures
    }

    /// Bytes in physical memory now; 0 where that cannot be read.
    static var ownMemory: Int { Int(clamping: own().residentBytes ?? 0) }

    private static func read(_ path: String) -> String? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
    }

    private static func openFiles() -> Int? {
        guard let folder = unsafe opendir("/proc/self/fd") else { return nil }
        defer { unsafe closedir(folder) }
        var count = -3  // `.`, `..` and the folder itself
        while unsafe readdir(folder) != nil { count += 1 }
        return max(0, count)
    }
}
