import CLinux
import Glibc

/// Owns one file descriptor; it is closed with its owner.
struct Descriptor: ~Copyable {
    /// -1 once it is closed.
    private(set) var number: Int32

    /// Takes over an open descriptor.
    init(owning number: Int32) { self.number = number }

    deinit { if number >= 0 { _ = Glibc.close(number) } }

    /// Closes it now.
    mutating func close() {
        if number >= 0 { _ = Glibc.close(number) }
        number = -1
    }

    func setNonBlocking() { _ = fcntl(number, F_SETFL, O_NONBLOCK) }
}

/// A pipe that no program we start inherits by accident.
struct DescriptorPipe: ~Copyable {
    var reading: Descriptor
    var writing: Descriptor

    /// Nil where no descriptors are left (`errno`).
    init?() {
        var ends: [Int32] = [-1, -1]
        guard unsafe ends.withUnsafeMutableBufferPointer({ unsafe hl_pipe($0.baseAddress) }) == 0 else { return nil }
        reading = Descriptor(owning: ends[0])
        writing = Descriptor(owning: ends[1])
    }
}

/// The system's words for an error number.
enum SystemText {
    static func of(_ code: Int32) -> String {
        unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    }
}
