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
            // RFC 5322 §3.3 writes the zone as an offset; else it is HTTP's form.
            "Date: \(alert.raised.httpDate.dropLast(3))+0000",
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
