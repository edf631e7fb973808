import Domain

/// What people in a channel are told of an alert, cleaned, not yet cut or escaped.
struct Notice: Sendable {
    let title: String
    let url: String?
    let summary: String
    /// Feed, time, kind, and for a story that grew its number of outlets, in one line.
    let source: String
    let raised: Timestamp
    let severity: Severity

    init(_ alert: Alert) {
        let item = alert.item
        // A story keeps its first item as its face; the link leads to the newest.
        let title = PlainText.clean(alert.type == .storyGrown ? alert.story.title : item.title)
        self.title = title.isEmpty ? "Untitled" : title
        url = Link.whole(item.url)
        summary = PlainText.clean(item.summary)
        let feed = PlainText.cut(PlainText.clean(item.feedName), to: 100, in: .scalars)
        let time = item.published.time.description
        let kind = alert.story.kind.map { PlainText.cut(PlainText.clean($0), to: 50, in: .scalars) }
        let loud = alert.severity == .alert ? "" : alert.severity.rawValue.uppercased()
        let growth = alert.type == .storyGrown ? "\(alert.story.outlets.count) outlets now" : nil
        source = [loud, feed, String(time.prefix(16)).replacing("T", with: " ") + " UTC", kind, growth]
            .compactMap(\.self).filter { !$0.isEmpty }.joined(separator: " · ")
        raised = alert.raised
        severity = alert.severity
    }
}

/// What a receiver's URL says beside where to post: some services take their channel in the body.
struct Destination: Sendable {
    /// Where the request goes.
    let url: String
    /// Telegram's `chat_id`, from the URL's query.
    let chat: String
    /// ntfy's topic, the URL's last path part: its JSON goes to the server's root.
    let topic: String

    init(_ receiver: Receiver) {
        let whole = receiver.url
        let (path, query) = Self.parts(whole, at: "?")
        chat =
            query.split(separator: "&").first { $0.hasPrefix("chat_id=") }
            .map { String($0.dropFirst(8)).removingPercentEncodingOrSelf } ?? ""
        guard receiver.format == .ntfy, let start = Link.afterScheme(path),
            let slash = path[start...].lastIndex(of: "/"), path.index(after: slash) < path.endIndex
        else {
            url = whole
            topic = ""
            return
        }
        topic = String(path[path.index(after: slash)...])
        url = String(path[...slash]) + (query.isEmpty ? "" : "?" + query)
    }

    private static func parts(_ text: String, at mark: Character) -> (String, String) {
        guard let index = text.firstIndex(of: mark) else { return (text, "") }
        return (String(text[..<index]), String(text[text.index(after: index)...]))
    }
}

extension String {
    /// Percent-decoded where that gives text.
    fileprivate var removingPercentEncodingOrSelf: String {
        var bytes: [UInt8] = []
        let source = Array(utf8)
        var index = 0
        while index < source.count {
            if source[index] == UInt8(ascii: "%"), index + 2 < source.count,
                let byte = UInt8(String(decoding: source[index + 1...index + 2], as: UTF8.self), radix: 16)
            {
                bytes.append(byte)
                index += 3
            } else {
                bytes.append(source[index])
                index += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
