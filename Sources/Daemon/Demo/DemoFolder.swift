import Domain
import Foundation

/// The demonstration's folder: configuration, topic, seed, secret, state and log, all for itself.
struct DemoFolder {
    let path: String
    /// The webhook's signing key, new every time.
    let secret: [UInt8]

    var configuration: String { "\(path)/hotline.yaml" }
    var log: String { "\(path)/daemon.log" }

    /// - Throws: when no folder can be made.
    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "hotline-demo-\(UUID().uuidString)").path
        secret = (0..<32).map { _ in UInt8.random(in: .min ... .max) }
        try FileManager.default.createDirectory(
            atPath: "\(path)/seeds",
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
    }

    /// Writes the configuration for servers at these addresses, and the files that it names.
    func write(newsroom: String, webhook: String) throws {
        try write("seeds/\(DemoSeed.fileName)", DemoSeed.text)
        try write(DemoTopic.fileName, DemoTopic.text)
        try write("webhook.secret", "whsec_\(Data(secret).base64EncodedString())\n")
        let feeds = DemoOutlet.allCases.map { "  - {name: \"\($0.name)\", url: \"\(newsroom)/\($0.rawValue)\"}" }
        try write(
            "hotline.yaml",
            """
            state: state
            seeds: seeds
            topic: \(DemoTopic.fileName)
            polling: {interval: 1s, min_interval: 1s, max_interval: 1s, timeout: 5s, per_host: 8}
            network: {allow_private: true}
            status: {listen: null}
            alerts:
              retry: [1s, 1s, 1s, 1s, 2s, 2s, 2s, 2s]
              webhooks:
                - name: desk
                  url: \(webhook)/hook
                  secret: {file: webhook.secret}
            feeds:
            \(feeds.joined(separator: "\n"))
            """
        )
    }

    /// The last lines of the daemon's log.
    var logTail: String {
        guard let bytes = FileManager.default.contents(atPath: log) else { return "(none)" }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").suffix(15).joined(separator: "\n")
    }

    func remove() {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            Console.tell(Problem("cannot be removed: \(error)", at: .path(path)))
        }
    }

    private func write(_ name: String, _ text: String) throws {
        let file = "\(path)/\(name)"
        try Data(text.utf8).write(to: URL(filePath: file))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
    }
}
