import Foundation
import Glibc
import Testing

@testable import Daemon

struct LineReaderTests {
    private func lines(_ text: [UInt8], mostBytes: Int = 1_000) throws -> [LineReader.Line] {
        let pipe = Pipe()
        try pipe.fileHandleForWriting.write(contentsOf: Data(text))
        try pipe.fileHandleForWriting.close()
        var reader = LineReader(pipe.fileHandleForReading.fileDescriptor, mostBytes: mostBytes)
        var found: [LineReader.Line] = []
        while let line = reader.next(beforeWaiting: {}) { found.append(line) }
        #expect(reader.number == found.count && reader.failure == nil)
        return found
    }

    @Test(arguments: [
        ("", []), ("a", ["a"]), ("a\n", ["a"]), ("a\r\nb", ["a", "b"]), ("\n\n", ["", ""]),
        ("\u{FEFF}a\n\u{FEFF}b", ["a", "\u{FEFF}b"]),
        ("я\nн\n", ["я", "н"]),
    ])
    func `lines end with LF, CR LF or the stream`(_ text: String, _ wanted: [String]) throws {
        #expect(try lines(Array(text.utf8)) == wanted.map { .text($0) })
    }

    @Test func `ill-formed bytes are replaced, not refused`() throws {
        #expect(try lines([0x61, 0xFF, 0x0A]) == [.text("a\u{FFFD}")])
    }

    @Test func `what cannot be read is told`() {
        var reader = LineReader(-1)
        #expect(reader.next(beforeWaiting: {}) == nil && reader.failure == EBADF)
    }

    @Test func `a line that is too long is skipped, the next one is not`() throws {
        // Written piece by piece, so that the reader sees the long line in several reads.
        let pipe = Pipe()
        var reader = LineReader(pipe.fileHandleForReading.fileDescriptor, mostBytes: 4)
        let writer = pipe.fileHandleForWriting
        var pieces = ["abcdefgh", "ijkl", "mn\nok\n", "tail tail"]
        var found: [LineReader.Line] = []
        func feed() {
            guard !pieces.isEmpty else { return writer.closeFile() }
            writer.write(Data(pieces.removeFirst().utf8))
        }
        while let line = reader.next(beforeWaiting: feed) { found.append(line) }
        #expect(found == [.tooLong, .text("ok"), .tooLong] && reader.number == 3)
    }
}
