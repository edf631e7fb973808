import Domain
import Foundation
import Glibc
import HTTP
import TestSupport
import Testing

@testable import Alerting

/// TLS in both its ways, against a server in Python with a certificate made for the occasion.
@Suite(.timeLimit(.minutes(10)))
struct MailTLSTests {
    private static func program(_ name: String) -> String? {
        ["/usr/bin/", "/usr/local/bin/", "/root/.pyenv/shims/"].map { $0 + name }.first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
    }

    private static var hasPrograms: Bool { program("python3") != nil && program("openssl") != nil }

    /// One session; what comes after STARTTLS (or at once, with `tls`) is written to a file.
    private static let server = """
        import socket, ssl, sys
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain("cert.pem", "key.pem")
        listener = socket.create_server(("127.0.0.1", 0))
        print(listener.getsockname()[1], flush=True)
        while True:
            connection, _ = listener.accept()
            try:
                safe = sys.argv[1] == "smtps"
                if safe: connection = context.wrap_socket(connection, server_side=True)
                lines, data, log = connection.makefile("rb"), False, []
                say = lambda text: connection.sendall(text.encode() + b"\\r\\n")
                say("220 hello")
                while line := lines.readline().decode().rstrip("\\r\\n"):
                    log.append(("safe " if safe else "open ") + line)
                    word = line[:4].upper()
                    if word == "EHLO": say("250-here\\r\\n250-AUTH PLAIN\\r\\n250 " + ("SIZE" if safe else "STARTTLS"))
                    elif word == "STAR":
                        say("220 go")
                        connection, safe = context.wrap_socket(connection, server_side=True), True
                        lines = connection.makefile("rb")
                    elif word == "AUTH":
                        say("334 ")
                        lines.readline()
                        say("235 welcome")
                    elif word == "DATA":
                        say("354 go")
                        while lines.readline() != b".\\r\\n": pass
                        say("250 taken")
                    elif word == "QUIT":
                        open("log", "w").write("\\n".join(log))
                        say("221 bye")
                        break
                    else: say("250 fine")
            except OSError as error:
                pass
            connection.close()
        """

    private func run(_ program: String, _ arguments: [String], in folder: TemporaryFolder) throws -> (Process, Pipe) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        return (process, output)
    }

    @Test(.enabled(if: hasPrograms, "needs python3 and openssl"), arguments: ["smtp", "smtps"])
    func `user, password and mail go through TLS alone, and only to a server whose certificate is right`(
        _ scheme: String
    ) async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let options = [
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", "key.pem", "-out", "cert.pem",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
        ]
        let (made, _) = try run(try #require(Self.program("openssl")), options, in: folder)
        made.waitUntilExit()
        try #require(made.terminationStatus == 0)
        let (server, output) = try run(try #require(Self.program("python3")), ["-c", Self.server, scheme], in: folder)
        defer {
            kill(server.processIdentifier, SIGKILL)
            server.waitUntilExit()
        }
        var greeting = ""
        while !greeting.hasSuffix("\n") {
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { break }
            greeting += String(decoding: more, as: UTF8.self)
        }
        let port = try #require(Int(greeting.dropLast()))
        var receiver = Sample.receiver("inbox")
        let address = try #require(MailAddress("desk@example.org"))
        receiver.way = .mail(
            MailWay(
                server: "\(scheme)://localhost:\(port)",
                from: address,
                to: [address],
                username: "desk",
                password: "word",
                security: .required,
                allowsPrivate: true
            )
        )
        let delivery = AlertRenderer.delivery(of: Sample.alert(1), to: receiver)
        let stranger = MailSink(client: MailClient(policy: NetworkPolicy()))
        let refused = await stranger.send(delivery, to: receiver, at: Sample.start)
        guard case .failed(let reason, _, _) = refused else {
            Issue.record("a stranger's certificate was taken")
            return
        }
        #expect(reason.contains("no safe connection"), "\(reason)")
        var policy = NetworkPolicy()
        policy.caFile = folder.path + "/cert.pem"
        let friend = MailSink(client: MailClient(policy: policy))
        #expect(await friend.send(delivery, to: receiver, at: Sample.start) == .delivered(status: 250))
        var log = ""
        for _ in 0..<6_000 where log.isEmpty {
            log = (try? String(contentsOfFile: folder.path + "/log", encoding: .utf8)) ?? ""
            if log.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        }
        let open = log.split(separator: "\n").filter { $0.hasPrefix("open") }.map { String($0.dropFirst(5).prefix(4)) }
        #expect(open == (scheme == "smtp" ? ["EHLO", "STAR"] : []), "\(log)")
        #expect(log.contains("safe AUTH PLAIN"))
        #expect(log.contains("safe MAIL FROM:<desk@example.org>"))
    }
}
