import Domain
import Glibc

/// Lines of a stream, as they come: nothing waits for more input than the line that is asked for.
///
/// Memory: one line, at most `mostBytes`; what is longer is skipped and told. Lines end with LF or CR LF; the last one may
/// end with the stream. A byte order mark at the beginning is dropped, ill-formed UTF-8 becomes U+FFFD.
struct LineReader {
    enum Line: Equatable {
        case text(String)
        case tooLong
    }

    private let descriptor: Int32
    private let mostBytes: Int
    private var buffer: [UInt8] = []
    /// What of `buffer` was given out already.
    private var start = 0
    /// What of `buffer` is known to hold no end of line.
    private var scanned = 0
    private var isAtEnd = false
    private var isSkipping = false
    private(set) var number = 0
    /// Why reading ended before the stream did; nil where it did not.
    private(set) var failure: Int32?

    /// `descriptor`: read from, not closed.
    init(_ descriptor: Int32, mostBytes: Int = 64 << 20) {
        self.descriptor = descriptor
        self.mostBytes = mostBytes
    }

    /// The next line; nil at the end.
    ///
    /// `beforeWaiting` is called before the stream is asked for more: the time to hand out what is ready.
    mutating func next(beforeWaiting: () -> Void) -> Line? {
        while true {
            if let end = endOfLine() {
                let line = take(upTo: end)
                start = end + 1
                scanned = start
                if isSkipping {
                    isSkipping = false
                    return .tooLong
                }
                return line
            }
            if isAtEnd {
                guard start < buffer.count || isSkipping else { return nil }
                let line = isSkipping ? .tooLong : take(upTo: buffer.count)
                if isSkipping { number += 1 }
                isSkipping = false
                start = buffer.count
                return line
            }
            dropOverlong()
            beforeWaiting()
            fill()
        }
    }

    private mutating func endOfLine() -> Int? {
        let found = buffer[scanned...].firstIndex(of: 0x0A)
        if found == nil { scanned = buffer.count }
        return found
    }

    private mutating func take(upTo end: Int) -> Line {
        number += 1
        var line = buffer[start..<end]
        if line.last == 0x0D { line = line.dropLast() }
        if number == 1, line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
        return .text(String(decoding: line, as: UTF8.self))
    }

    private mutating func dropOverlong() {
        guard buffer.count - start > mostBytes || isSkipping else { return }
        isSkipping = true
        start = buffer.count
        scanned = start
    }

    private mutating func fill() {
        if start > 0 {
            buffer.removeFirst(start)
            scanned -= start
            start = 0
        }
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count < 0 { failure = errno }
            if count <= 0 { isAtEnd = true }
            buffer.append(contentsOf: chunk.prefix(max(0, count)))
            return
        }
    }
}
