import Domain
package import Logging

/// Writes one line an event to standard error, with the priority prefix that journald reads (sd-daemon(3)).
///
/// Plain text without the prefix when standard error is no journal. One `write` a line, so lines never mix;
/// control characters from feeds are shown, never sent, so nobody can forge a line.
package struct JournalLog: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    private let prefixed: Bool

    /// `prefixed` is true where standard error goes to journald (`JOURNAL_STREAM` is set).
    package init(level: Logger.Level, prefixed: Bool) {
        logLevel = level
        self.prefixed = prefixed
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var line = prefixed ? "<\(priority(event.level))>" : "\(event.level): "
        line += Self.escaped("\(event.message)")
        let fields = event.metadata.map { metadata.merging($0) { _, new in new } } ?? metadata
        for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
            line += " \(key)=\(Self.quoted("\(value)"))"
        }
        Console.logLine(line)
    }

    private func priority(_ level: Logger.Level) -> Int {
        switch level {
        case .critical: 2
        case .error: 3
        case .warning: 4
        case .notice: 5
        case .info: 6
        case .debug, .trace: 7
        }
    }

    /// Bare where it is one word, quoted else.
    private static func quoted(_ value: String) -> String {
        let text = escaped(value)
        let isWord = !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x22 && $0 != 0x3D }
        return isWord
            ? text : "\"\(text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "'"))\""
    }

    private static func escaped(_ text: String) -> String {
        Console.singleLine(text).split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\\n")
    }
}
