import Domain
import Foundation
import Glibc

/// A loopback SMTP server (RFC 5321) that replies as it is told and remembers what it was sent.
///
/// One connection after the other, on a thread of its own; call `stop` at the end. It speaks no TLS: with
/// `offersTLS` it offers STARTTLS and then cannot keep its word, as a man in the middle might.
package final class ScriptedMailServer: Sendable {
    /// A mail that was taken.
    package struct Mail: Sendable, Hashable {
        package let from: String
        package let to: [String]
        /// Dots unstuffed, lines ended by CR LF.
        package let message: [UInt8]

        package init(from: String, to: [String], message: [UInt8]) {
            self.from = from
            self.to = to
            self.message = message
        }
    }

    private struct State: Sendable {
        var mails: [Mail] = []
        var commands: [String] = []
        var replies: [String: String] = [:]
        var isStopped = false
    }

    package let port: Int
    private let state = Locked(State())
    private let listener: Int32
    private let capabilities: [String]

    /// With `offersTLS` it says STARTTLS to EHLO; with `offersLogin` AUTH PLAIN, and takes what comes.
    package init(offersTLS: Bool = false, offersLogin: Bool = false) throws {
        capabilities = ["here"] + (offersTLS ? ["STARTTLS"] : []) + (offersLogin ? ["AUTH PLAIN"] : [])
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let bound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                unsafe bind(listener, name, length) == 0 && listen(listener, 16) == 0
                    && getsockname(listener, name, &length) == 0
            }
        }
        guard bound else { throw POSIXError(.EADDRINUSE) }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { self.serve() }
    }

    package var url: String { "smtp://127.0.0.1:\(port)" }
    /// What was taken, in order.
    package var mails: [Mail] { state.withLock { $0.mails } }
    /// Every line that a client sent outside a message.
    package var commands: [String] { state.withLock { $0.commands } }

    /// Replies with `line` to commands that begin so; `"."` is the end of a message, nil takes the rule back.
    package func reply(to command: String, _ line: String?) { state.withLock { $0.replies[command] = line } }

    package func stop() {
        state.withLock { $0.isStopped = true }
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private func serve() {
        while true {
            let connection = accept(listener, nil, nil)
            if state.withLock({ $0.isStopped }) || connection < 0 { break }
            session(connection)
            close(connection)
        }
        close(listener)
    }

    private func session(_ connection: Int32) {
        var buffer: [UInt8] = []
        var from = ""
        var to: [String] = []
        guard say("220 scripted", connection) else { return }
        while let line = line(connection, &buffer) {
            state.withLock { $0.commands.append(line) }
            let verb = line.prefix { $0 != " " && $0 != ":" }.uppercased()
            let scripted = state.withLock { state in state.replies.first { line.hasPrefix($0.key) }?.value }
            if let scripted {
                guard say(scripted, connection) else { return }
                continue
            }
            switch verb {
            case "EHLO", "HELO":
                for (index, name) in capabilities.enumerated() {
                    _ = say("250\(index == capabilities.count - 1 ? " " : "-")\(name)", connection)
                }
            case "MAIL":
                from = Self.path(line)
                _ = say("250 2.1.0 fine", connection)
            case "RCPT":
                to.append(Self.path(line))
                _ = say("250 2.1.5 fine", connection)
            case "DATA":
                _ = say("354 go on", connection)
                guard let message = message(connection, &buffer) else { return }
                let refusal = state.withLock { $0.replies["."] }
                if refusal == nil {
                    let mail = Mail(from: from, to: to, message: message)
                    state.withLock { $0.mails.append(mail) }
                }
                _ = say(refusal ?? "250 2.0.0 taken", connection)
                to = []
            case "AUTH":
                _ = say("334 ", connection)
                guard let token = self.line(connection, &buffer) else { return }
                state.withLock { $0.commands.append(token) }
                _ = say("235 2.7.0 welcome", connection)
            case "STARTTLS":
                _ = say("220 go on", connection)
                return
            case "QUIT":
                _ = say("221 bye", connection)
                return
            default: _ = say("500 what", connection)
            }
        }
    }

    private static func path(_ line: String) -> String {
        String(line.drop { $0 != "<" }.dropFirst().prefix { $0 != ">" })
    }

    private func message(_ connection: Int32, _ buffer: inout [UInt8]) -> [UInt8]? {
        var message: [UInt8] = []
        while let line = line(connection, &buffer) {
            if line == "." { return message }
            message += (line.hasPrefix(".") ? String(line.dropFirst()) : line).utf8 + [0x0D, 0x0A]
        }
        return nil
    }

    private func say(_ text: String, _ connection: Int32) -> Bool {
        let bytes = Array("\(text)\r\n".utf8)
        return unsafe bytes.withUnsafeBytes { unsafe send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            == bytes.count
    }

    /// The next line without its end; nil at the end of the connection.
    private func line(_ connection: Int32, _ buffer: inout [UInt8]) -> String? {
        while true {
            if let end = buffer.firstIndex(of: 0x0A) {
                let line = String(decoding: buffer[..<end].filter { $0 != 0x0D }, as: UTF8.self)
                buffer.removeSubrange(...end)
                return line
            }
            var piece = [UInt8](repeating: 0, count: 16_384)
            let count = unsafe piece.withUnsafeMutableBytes { unsafe recv(connection, $0.baseAddress, $0.count, 0) }
            guard count > 0 else { return nil }
            buffer += piece.prefix(count)
        }
    }
}
