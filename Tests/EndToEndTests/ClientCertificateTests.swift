import Domain
import Foundation
import Glibc
import TestSupport
import Testing

/// A publisher who lets in whom it knows by a certificate.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(10)))
struct ClientCertificateTests {
    @Test(arguments: [
        ("a certificate and its key", "client_cert: client.pem, client_key: client.key", true),
        ("one file with both", "client_cert: both.pem", true),
        ("a locked key", "client_cert: client.pem, client_key: locked.key, client_key_password: {file: word}", true),
        ("a locked key and no word", "client_cert: client.pem, client_key: locked.key", false),
        ("a stranger's", "client_cert: server.pem, client_key: server.key", false), ("none", "", false),
    ])
    func `the server lets in whom it knows`(_ name: String, _ options: String, _ isLetIn: Bool) async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        let folder = kiosk.desk.folder
        try await Self.makeCertificates(in: folder)
        try Data(Kiosk.atom("Rain").utf8).write(to: folder.appendingPathComponent("feed.xml"))
        let server = try TLSServer(in: folder)
        defer { server.stop() }
        let port = try await server.port()
        let url = "https://127.0.0.1:\(port)/feed.xml"
        try kiosk.configure(
            feeds: ["{url: \"\(url)\"\(options.isEmpty ? "" : ", \(options)")}"],
            network: "{allow_private: true, ca_file: server.pem}"
        )
        let sweep = try await kiosk.poll()
        #expect(sweep.outcomes == [isLetIn ? "ok" : "error"], "\(sweep.errors) \(sweep.told)")
        #expect(isLetIn || sweep.errors[0].contains("no safe connection"), "\(sweep.errors)")
    }

    @Test func `a key that others may read is refused with its place`() async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        let folder = kiosk.desk.folder
        try await Self.makeCertificates(in: folder)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644],
            ofItemAtPath: folder.appendingPathComponent("client.key").path
        )
        let options = "client_cert: client.pem, client_key: client.key"
        try kiosk.configure(feeds: ["{url: \"https://127.0.0.1/feed\", \(options)}"])
        let check = try await kiosk.run("check")
        #expect(check.status == 78 && check.told.contains("client.key is open to others"), "\(check.told)")
    }

    private static func makeCertificates(in folder: URL) async throws {
        for name in ["server", "client"] {
            try await openssl(
                in: folder,
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=\(name)",
                "-addext",
                "subjectAltName=IP:127.0.0.1",
                "-keyout",
                "\(name).key",
                "-out",
                "\(name).pem"
            )
        }
        try await openssl(
            in: folder,
            "ec",
            "-aes256",
            "-passout",
            "pass:sesame",
            "-in",
            "client.key",
            "-out",
            "locked.key"
        )
        let both = ["client.pem", "client.key"].map { folder.appendingPathComponent($0) }
        try (Data(contentsOf: both[0]) + Data(contentsOf: both[1])).write(to: folder.appendingPathComponent("both.pem"))
        try Data("sesame\n".utf8).write(to: folder.appendingPathComponent("word"))
        for file in ["client.key", "server.key", "locked.key", "both.pem", "word"] {
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o600],
                ofItemAtPath: folder.appendingPathComponent(file).path
            )
        }
    }

    private static func openssl(in folder: URL, _ arguments: String...) async throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardError = FileHandle.nullDevice
        try process.run()
        await eventually { !process.isRunning }
        try #require(!process.isRunning && process.terminationStatus == 0)
    }
}

/// `openssl s_server`, which serves the files of its folder to those who show `client.pem`.
private final class TLSServer {
    private let process = Process()
    private let said: URL

    init(in folder: URL) throws {
        said = folder.appendingPathComponent("said")
        _ = FileManager.default.createFile(atPath: said.path, contents: nil)
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = [
            "s_server", "-accept", "127.0.0.1:0", "-cert", "server.pem", "-key", "server.key", "-CAfile", "client.pem",
            "-Verify", "1", "-verify_return_error", "-WWW",
        ]
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: said)
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    /// The port that it says it listens at.
    func port() async throws -> String {
        var port: Substring?
        await eventually {
            let text = (try? String(contentsOf: said, encoding: .utf8)) ?? ""
            port = text.firstMatch(of: /ACCEPT 127\.0\.0\.1:(\d+)/)?.1
            return port != nil
        }
        return String(try #require(port))
    }

    func stop() {
        kill(process.processIdentifier, SIGKILL)  // it does not mind SIGTERM
    }
}
