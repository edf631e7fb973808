import Domain

/// An alert as a mail: RFC 5322, one text/plain part in UTF-8, every line of ASCII and at most 78 bytes.
///
/// The same alert gives the same bytes: the date is the alert's, `Message-ID` is computed from the delivery's id, so a
/// mailbox that gets it twice can tell. `References` names the story, so that mail programs show its alerts as one
/// thread. `Auto-Submitted` (RFC 3834 §5) keeps holiday notes and other robots from answering.
enum MailFormat {
    static func body(of alert: Alert, id: String, to way: MailWay) -> [UInt8] {
        let notice = Notice(alert)
        let host = way.from.domain.isEmpty ? "hotline.invalid" : way.from.domain
        let fields = [
            MailField.text("Subject", PlainText.cut(notice.title, to: 250, in: .scalars)),
            MailField.addresses("From", [way.from]),
            MailField.addresses("To", way.to),
            "Date: \(MailDate.text(alert.raised))",
            "Message-ID: <\(id)@\(host)>",
            "References: <\(atom(alert.story.id.text))@\(host)>",
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: quoted-printable",
        ]
        let head = Array((fields.joined(separator: "\r\n") + "\r\n\r\n").utf8)
        return head + QuotedPrintable.encoded(lines(of: alert, notice))
    }

    /// What people read, a paragraph or a link a line; none holds a line end.
    private static func lines(of alert: Alert, _ notice: Notice) -> [String] {
        var lines = [notice.title, ""]
        let summary = PlainText.cut(notice.summary, to: 2_000, in: .scalars)
        if !summary.isEmpty { lines += [summary, ""] }
        lines.append(notice.source)
        if let url = notice.url { lines.append(url) }
        lines.append("")
        let others = alert.coverage.prefix(10)
        if !others.isEmpty { lines.append("Also told by:") }
        for other in others {
            lines.append("* \(short(other.feed, 100)): \(short(other.title, 300))")
            if let url = Link.whole(other.url) { lines.append("  \(url)") }
        }
        if !others.isEmpty { lines.append("") }
        let evidence = alert.verdict.evidence.prefix(8).map { short($0.text, 60) }.joined(separator: ", ")
        if !evidence.isEmpty { lines.append("Why: \(evidence)") }
        // Two hyphens and a blank begin what mail programs show as a signature (RFC 3676 §4.3).
        let isOfItem = alert.type == .storyOpened || alert.type == .storyGrown
        return lines + [
            "-- ", "Hotline, \(alert.type.rawValue)" + (isOfItem ? ". hotline why \(alert.item.id.text)" : ""),
        ]
    }

    private static func short(_ text: String, _ limit: Int) -> String {
        PlainText.cut(PlainText.clean(text), to: limit, in: .scalars)
    }

    private static func atom(_ text: String) -> String {
        let kept = text.unicodeScalars.filter { $0.isASCII && ($0.properties.isAlphabetic || $0.isDigit || $0 == "-") }
        return String(String.UnicodeScalarView(kept))
    }
}

extension Unicode.Scalar {
    fileprivate var isDigit: Bool { ("0"..."9").contains(self) }
}

/// Times as mail writes them (RFC 5322 §3.3), in UTC.
enum MailDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    static func text(_ time: Timestamp) -> String {
        // 1970-01-01 was a Thursday; 2025-08-15T19:31:02Z
        let written = Array(time.description.utf8)
        let day = ((time.seconds >= 0 ? time.seconds : time.seconds - 86_399) / 86_400 % 7 + 7) % 7
        guard written.count == 20, let month = Int(String(decoding: written[5..<7], as: UTF8.self)),
            (1...12).contains(month)
        else { return "Thu, 01 Jan 1970 00:00:00 +0000" }
        let part = { (range: Range<Int>) in String(decoding: written[range], as: UTF8.self) }
        return "\(days[Int(day)]), \(part(8..<10)) \(months[month - 1]) \(part(0..<4)) \(part(11..<19)) +0000"
    }
}
