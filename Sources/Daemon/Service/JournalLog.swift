import Domain
package import Logging

/// Writes one event at a time to the journal, or a line to standard error where there is none.
///
/// To journald in its native protocol: `MESSAGE` has the line that standard error would have, and the metadata are
/// fields of their own (`HOTLINE_FEED`, `HOTLINE_STORY`, `HOTLINE_URL` …), with `MESSAGE_ID` for what has one. What
/// journald does not take goes to standard error, with the priority prefix of sd-daemon(3) where that is its stream.
/// One `write` a line, so lines never mix; control characters from feeds are shown, never sent, so nobody can forge one.
package struct JournalLog: LogHandler {
    /// The least severe level that is written.
    package var logLevel: Logger.Level
    /// Added to every line.
    package var metadata: Logger.Metadata = [:]
    private let prefixed: Bool
    private let journal: JournalSocket?

    /// - Parameters:
    ///   - level: the least severe one that is logged.
    ///   - prefixed: true where standard error goes to journald.
    ///   - journal: nil for standard error alone.
    init(level: Logger.Level, prefixed: Bool, journal: JournalSocket?) {
        logLevel = level
        self.prefixed = prefixed
        self.journal = journal
    }

    /// The log as this process was started: to the journal when standard error is the journal's, else to standard error.
    package static func standard(level: Logger.Level, environment: [String: String]) -> JournalLog {
        let isStream = JournalSocket.isStream(environment: environment)
        return JournalLog(level: level, prefixed: isStream, journal: isStream ? JournalSocket() : nil)
    }

    /// One field of `metadata`.
    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// One line on standard error, its level as the journal's prefix.
    package func log(event: LogEvent) {
        let message = Self.escaped("\(event.message)")
        let all = event.metadata.map { metadata.merging($0) { _, new in new } } ?? metadata
        let fields = all.sorted { $0.key < $1.key }.map { (name: $0.key, value: Self.escaped("\($0.value)")) }
        let line = fields.reduce(message) { "\($0) \($1.name)=\(Self.quoted($1.value))" }
        let priority = Self.priority(event.level)
        if let journal, journal.send(Self.entry(message, line: line, priority: priority, fields)) { return }
        Console.logLine((prefixed ? "<\(priority)>" : "\(event.level): ") + line)
    }

    private static func entry(
        _ message: String,
        line: String,
        priority: Int,
        _ fields: [(name: String, value: String)]
    ) -> [UInt8] {
        var entry = JournalEntry()
        entry.add("MESSAGE", line)
        entry.add("PRIORITY", String(priority))
        entry.add("SYSLOG_IDENTIFIER", "hotline")
        if let known = JournalMessage(rawValue: message) { entry.add("MESSAGE_ID", known.id) }
        for field in fields { entry.add("HOTLINE_\(field.name)", field.value) }
        return entry.bytes
    }

    private static func priority(_ level: Logger.Level) -> Int {
        switch level {
        case .critical: 2
        case .error: 3
        case .warning: 4
        case .notice: 5
        case .info: 6
        case .debug, .trace: 7
        }
    }

    /// Bare where it is one word, quoted else. Takes what is escaped already.
    private static func quoted(_ text: String) -> String {
        let isWord = !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x22 && $0 != 0x3D }
        return isWord
            ? text : "\"\(text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "'"))\""
    }

    private static func escaped(_ text: String) -> String {
        Console.singleLine(text).split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\\n")
    }
}
