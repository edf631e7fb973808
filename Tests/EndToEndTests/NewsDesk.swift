import CCrypto
import Domain
import Foundation
import HTTP

/// A desk with a folder of its own, feeds on loopback that a test writes, and a webhook that verifies signatures.
final class NewsDesk: Sendable {
    struct Post: Sendable {
        let id: String
        let isSigned: Bool
        let body: [UInt8]

        var title: String {
            let object = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
            let item = (object?["data"] as? [String: Any])?["item"] as? [String: Any]
            return item?["title"] as? String ?? ""
        }
    }

    private struct State: Sendable {
        var pages: [String: LoopbackServer.Response] = [:]
        var requests: [LoopbackServer.Request] = []
        var posts: [Post] = []
        var hookStatus = 200
    }

    static let key = Array("0123456789abcdef0123456789abcdef".utf8)
    static var secret: String { "whsec_\(Data(key).base64EncodedString())" }

    let folder: URL
    private let state: Locked<State>
    private let server: LoopbackServer

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("hotline-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let state = Locked(State())
        self.state = state
        server = try LoopbackServer { request in
            state.withLock { state in
                guard request.target.hasPrefix("/hook") else {
                    state.requests.append(request)
                    return Self.answer(request, from: state)
                }
                state.posts.append(Self.post(request))
                return LoopbackServer.Response(state.hookStatus)
            }
        }
    }

    func close() {
        server.stop()
        try? FileManager.default.removeItem(at: folder)
    }

    // MARK: what the world does

    func publish(_ path: String, _ body: String, status: Int = 200, headers: [HeaderField] = []) {
        let type = [HeaderField("Content-Type", "application/xml")]
        state.withLock {
            $0.pages[path] = LoopbackServer.Response(
                status,
                headers: headers.isEmpty ? type : headers,
                body: Array(body.utf8)
            )
        }
    }

    func answerHook(with status: Int) { state.withLock { $0.hookStatus = status } }

    /// An Atom feed; each entry's text decides what it is.
    static func atom(_ entries: [(id: String, title: String, summary: String)], at time: Timestamp = SystemTime.now)
        -> String
    {
        let rows = entries.map { entry in
            """
            <entry><id>\(entry.id)</id><link href="https://outlet.example/\(entry.id)"/><title>\(entry.title)</title>
            <summary>\(entry.summary)</summary><updated>\(time)</updated><published>\(time)</published></entry>
            """
        }
        return """
            <?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><id>f</id>
            <updated>\(time)</updated>\(rows.joined())</feed>
            """
    }

    // MARK: what was seen of the program

    var posts: [Post] { state.withLock { $0.posts } }
    func requests(of path: String) -> [LoopbackServer.Request] {
        state.withLock { $0.requests.filter { $0.target == path } }
    }
    var alertLog: [String] {
        let text = (try? String(contentsOf: folder.appendingPathComponent("state/alerts.jsonl"), encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init)
    }

    func url(_ path: String) -> String { server.base + path }

    /// Writes a configuration that watches `paths`, polls every second, and posts to the desk's own webhook. `retries`: how
    /// often it is tried again, a second apart, before it is dead: many, so that nothing dies on a slow machine while a
    /// test makes the receiver well.
    func configure(
        _ paths: [String],
        extra: String = "",
        name: String = "hotline.yaml",
        status: String = "status: {listen: null}",
        feeds more: String = "",
        topic: DeskTopic = .shipped,
        retries: Int = 100
    ) throws -> String {
        let feeds = paths.map { "  - {name: \"Feed \($0)\", url: \"\(url($0))\"}" }.joined(separator: "\n")
        let text = """
            state: state
            seeds: null
            topic: \(try topic.path(in: folder))
            polling: {interval: 1s, min_interval: 1s, max_interval: 1s, timeout: 30s}
            network: {allow_private: true}
            \(status)
            feeds:
            \(feeds)\(more)
            alerts:
              retry: [\(Array(repeating: "1s", count: retries).joined(separator: ", "))]
              webhooks: [{name: desk, url: "\(url("/hook"))", secret: "\(Self.secret)"}]
            \(extra)
            """
        let path = folder.appendingPathComponent(name)
        try Data(text.utf8).write(to: path)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path.path)
        return path.path
    }

    // MARK: the server's side

    private static func answer(_ request: LoopbackServer.Request, from state: State) -> LoopbackServer.Response {
        guard var page = state.pages[request.target] else { return LoopbackServer.Response(404) }
        guard page.status == 200 else { return page }
        var hash: UInt64 = 14_695_981_039_346_656_037
        for byte in page.body { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
        let tag = "W/\"\(String(hash, radix: 16))\""
        page.headers.append(HeaderField("ETag", tag))
        guard request.header("If-None-Match") == tag else { return page }
        return LoopbackServer.Response(304, headers: [HeaderField("ETag", tag)])
    }

    private static func post(_ request: LoopbackServer.Request) -> Post {
        let id = request.header("webhook-id") ?? ""
        let signed = Array("\(id).\(request.header("webhook-timestamp") ?? "").".utf8) + request.body
        var mac = [UInt8](repeating: 0, count: 32)
        let written = unsafe hl_hmac_sha256(key, Int32(key.count), signed, signed.count, &mac)
        let expected = "v1,\(Data(mac).base64EncodedString())"
        let isSigned = written == 32 && request.header("webhook-signature") == expected
        return Post(id: id, isSigned: isSigned, body: request.body)
    }
}

/// The system's time, for feeds whose items must be of today.
enum SystemTime {
    static var now: Timestamp { Timestamp(seconds: Int64(Date().timeIntervalSince1970)) }
}
