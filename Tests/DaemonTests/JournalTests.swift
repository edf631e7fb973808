import Domain
import Foundation
import Glibc
import Logging
import TestSupport
import Testing

@testable import Daemon

/// The journal's native protocol against a datagram socket of the test's own.
struct JournalTests {
    /// Listens where journald would.
    private final class Journal {
        let path: String
        private let descriptor: Int32

        init(in folder: TemporaryFolder) throws {
            path = folder.path + "/socket"
            descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            let name = Array(path.utf8)
            try #require(name.count < 108)
            unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: name) }
            let descriptor = descriptor
            let bound = unsafe withUnsafePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            try #require(bound == 0)
        }

        deinit { close(descriptor) }

        /// The next datagram's fields, as journald reads them; nil when none has come.
        func next() -> [String: String]? {
            var bytes = [UInt8](repeating: 0, count: 262_144)
            let count = unsafe bytes.withUnsafeMutableBytes {
                unsafe recv(descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT))
            }
            guard count > 0 else { return nil }
            var rest = bytes[..<count]
            var fields: [String: String] = [:]
            while let end = rest.firstIndex(where: { $0 == 0x3D || $0 == 0x0A }) {
                let name = String(decoding: rest[..<end], as: UTF8.self)
                let isBinary = rest[end] == 0x0A
                rest = rest[(end + 1)...]
                var length = rest.firstIndex(of: 0x0A).map { $0 - rest.startIndex } ?? 0
                if isBinary {
                    length = rest.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
                    rest = rest.dropFirst(8)
                }
                fields[name] = String(decoding: rest.prefix(length), as: UTF8.self)
                rest = rest.dropFirst(length + 1)
            }
            return fields
        }
    }

    private func logger(_ journal: Journal) throws -> Logger {
        let socket = try #require(JournalSocket(path: journal.path))
        return Logger(label: "test") { _ in JournalLog(level: .info, prefixed: true, journal: socket) }
    }

    @Test func `an event is an entry with its priority, its id and each of its facts`() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let journal = try Journal(in: folder)
        try logger(journal).notice(
            .known(.alert),
            metadata: ["story": "s1", "url": "https://a.example/?x=1", "feed": "BBC World", "on-topic": "2"]
        )
        #expect(
            journal.next() == [
                "MESSAGE": "alert feed=\"BBC World\" on-topic=2 story=s1 url=\"https://a.example/?x=1\"",
                "PRIORITY": "5", "SYSLOG_IDENTIFIER": "hotline", "MESSAGE_ID": JournalMessage.alert.id,
                "HOTLINE_STORY": "s1", "HOTLINE_URL": "https://a.example/?x=1", "HOTLINE_FEED": "BBC World",
                "HOTLINE_ON_TOPIC": "2",
            ]
        )
    }

    @Test func `no text of a feed forges a field or moves a cursor`() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let journal = try Journal(in: folder)
        try logger(journal).error("odd", metadata: ["title": "a\nPRIORITY=0\u{1B}[2J\0", "": "x", "7_b": "y"])
        let fields = try #require(journal.next())
        #expect(fields["PRIORITY"] == "3")
        #expect(fields["HOTLINE_TITLE"] == "a\\nPRIORITY=0\\u{1b}[2J\\u{0}")
        #expect(fields["HOTLINE_7_B"] == "y")
        #expect(fields["MESSAGE_ID"] == nil)
        #expect(journal.next() == nil)
    }

    @Test func `a field of several lines is framed, a long one cut with a note, many are bounded`() throws {
        var entry = JournalEntry()
        entry.add("MESSAGE", "one\ntwo=2")
        #expect(entry.bytes == Array("MESSAGE\n".utf8) + [9, 0, 0, 0, 0, 0, 0, 0] + Array("one\ntwo=2\n".utf8))
        entry = JournalEntry()
        entry.add("long", String(repeating: "ü", count: 100_000))
        let text = String(decoding: entry.bytes, as: UTF8.self)
        #expect(text.hasPrefix("LONG=üü"))
        #expect(text.hasSuffix("ü… [195944 bytes cut]\n"), "\(text.suffix(40))")
        #expect(entry.bytes.count <= JournalEntry.longest + 6)
        for number in 0..<1_000 { entry.add("f\(number)", String(repeating: "x\n", count: 10_000)) }
        #expect(entry.bytes.count < 110_000)
    }

    @Test func `a journal that is gone gives the line to standard error and no trouble`() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        var journal: Journal? = try Journal(in: folder)
        let path = try #require(journal?.path)
        let socket = try #require(JournalSocket(path: path))
        journal = nil
        #expect(!socket.send(Array("MESSAGE=x\n".utf8)))
        #expect(JournalSocket(path: folder.path + "/nowhere") == nil)
        #expect(JournalSocket(path: "/" + String(repeating: "long", count: 40)) == nil)
    }

    @Test func `standard error is the journal's only where its device and inode say so`() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let file = unsafe open(folder.path + "/stream", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(file) }
        var status = stat()
        let isRead = unsafe fstat(file, &status) == 0
        #expect(isRead)
        let stream = "\(status.st_dev):\(status.st_ino)"
        #expect(JournalSocket.isStream(file, environment: ["JOURNAL_STREAM": stream]))
        #expect(!JournalSocket.isStream(file, environment: ["JOURNAL_STREAM": "\(status.st_dev):1"]))
        #expect(!JournalSocket.isStream(file, environment: ["JOURNAL_STREAM": ""]))
        #expect(!JournalSocket.isStream(file, environment: [:]))
    }

    @Test func `every message id is its own and stands in the man page`() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOf: root.appendingPathComponent("docs/man/hotline.1"), encoding: .utf8)
        #expect(Set(JournalMessage.allCases.map(\.id)).count == JournalMessage.allCases.count)
        for message in JournalMessage.allCases {
            #expect(message.id.count == 32 && message.id.allSatisfy(\.isHexDigit), "\(message)")
            #expect(page.contains(message.id), "\(message) is missing in the man page")
        }
    }
}
