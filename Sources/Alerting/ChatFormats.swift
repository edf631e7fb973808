import Domain

/// Slack, incoming webhooks: blocks of plain text, one link; `text` is what notifications show.
///
/// Limits: header 150, section 3,000 characters. `& < >` are Slack's only special characters; escaped, a `<!channel>` is text.
enum SlackFormat {
    static func body(of notice: Notice) -> [UInt8] {
        var blocks: [JSON] = [
            .object([("type", .text("header")), ("text", plain(notice.title, 150))])
        ]
        if !notice.summary.isEmpty {
            blocks.append(.object([("type", .text("section")), ("text", plain(notice.summary, 3_000))]))
        }
        if let link = notice.url.map(link) {
            blocks.append(.object([("type", .text("section")), ("text", link)]))
        }
        blocks.append(
            .object([("type", .text("context")), ("elements", .array([plain(notice.source, 500)]))])
        )
        return JSON.object([
            ("text", .text(escaped(notice.title, 1_000))), ("blocks", .array(blocks)), ("unfurl_links", .bool(false)),
            ("unfurl_media", .bool(false)),
        ]).bytes
    }

    private static func plain(_ text: String, _ limit: Int) -> JSON {
        .object([("type", .text("plain_text")), ("text", .text(escaped(text, limit))), ("emoji", .bool(false))])
    }

    /// `<url|label>`; a `|` would end the address, so it is percent-encoded.
    private static func link(_ url: String) -> JSON {
        let address = escape(url).replacing("|", with: "%7C")
        return .object([
            ("type", .text("mrkdwn")), ("text", .text("<\(address)|Read it there>")), ("verbatim", .bool(true)),
        ])
    }

    private static func escaped(_ text: String, _ limit: Int) -> String {
        escape(PlainText.cut(text, to: limit) { UTF16.width($0) + (special[$0].map { $0.utf8.count - 1 } ?? 0) })
    }

    private static func escape(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { $0 += special[$1] ?? String($1) }
    }

    private static let special: [Unicode.Scalar: String] = ["&": "&amp;", "<": "&lt;", ">": "&gt;"]
}

/// Discord: one embed; `allowed_mentions` names nobody, so nothing in it pings.
///
/// Limits: title 256, description 4,096, footer 2,048, 6,000 in all, counted in UTF-16 to be safe.
enum DiscordFormat {
    static func body(of notice: Notice) -> [UInt8] {
        var embed: [(String, JSON)] = [("title", .text(Markdown.escaped(notice.title, 256, in: .utf16)))]
        if let url = notice.url { embed.append(("url", .text(url))) }
        embed.append(("description", .text(Markdown.escaped(notice.summary, 3_000, in: .utf16))))
        if let color = Color.of(notice.severity) { embed.append(("color", .integer(color))) }
        embed.append(("timestamp", .text(notice.raised.description)))
        embed.append(("footer", .object([("text", .text(PlainText.cut(notice.source, to: 500, in: .utf16)))])))
        return JSON.object([
            ("embeds", .array([.object(embed)])),
            ("allowed_mentions", .object([("parse", .array([]))])),
        ]).bytes
    }
}

/// Microsoft Teams by a Workflow: an Adaptive Card of text runs, which know no markdown and no mentions.
///
/// Limit: some 28 KB in all; summaries are cut at 2,000 characters.
enum TeamsFormat {
    static func body(of notice: Notice) -> [UInt8] {
        var card: [(String, JSON)] = [
            ("$schema", .text("http://adaptivecards.io/schemas/adaptive-card.json")),
            ("type", .text("AdaptiveCard")),
            ("version", .text("1.2")),
            (
                "body",
                .array([
                    runs(notice.title, 300, [("size", .text("medium")), ("weight", .text("bolder"))] + color(notice)),
                    runs(notice.summary.isEmpty ? notice.title : notice.summary, 2_000, []),
                    runs(notice.source, 300, [("isSubtle", .bool(true)), ("size", .text("small"))]),
                ])
            ),
        ]
        if let url = notice.url {
            let open = JSON.object([
                ("type", .text("Action.OpenUrl")), ("title", .text("Read it there")), ("url", .text(url)),
            ])
            card.append(("actions", .array([open])))
        }
        card.append(("msteams", .object([("width", .text("full"))])))
        let attachment = JSON.object([
            ("contentType", .text("application/vnd.microsoft.card.adaptive")), ("contentUrl", .null),
            ("content", .object(card)),
        ])
        return JSON.object([("type", .text("message")), ("attachments", .array([attachment]))]).bytes
    }

    private static func color(_ notice: Notice) -> [(String, JSON)] {
        switch notice.severity {
        case .flash: [("color", .text("attention"))]
        case .urgent: [("color", .text("warning"))]
        case .alert: []
        }
    }

    private static func runs(_ text: String, _ limit: Int, _ style: [(String, JSON)]) -> JSON {
        let run = [("type", JSON.text("TextRun")), ("text", .text(PlainText.cut(text, to: limit, in: .utf16)))] + style
        return .object([("type", .text("RichTextBlock")), ("inlines", .array([.object(run)]))])
    }
}

/// Mattermost: an attachment in its Markdown. `@all` would ping even there, so `@` becomes its full-width twin.
///
/// Limit: 16,383 characters a message; 4,000 on old servers, which is kept to.
enum MattermostFormat {
    static func body(of notice: Notice) -> [UInt8] {
        let title = Markdown.escaped(notice.title.withoutMentions, 300, in: .utf16)
        var attachment: [(String, JSON)] = [("fallback", .text(title)), ("title", .text(title))]
        if let color = Color.of(notice.severity) {
            let digits = String(color, radix: 16)
            attachment.append(("color", .text("#" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits)))
        }
        if let url = notice.url { attachment.append(("title_link", .text(url))) }
        attachment.append(("text", .text(Markdown.escaped(notice.summary.withoutMentions, 3_000, in: .utf16))))
        attachment.append(("footer", .text(PlainText.cut(notice.source.withoutMentions, to: 300, in: .utf16))))
        return JSON.object([("attachments", .array([.object(attachment)]))]).bytes
    }
}

/// Telegram's sendMessage as plain text: without `parse_mode` nothing is markup.
///
/// Limit: 4,096 UTF-16 units. The link comes last and whole, on a line of its own.
enum TelegramFormat {
    static func body(of notice: Notice, chat: String) -> [UInt8] {
        let title = PlainText.cut(notice.title.withoutMentions, to: 500, in: .utf16)
        let end = [PlainText.cut(notice.source.withoutMentions, to: 300, in: .utf16), notice.url].compactMap { $0 }
            .joined(separator: "\n")
        let room = 4_096 - title.utf16.count - end.utf16.count - 4
        let summary = PlainText.cut(notice.summary.withoutMentions, to: max(0, room), in: .utf16)
        let text = [title, summary, end].filter { !$0.isEmpty }.joined(separator: "\n\n")
        return JSON.object([
            ("chat_id", Int64(chat).map { .integer($0) } ?? .text(chat)), ("text", .text(text)),
            ("link_preview_options", .object([("is_disabled", .bool(true))])),
        ]).bytes
    }
}

/// ntfy's JSON, never its header fields: a line end in a headline could not become a field.
///
/// Limit: 4,096 bytes of message, 250 of title; longer would become an attachment.
enum NtfyFormat {
    static func body(of notice: Notice, topic: String) -> [UInt8] {
        let source = PlainText.cut(notice.source, to: 300, in: .bytes)
        let room = 4_000 - source.utf8.count - 2
        let summary = PlainText.cut(notice.summary, to: room, in: .bytes)
        var message: [(String, JSON)] = [
            ("topic", .text(topic)), ("title", .text(PlainText.cut(notice.title, to: 250, in: .bytes))),
            ("message", .text([summary, source].filter { !$0.isEmpty }.joined(separator: "\n\n"))),
            ("priority", .integer(priority(notice.severity))),
        ]
        if let url = notice.url { message.append(("click", .text(url))) }
        return JSON.object(message).bytes
    }

    /// ntfy's: 5 rings on, 4 rings, 3 is the default.
    private static func priority(_ severity: Severity) -> Int64 {
        switch severity {
        case .flash: 5
        case .urgent: 4
        case .alert: 3
        }
    }
}

/// The stripe beside a message, as RGB; none for the ordinary alert.
enum Color {
    static func of(_ severity: Severity) -> Int64? {
        switch severity {
        case .flash: 0xD0_021B
        case .urgent: 0xF5_A623
        case .alert: nil
        }
    }
}

/// Markdown as Discord and Mattermost read it: every character that could be markup gets a backslash.
enum Markdown {
    private static let special = Set("\\*_~`>|[]()#-<!{}+".unicodeScalars)

    /// Cut first, with the backslashes counted, so that no escape is ever cut in two.
    static func escaped(_ text: String, _ limit: Int, in unit: PlainText.Unit) -> String {
        let cut = PlainText.cut(text, to: limit) { unit.cost(of: $0) + (isSpecial($0) ? 1 : 0) }
        return cut.unicodeScalars.reduce(into: "") { result, scalar in
            if isSpecial(scalar) { result.unicodeScalars.append("\\") }
            result.unicodeScalars.append(scalar)
        }
    }

    /// The colon too: a bare `http://` in a headline would become a link that only looks like the alert's.
    private static func isSpecial(_ scalar: Unicode.Scalar) -> Bool { scalar == ":" || special.contains(scalar) }
}

extension String {
    /// `@` as its full-width twin: reads the same and names nobody.
    fileprivate var withoutMentions: String { replacing("@", with: "＠") }
}
