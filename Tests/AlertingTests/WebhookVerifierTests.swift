import Domain
import Foundation
import HTTP
import TestSupport
import Testing

@testable import Alerting

/// Others verify what we sign: the Swift code of docs/webhooks.md, and the reference library for Python.
@Suite(.timeLimit(.minutes(10)))
struct WebhookVerifierTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let secret = "whsec_" + Data((0..<32).map { UInt8($0) }).base64EncodedString()
    private static let other = "whsec_" + Data(repeating: 7, count: 32).base64EncodedString()

    private static func program(_ places: [String]) -> String? {
        places.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    private static var compiler: String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return program(path.split(separator: ":").map { "\($0)/swiftc" } + ["/opt/swift/usr/bin/swiftc"])
    }

    /// Fetched by scripts/standardwebhooks.sh, which `make test` calls.
    private static var python: String? {
        program([root.appendingPathComponent(".run/standardwebhooks/bin/python").path])
    }

    /// What is sent, and whether it is to be believed.
    private struct Delivered {
        let name: String
        let request: HTTPRequest
        let isGood: Bool
    }

    private func deliveries() throws -> [Delivered] {
        let now = Timestamp(seconds: Int64(Date().timeIntervalSince1970))
        let sent = { (secret: String, former: [String], time: Timestamp) -> HTTPRequest in
            let receiver = Receiver(
                name: "desk",
                url: "https://desk.example/hook",
                format: .standard,
                secret: WebhookSigner.key(from: secret),
                formerSecrets: former.compactMap { WebhookSigner.key(from: $0) },
                events: [.storyOpened]
            )
            let delivery = AlertRenderer.delivery(of: Sample.alert(1), to: receiver)
            return WebhookSink.request(for: delivery, to: receiver, at: time)
        }
        var forged = sent(Self.secret, [], now)
        forged.body = (forged.body ?? []) + [0x20]
        return [
            Delivered(name: "good", request: sent(Self.secret, [], now), isGood: true),
            Delivered(name: "in rotation", request: sent(Self.other, [Self.secret], now), isGood: true),
            Delivered(name: "another secret", request: sent(Self.other, [], now), isGood: false),
            Delivered(name: "old", request: sent(Self.secret, [], now.advanced(by: -4_000)), isGood: false),
            Delivered(name: "another body", request: forged, isGood: false),
        ]
    }

    /// Runs a program with the header fields as arguments and the body on standard input; its exit status.
    private func run(_ program: String, _ arguments: [String], input: [UInt8] = [], in folder: TemporaryFolder) throws
        -> (status: Int32, told: String)
    {
        let file = URL(fileURLWithPath: folder.path + "/input")
        try Data(input).write(to: file)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        process.standardInput = try FileHandle(forReadingFrom: file)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let told = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, told)
    }

    private func check(_ program: String, _ arguments: [String], in folder: TemporaryFolder) throws {
        for delivered in try deliveries() {
            let fields = delivered.request.headers.map { "\($0.name)=\($0.value)" }
            let body = try #require(delivered.request.body)
            let (status, told) = try run(program, arguments + fields, input: body, in: folder)
            #expect(status == (delivered.isGood ? 0 : 3), "\(delivered.name): \(told)")
        }
    }

    @Test(.enabled(if: compiler != nil, "needs swiftc"))
    func `the Swift code in the document believes what is signed and nothing else`() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let compiler = try #require(Self.compiler)
        let text = try String(contentsOf: Self.root.appendingPathComponent("docs/webhooks.md"), encoding: .utf8)
        let start = try #require(text.range(of: "```swift\n"))
        let end = try #require(text.range(of: "\n```", range: start.upperBound..<text.endIndex))
        try String(text[start.upperBound..<end.lowerBound]).write(
            toFile: folder.path + "/verifier.swift",
            atomically: false,
            encoding: .utf8
        )
        try Self.standIn.write(toFile: folder.path + "/Crypto.swift", atomically: false, encoding: .utf8)
        try Self.harness.write(toFile: folder.path + "/main.swift", atomically: false, encoding: .utf8)
        let module = ["-module-name", "Crypto", "-emit-module", "-emit-library", "-static", "-parse-as-library"]
        let first = try run(compiler, module + ["Crypto.swift", "-o", "libCrypto.a"], in: folder)
        try #require(first.status == 0, "\(first.told)")
        let second = try run(
            compiler,
            [
                "-swift-version", "6", "-I.", "-L.", "main.swift", "verifier.swift", "-lCrypto", "-lcrypto", "-o",
                "receiver",
            ],
            in: folder
        )
        try #require(second.status == 0, "\(second.told)")
        try check(folder.path + "/receiver", [Self.secret], in: folder)
    }

    /// swift-crypto's interface, as far as the document uses it, over OpenSSL's own HMAC: building the package would take
    /// longer than all other tests.
    private static let standIn = """
        import Foundation
        public struct SymmetricKey { let bytes: [UInt8]; public init(data: Data) { bytes = Array(data) } }
        public enum SHA256 {}
        @_silgen_name("EVP_sha256") func sha256() -> OpaquePointer
        @_silgen_name("HMAC") func hmac(
            _ kind: OpaquePointer, _ key: UnsafePointer<UInt8>, _ keyCount: Int32, _ data: UnsafePointer<UInt8>,
            _ count: Int, _ code: UnsafeMutablePointer<UInt8>, _ length: UnsafeMutablePointer<UInt32>
        ) -> UnsafeMutablePointer<UInt8>?
        public enum HMAC<Hash> {
            public static func isValidAuthenticationCode(_ code: Data, authenticating: Data, using key: SymmetricKey) -> Bool {
                var right = [UInt8](repeating: 0, count: 32)
                var length: UInt32 = 0
                let bytes = Array(authenticating)
                _ = hmac(sha256(), key.bytes, Int32(key.bytes.count), bytes, bytes.count, &right, &length)
                return Array(code) == right
            }
        }
        """

    private static let harness = """
        import Foundation
        var fields: [String: String] = [:]
        for argument in CommandLine.arguments.dropFirst(2) {
            let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
            fields[parts[0]] = parts[1]
        }
        let body = FileHandle.standardInput.readDataToEndOfFile()
        let verifier = WebhookVerifier(secret: CommandLine.arguments[1])!
        exit(verifier.verifiedID(header: { fields[$0] }, body: body) == fields["webhook-id"] ? 0 : 3)
        """

    @Test(.enabled(if: python != nil, "needs PyPI's standardwebhooks: sh scripts/standardwebhooks.sh"))
    func `the reference library of Standard Webhooks believes what is signed and nothing else`() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let script = """
            import json, sys
            from standardwebhooks.webhooks import Webhook, WebhookVerificationError
            headers = dict(field.split("=", 1) for field in sys.argv[2:])
            body = sys.stdin.buffer.read()
            try:
                alert = Webhook(sys.argv[1]).verify(body, headers)
            except WebhookVerificationError as error:
                print(error)
                sys.exit(3)
            assert alert == json.loads(body) and alert["type"] == "story.opened"
            """
        try check(try #require(Self.python), ["-c", script, Self.secret], in: folder)
    }
}
